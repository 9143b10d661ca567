/**
 * Proxies before this node: whose word about a request counts, who its client is, and where links
 * lead. Open {@link io.landfall.api.proxy.TrustedProxies} first.
 */
package io.landfall.api.proxy;
