package io.landfall.api.token;

import java.time.Instant;
import java.util.List;

/**
 * What is known of a token.
 *
 * @param id twelve hexadecimal digits
 * @param organization whose members the user shares with; {@code null}: none
 * @param scopes empty: what is the user's own
 * @param expiresAt {@code null}: never
 */
public record TokenEntry(
    String id,
    String user,
    String organization,
    List<String> scopes,
    Instant createdAt,
    Instant expiresAt,
    TokenState state) {
  public TokenEntry {
    scopes = List.copyOf(scopes);
  }

  /** Whether a token is good. */
  public enum TokenState {
    VALID,
    EXPIRED,
    REVOKED
  }
}
