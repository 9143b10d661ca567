/**
 * Tokens that somebody else issues: signed JWT (RFC 7519) of one configured issuer, beside those of
 * {@link io.landfall.api.http.TokenStore}.
 *
 * <p>Knows the signing library, which appears in no signature outside. Open {@link
 * io.landfall.api.jwt.JwtTokenStore} first, then {@link io.landfall.api.jwt.JwtVerifier}.
 */
package io.landfall.api.jwt;
