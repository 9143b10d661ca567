/**
 * Connections: what stands between TCP and Akka HTTP. It lets only well-formed heads and framing
 * through, counts connections and time, and refuses in HTTP what no route shall see.
 *
 * <p>Knows bytes and framing (RFC 9112), no route. Open {@link io.landfall.api.edge.GuardedServer}
 * first, then {@link io.landfall.api.edge.RequestGuard}.
 */
package io.landfall.api.edge;
