/**
 * The one HTTP client kit: responses bounded in size and time, redirects held to an address policy,
 * retries within a time budget, {@code Retry-After}, a rate limit per host. It knows the JDK only,
 * and nothing of what is fetched. Open {@link io.landfall.http.BoundedHttpClient} first.
 */
package io.landfall.http;
