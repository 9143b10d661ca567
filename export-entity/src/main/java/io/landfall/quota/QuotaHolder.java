package io.landfall.quota;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Who has quotas: an owner, or an organization whose members share them. */
public record QuotaHolder(HolderKind kind, String name) {
  public QuotaHolder {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(name, "name");
  }

  /** What it is. The names stand in the database. */
  public enum HolderKind {
    /** Whose the exports are. */
    OWNER("owner"),
    /** That of the token an export was begun with. */
    ORGANIZATION("organization");

    private final String label;

    HolderKind(String label) {
      this.label = label;
    }

    /** Returns the name in options and JSON: {@code owner}. */
    public String label() {
      return label;
    }
  }

  /** Returns an owner. */
  public static QuotaHolder owner(String name) {
    return new QuotaHolder(HolderKind.OWNER, name);
  }

  /** Returns an organization. */
  public static QuotaHolder organization(String name) {
    return new QuotaHolder(HolderKind.ORGANIZATION, name);
  }

  /**
   * Returns whose quotas an export counts for, always in this order.
   *
   * @param organization {@code null}: none
   */
  public static List<QuotaHolder> of(String owner, String organization) {
    List<QuotaHolder> holders = new ArrayList<>();
    holders.add(owner(owner));
    if (organization != null) {
      holders.add(organization(organization));
    }
    return holders;
  }
}
