package io.landfall.landsat;

/**
 * Tells whether texts are ids of Landsat scenes, as {@link LandsatId#parse} does, in a tenth of the
 * time: every row of a list has one, and most are plain.
 */
public final class LandsatIdCheck {
  /** A digit where a 0 is, a letter or digit where an X is, else the letter itself or any of S. */
  private static final String PRODUCT_SHAPE = "LS00_LXXX_000000_00000000_00000000_00_XX";

  private static final String ENTITY_SHAPE = "LS00000000000000XXX00";
  private static final String SENSORS = "COTEM";

  private LandsatIdCheck() {}

  /** Tells whether it is the id of a product. */
  public static boolean isProduct(String id) {
    return id.length() == PRODUCT_SHAPE.length() && (isCommonProduct(id) || isLandsatId(id));
  }

  /** Tells whether it is the id of an entity. */
  public static boolean isEntity(String id) {
    return id.length() == ENTITY_SHAPE.length() && (isCommonEntity(id) || isLandsatId(id));
  }

  private static boolean isLandsatId(String id) {
    return LandsatId.parse(id).isPresent();
  }

  private static boolean isCommonProduct(String id) {
    char collection = id.charAt(36);
    String category = id.substring(38);
    return hasShape(id, PRODUCT_SHAPE)
        && id.charAt(2) == '0'
        && id.charAt(3) != '0'
        && id.charAt(35) == '0'
        && (collection == '1' || collection == '2')
        && (category.equals("T1") || category.equals("T2") || category.equals("RT"))
        && isCommonDay(id, 17)
        && isCommonDay(id, 26);
  }

  private static boolean isCommonEntity(String id) {
    int day = 100 * digit(id, 13) + 10 * digit(id, 14) + digit(id, 15);
    return hasShape(id, ENTITY_SHAPE) && id.charAt(2) != '0' && day >= 1 && day <= 365;
  }

  /** Every month but the second has 30 days; the others are in doubt. */
  private static boolean isCommonDay(String id, int at) {
    int month = 10 * digit(id, at + 4) + digit(id, at + 5);
    int day = 10 * digit(id, at + 6) + digit(id, at + 7);
    return month >= 1 && month <= 12 && day >= 1 && day <= (month == 2 ? 28 : 30);
  }

  private static int digit(String id, int at) {
    return id.charAt(at) - '0';
  }

  private static boolean hasShape(String id, String shape) {
    for (int at = 0; at < shape.length(); at++) {
      char c = id.charAt(at);
      boolean digit = c >= '0' && c <= '9';
      boolean fits =
          switch (shape.charAt(at)) {
            case '0' -> digit;
            case 'X' -> digit || c >= 'A' && c <= 'Z';
            case 'S' -> SENSORS.indexOf(c) >= 0;
            default -> c == shape.charAt(at);
          };
      if (!fits) {
        return false;
      }
    }
    return true;
  }
}
