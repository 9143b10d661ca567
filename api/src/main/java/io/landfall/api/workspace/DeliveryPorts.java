package io.landfall.api.workspace;

import io.landfall.destination.DestinationChecker;
import io.landfall.http.CheckedAddresses;
import io.landfall.workspace.DeliveryConfigStore;

/**
 * What the routes of delivery configurations ask.
 *
 * @param addresses which stores may be asked
 * @param ownBucket where this service keeps its own files, which is no destination
 * @param principal ARN that policies of users' buckets let in; empty: it is not known
 * @param checker asks destinations
 */
public record DeliveryPorts(
    DeliveryConfigStore configs,
    CheckedAddresses addresses,
    String ownBucket,
    String principal,
    DestinationChecker checker) {}
