/**
 * The one HTTP client kit: responses bounded in size and time, redirects held to an address policy,
 * retries within a time budget, {@code Retry-After}, a rate limit per host.
 *
 * <p>Knows the JDK's client and a scheduler of Akka's; nothing of what is fetched. Open {@link
 * io.landfall.http.BoundedHttpClient} first, then {@link io.landfall.http.Backoff} and {@link
 * io.landfall.http.AddressPolicy}.
 */
package io.landfall.http;
