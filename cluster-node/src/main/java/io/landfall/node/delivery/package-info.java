/**
 * Where a node delivers: the target of each kind of destination, found by the delivery
 * configurations of users. Knows every kind of target and the store of configurations; makes what
 * they have in common once. Open {@link io.landfall.node.delivery.DeliveryTargets} first.
 */
package io.landfall.node.delivery;
