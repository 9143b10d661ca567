package io.landfall.workspace;

import java.util.Objects;

/**
 * Who asks.
 *
 * @param user owner of what he makes
 * @param organization whose members he shares with; {@code null}: none
 * @param isAdmin whether he may see and change what is others'
 */
public record Caller(String user, String organization, boolean isAdmin) {
  public Caller {
    Objects.requireNonNull(user, "user");
  }
}
