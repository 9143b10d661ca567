/**
 * The node's side of commands that clients hand over: who may, what runs, when the node may end.
 *
 * <p>Knows the connection's frames and nothing of what commands do. Open {@link
 * io.landfall.node.local.server.CommandServer} first.
 */
package io.landfall.node.local.server;
