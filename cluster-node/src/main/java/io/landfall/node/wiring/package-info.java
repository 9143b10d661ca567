/**
 * What a node is made of: the actor system, and for each port its implementation. The adapters that
 * need two modules lie here.
 *
 * <p>Knows everything; known by the command line alone. Open {@link
 * io.landfall.node.wiring.NodeWiring} first, then {@link io.landfall.node.wiring.Node} and {@link
 * io.landfall.node.services.BackingServices}.
 */
package io.landfall.node.wiring;
