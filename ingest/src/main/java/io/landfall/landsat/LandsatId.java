package io.landfall.landsat;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of a Landsat scene says.
 *
 * <p>Product ids of collections, {@code LC08_L1TP_040038_20190131_20190205_01_T1}, and entity ids,
 * {@code LC80400382019031LGN00}, as the USGS defines them.
 *
 * @param sensor {@code C} (OLI and TIRS), {@code O}, {@code T} (TIRS alone or TM), {@code E}
 *     (ETM+), {@code M} (MSS)
 * @param satellite 1 to 9
 * @param level of processing; {@code null} in an entity id
 * @param acquired the day
 * @param processed the day; {@code null} in an entity id
 * @param collection 1 or 2; 0 in an entity id
 * @param category {@code RT}, {@code T1}, {@code T2}; {@code null} in an entity id
 */
public record LandsatId(
    char sensor,
    int satellite,
    String level,
    int path,
    int row,
    LocalDate acquired,
    LocalDate processed,
    int collection,
    String category) {
  private static final Pattern PRODUCT =
      Pattern.compile(
          "L([COTEM])0([1-9])_(L[0-9A-Z]{3})_(\\d{3})(\\d{3})_(\\d{8})_(\\d{8})_0([12])_(RT|T1|T2|A1|A2)");
  private static final Pattern ENTITY =
      Pattern.compile("L([COTEM])([1-9])(\\d{3})(\\d{3})(\\d{4})(\\d{3})[A-Z0-9]{3}\\d{2}");
  private static final Pattern IN_TEXT =
      Pattern.compile("(?<![A-Z0-9])(?:" + PRODUCT + "|" + ENTITY + ")(?![A-Z0-9])");

  /** Reads a product or entity id; empty: it is neither. */
  public static Optional<LandsatId> parse(String id) {
    try {
      Matcher product = PRODUCT.matcher(id);
      if (product.matches()) {
        return Optional.of(
            new LandsatId(
                product.group(1).charAt(0),
                number(product, 2),
                product.group(3),
                number(product, 4),
                number(product, 5),
                day(product.group(6)),
                day(product.group(7)),
                number(product, 8),
                product.group(9)));
      }
      Matcher entity = ENTITY.matcher(id);
      if (entity.matches()) {
        LocalDate acquired = LocalDate.ofYearDay(number(entity, 5), number(entity, 6));
        return Optional.of(
            new LandsatId(
                entity.group(1).charAt(0),
                number(entity, 2),
                null,
                number(entity, 3),
                number(entity, 4),
                acquired,
                null,
                0,
                null));
      }
      return Optional.empty();
    } catch (java.time.DateTimeException e) {
      return Optional.empty(); // a 31st of February
    }
  }

  /** Finds the ids in a text, each once. */
  public static List<String> findAll(String text) {
    return IN_TEXT
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .filter(id -> parse(id).isPresent())
        .distinct()
        .toList();
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }

  private static LocalDate day(String text) {
    int digits = Integer.parseInt(text);
    return LocalDate.of(digits / 10_000, digits / 100 % 100, digits % 100);
  }
}
