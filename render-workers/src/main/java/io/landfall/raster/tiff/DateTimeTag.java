package io.landfall.raster.tiff;

import io.landfall.raster.RasterException;
import io.landfall.raster.tiff.format.Tag;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When an image was taken, as the tag DateTime says. */
final class DateTimeTag {
  private static final String WHAT = "its date and time (tag DateTime)";
  private static final Pattern TEXT =
      Pattern.compile(
          "(\\d{4})[:/-](\\d\\d)[:/-](\\d\\d)[ T]([01]\\d|2[0-3]):([0-5]\\d):([0-5]\\d)Z?");
  private static final Pattern BLANK = Pattern.compile("[\\s:0]*");

  private DateTimeTag() {}

  /**
   * Returns the time as {@code 2024-06-01T10:20:30Z}; {@code null} if it is not told, or, with a
   * warning, if it is none.
   */
  static String read(TiffBytes bytes, Directory directory) {
    String text;
    try {
      text = directory.text(Tag.DATE_TIME).strip();
    } catch (RasterException damaged) {
      bytes.warnOf(WHAT, damaged);
      return null;
    }
    if (BLANK.matcher(text).matches()) {
      return null;
    }
    var time = TEXT.matcher(text);
    if (time.matches() && isDay(number(time, 1), number(time, 2), number(time, 3))) {
      return time.replaceFirst("$1-$2-$3T$4:$5:$6Z");
    }
    bytes.warn(WHAT + ", which is not as 2024:06:01 10:20:30");
    return null;
  }

  private static int number(Matcher time, int group) {
    return Integer.parseInt(time.group(group));
  }

  private static boolean isDay(int year, int month, int day) {
    boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    int days =
        switch (month) {
          case 1, 3, 5, 7, 8, 10, 12 -> 31;
          case 4, 6, 9, 11 -> 30;
          case 2 -> leap ? 29 : 28;
          default -> 0;
        };
    return day >= 1 && day <= days;
  }
}
