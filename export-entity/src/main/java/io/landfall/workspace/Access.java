package io.landfall.workspace;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
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

  /**
   * Returns what is the caller's own.
   *
   * @throws ExportFailure REQUEST_INVALID where it is for an organization and he has none
   */
  public static Access ofOwner(Caller caller, Visibility visibility) {
    return ofOwner(caller).changedBy(caller, visibility);
  }

  /**
   * Returns what it is after a change: where it was not for an organization and is now, it is for
   * that of {@code caller}.
   *
   * @param changed {@code null}: as it is
   * @throws ExportFailure REQUEST_INVALID where it is for an organization and there is none
   */
  public Access changedBy(Caller caller, Visibility changed) {
    if (changed == null || changed == visibility) {
      return this;
    }
    boolean his = owner.equals(caller.user());
    String shared =
        changed == Visibility.ORGANIZATION && his ? caller.organization() : organization;
    if (changed == Visibility.ORGANIZATION && shared == null) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid visibility ORGANIZATION: the token names no organization to share it with. Take"
              + " a token of an organization, or PRIVATE or PUBLIC.");
    }
    return new Access(owner, shared, changed);
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
