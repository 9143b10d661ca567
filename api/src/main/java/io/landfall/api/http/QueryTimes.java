package io.landfall.api.http;

import java.util.regex.Pattern;

/** Times in the query of a URL, where a plus that was not encoded comes as a blank. */
public final class QueryTimes {
  private static final Pattern BLANK_BEFORE_OFFSET =
      Pattern.compile("(?<=:[0-9]{2}(?:\\.[0-9]{1,20})?) (?=[0-9]{2}:[0-9]{2}(?![0-9:]))");

  private QueryTimes() {}

  /** Writes a plus for the blank between the seconds of a time and its time zone. */
  public static String withPlus(String text) {
    return BLANK_BEFORE_OFFSET.matcher(text).replaceAll("+");
  }
}
