/**
 * JSON as it comes in, strictly and with pointers to what is wrong, and as it goes out.
 *
 * <p>Knows error codes and their HTTP status; no route. Open {@link
 * io.landfall.api.json.BodyCursor} first, then {@link io.landfall.api.json.ApiProblem}.
 */
package io.landfall.api.json;
