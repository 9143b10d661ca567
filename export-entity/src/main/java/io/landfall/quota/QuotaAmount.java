package io.landfall.quota;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;

/** Amounts of quotas as people write them: {@code 5}, {@code 20M}, {@code 1.5 TiB}. */
public final class QuotaAmount {
  private static final String NONE = "none";
  private static final String KEY = "amount";
  private static final int LONGEST = 40;
  private static final Map<Character, Long> THOUSANDS =
      Map.of('k', 1_000L, 'M', 1_000_000L, 'G', 1_000_000_000L, 'T', 1_000_000_000_000L);

  private QuotaAmount() {}

  /**
   * Reads one: {@code none}, a whole number, pixels with k, M, G or T for thousands, or a size.
   *
   * @return the amount; {@link QuotaLimits#NO_LIMIT}: any
   * @throws IllegalArgumentException saying what it must be
   */
  public static long parse(QuotaKind kind, String text) {
    String given = text.strip();
    if (given.equals(NONE)) {
      return QuotaLimits.NO_LIMIT;
    }
    long amount = given.length() > LONGEST ? -1 : amount(kind, given);
    if (amount < 0 || amount == QuotaLimits.NO_LIMIT) {
      throw new IllegalArgumentException(
          switch (kind) {
            case EXPORTS_AT_A_TIME -> "must be none or a whole number from 0 on, as 20";
            case PIXELS_PER_DAY ->
                "must be none or a number of pixels from 0 on, below 9 * 10^18, as 5000000000 or"
                    + " 5G";
            case BYTES_PER_DAY -> "must be none or a size from 0 on, below 8 EiB, as 200 GiB";
          });
    }
    return amount;
  }

  /** Returns -1 for what is no amount. */
  private static long amount(QuotaKind kind, String text) {
    try {
      return switch (kind) {
        case EXPORTS_AT_A_TIME -> whole(text, 1);
        case PIXELS_PER_DAY -> pixels(text);
        case BYTES_PER_DAY ->
            ConfigFactory.empty().withValue(KEY, ConfigValueFactory.fromAnyRef(text)).getBytes(KEY);
      };
    } catch (ArithmeticException | NumberFormatException | ConfigException e) {
      return -1;
    }
  }

  private static long pixels(String text) {
    int last = text.length() - 1;
    Long factor = last < 0 ? null : THOUSANDS.get(text.charAt(last));
    return factor == null ? whole(text, 1) : whole(text.substring(0, last).strip(), factor);
  }

  /** Takes digits and one point alone, so that no exponent makes a number of endless length. */
  private static long whole(String text, long factor) {
    if (!text.chars().allMatch(c -> c >= '0' && c <= '9' || c == '.')) {
      return -1;
    }
    return new BigDecimal(text).multiply(BigDecimal.valueOf(factor)).longValueExact();
  }

  /** Writes one as a number for people; {@code none}: any. */
  public static String format(long amount) {
    return amount == QuotaLimits.NO_LIMIT ? NONE : String.format(Locale.ROOT, "%,d", amount);
  }
}
