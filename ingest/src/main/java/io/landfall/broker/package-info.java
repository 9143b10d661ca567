/**
 * What bf-ia-broker answered, in small values: scenes of the index and of Planet, their files and
 * the tide over them, with one conversion to GeoJSON.
 *
 * <p>Knows the index's scenes and the two services it asks; paths and parameters are in {@code
 * io.landfall.api.broker}. Open {@link io.landfall.broker.PlanetBroker} first, then {@link
 * io.landfall.broker.BrokerScene}.
 */
package io.landfall.broker;
