package io.landfall.workspace;

import java.util.Objects;

/**
 * To whom something belongs, and who may read it.
 *
 * @param owner the user who made it
 * @param organization his organization when he made it; {@code null}: none
 */
public record Access(String owner, String organization, Visibility visibility) {
  public Access {
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(visibility, "visibility");
  }

  /** Returns what is the caller's own, for nobody else. */
  public static Access ofOwner(Caller caller) {
    return new Access(caller.user(), caller.organization(), Visibility.PRIVATE);
  }

  /** Tells whether {@code caller} may see and export it. */
  public boolean isReadableBy(Caller caller) {
    return isWritableBy(caller)
        || switch (visibility) {
          case PRIVATE -> false;
          case ORGANIZATION -> organization != null && organization.equals(caller.organization());
          case PUBLIC -> true;
        };
  }

  /** Tells whether {@code caller} may change and delete it. */
  public boolean isWritableBy(Caller caller) {
    return caller.isAdmin() || owner.equals(caller.user());
  }
}
