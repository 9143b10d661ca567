/**
 * What all routes have in common: tokens, problems, bodies, headers, health, CORS.
 *
 * <p>Knows JSON and error codes; no export, no scene. Open {@link io.landfall.api.http.Problems}
 * first, then {@link io.landfall.api.http.HttpResponses}.
 */
package io.landfall.api.http;
