package io.landfall.api.workspace;

import io.landfall.http.AddressPolicy;
import io.landfall.pool.BoundedPool;
import io.landfall.workspace.DeliveryConfigStore;

/**
 * What the routes of delivery configurations ask.
 *
 * @param addresses which stores may be asked
 * @param ownBucket where this service keeps its own files, which is no destination
 * @param lookups where hosts are looked up, which may take seconds
 */
public record DeliveryPorts(
    DeliveryConfigStore configs, AddressPolicy addresses, String ownBucket, BoundedPool lookups) {}
