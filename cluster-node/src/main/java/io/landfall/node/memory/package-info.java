/**
 * What a node holds of the machine's memory, and gives back while it has nothing to do. Knows
 * nothing of exports, Akka or the database. Open {@link io.landfall.node.memory.IdleMemory} first.
 */
package io.landfall.node.memory;
