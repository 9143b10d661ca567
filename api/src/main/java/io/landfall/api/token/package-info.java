/**
 * {@code /v1/tokens}: the tokens themselves, which are told by id, for none is kept.
 *
 * <p>Knows the port {@link io.landfall.api.token.Tokens}; nothing of the database behind it. Open
 * {@link io.landfall.api.token.TokenRoutes} first.
 */
package io.landfall.api.token;
