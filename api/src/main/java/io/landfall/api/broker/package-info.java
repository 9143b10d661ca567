/**
 * The paths of bf-ia-broker: the local index of Landsat scenes, and Planet's imagery, in the words
 * its clients know.
 *
 * <p>Knows the broker's values and searches of the index. Open {@link
 * io.landfall.api.broker.BrokerRoutes} first.
 */
package io.landfall.api.broker;
