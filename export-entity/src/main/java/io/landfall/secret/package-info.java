/**
 * Secrets that do not print, and their encryption by keys that the database does not have.
 *
 * <p>Knows no table but by its name, and nothing of what its secrets are for. Open {@link
 * io.landfall.secret.SecretCipher} first.
 */
package io.landfall.secret;
