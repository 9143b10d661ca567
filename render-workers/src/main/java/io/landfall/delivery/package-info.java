/**
 * Delivery of one file to one destination: the actor, the port of a kind of destination, what
 * travels with a file. A file counts as delivered when it was read back there and each byte was the
 * rendered one.
 *
 * <p>Knows the store and the steps; each kind of destination has a package of its own above. Open
 * {@link io.landfall.delivery.DeliveryActor} first, then {@link
 * io.landfall.delivery.DeliveryTarget}.
 */
package io.landfall.delivery;
