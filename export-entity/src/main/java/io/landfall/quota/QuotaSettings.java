package io.landfall.quota;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.landfall.quota.QuotaHolder.HolderKind;

/**
 * Limits of who has none of his own.
 *
 * @param owner of every owner
 * @param organization of every organization, for its members together
 */
public record QuotaSettings(QuotaLimits owner, QuotaLimits organization) {
  /** Limits nobody. */
  public static final QuotaSettings NONE = new QuotaSettings(QuotaLimits.NONE, QuotaLimits.NONE);

  private static final String ROOT = "landfall.quota";

  /**
   * Reads {@code landfall.quota}.
   *
   * @throws ConfigException naming the key and line of a value that cannot be
   */
  public static QuotaSettings from(Config root) {
    return new QuotaSettings(limits(root, ROOT + ".owner"), limits(root, ROOT + ".organization"));
  }

  /** Returns those of a kind of holder. */
  public QuotaLimits of(HolderKind kind) {
    return kind == HolderKind.OWNER ? owner : organization;
  }

  private static QuotaLimits limits(Config root, String path) {
    Config config = root.getConfig(path);
    return new QuotaLimits(
        number(config, path, QuotaKind.EXPORTS_AT_A_TIME),
        number(config, path, QuotaKind.PIXELS_PER_DAY),
        number(config, path, QuotaKind.BYTES_PER_DAY));
  }

  private static long number(Config config, String path, QuotaKind kind) {
    String text = config.getString(kind.label());
    try {
      return QuotaAmount.parse(kind, text);
    } catch (IllegalArgumentException e) {
      throw new ConfigException.BadValue(
          config.getValue(kind.label()).origin(), path + "." + kind.label(), e.getMessage());
    }
  }
}
