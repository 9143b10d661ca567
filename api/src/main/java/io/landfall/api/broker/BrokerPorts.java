package io.landfall.api.broker;

import io.landfall.broker.PlanetBroker;
import io.landfall.broker.TideClient;

/** Whom the broker's routes ask beside the index. */
public record BrokerPorts(PlanetBroker planet, TideClient tides) {}
