package io.landfall.ingest;

import io.landfall.index.LandsatId;

/**
 * Tells whether texts are ids of Landsat scenes, as {@link LandsatId#parse} does, in a tenth of the
 * time: every row of a list has one, and most are plain.
 */
final class SceneIds {
  /** A digit where a 0 is, a letter or digit where an X is, else the letter itself or any of S. */
  private static final String PRODUCT = "LS00_LXXX_000000_00000000_00000000_00_XX";

  private static final String ENTITY = "LS00000000000000XXX00";
  private static final String SENSORS = "COTEM";

  private SceneIds() {}

  /** Tells whether it is the id of a product. */
  static boolean isProduct(String id) {
    return id.length() == PRODUCT.length() && (isPlainProduct(id) || isKnown(id));
  }

  /** Tells whether it is the id of an entity. */
  static boolean isEntity(String id) {
    return id.length() == ENTITY.length() && (isPlainEntity(id) || isKnown(id));
  }

  private static boolean isKnown(String id) {
    return LandsatId.parse(id).isPresent();
  }

  private static boolean isPlainProduct(String id) {
    char collection = id.charAt(36);
    String category = id.substring(38);
    return hasShape(id, PRODUCT)
        && id.charAt(2) == '0'
        && id.charAt(3) != '0'
        && id.charAt(35) == '0'
        && (collection == '1' || collection == '2')
        && (category.equals("T1") || category.equals("T2") || category.equals("RT"))
        && isPlainDay(id, 17)
        && isPlainDay(id, 26);
  }

  private static boolean isPlainEntity(String id) {
    int day = 100 * digit(id, 13) + 10 * digit(id, 14) + digit(id, 15);
    return hasShape(id, ENTITY) && id.charAt(2) != '0' && day >= 1 && day <= 365;
  }

  /** Every month has 28 days; the others are in doubt. */
  private static boolean isPlainDay(String id, int at) {
    int month = 10 * digit(id, at + 4) + digit(id, at + 5);
    int day = 10 * digit(id, at + 6) + digit(id, at + 7);
    return month >= 1 && month <= 12 && day >= 1 && day <= 28;
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
