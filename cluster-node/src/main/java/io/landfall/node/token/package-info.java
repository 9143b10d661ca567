/**
 * API tokens in the database: made, listed, revoked, and looked up for each request. Only their
 * hashes are kept.
 *
 * <p>Open {@link io.landfall.node.token.ApiTokens} first.
 */
package io.landfall.node.token;
