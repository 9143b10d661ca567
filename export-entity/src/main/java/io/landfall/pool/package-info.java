/**
 * Pools of threads, one for each kind of work that waits or computes: so that nothing of one kind
 * can use up what another needs.
 *
 * <p>Knows failures and settings only; anybody may use it. Open {@link
 * io.landfall.pool.BoundedPool} first; {@link io.landfall.pool.PoolName} lists the pools of a node.
 */
package io.landfall.pool;
