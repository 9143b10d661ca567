/**
 * The client of the node that stays: finds the node of a data folder or starts it, hands a command
 * over, relays what it prints.
 *
 * <p>Knows the JDK and nothing else: it is packaged as a jar of its own, whose few classes are
 * loaded in a tenth of a second. Open {@link io.landfall.node.local.LocalClient} first, then {@link
 * io.landfall.node.local.NodeConnection} for what is said over the connection.
 */
package io.landfall.node.local;
