/**
 * The node that stays after a command: from its start in the background to its end without work,
 * and how commands that are handed over run in it, and in a {@code serve}.
 *
 * <p>Knows how a command is called, not what commands there are. Open {@link
 * io.landfall.node.cli.local.LocalNode} first.
 */
package io.landfall.node.cli.local;
