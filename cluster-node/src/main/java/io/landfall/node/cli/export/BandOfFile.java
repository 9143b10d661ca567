package io.landfall.node.cli.export;

import io.landfall.source.RemoteSources;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file, and which of its bands, as {@code FILE:4} says it.
 *
 * @param path of the file, or its URL
 * @param band a number or a name; {@code null}: not said
 */
record BandOfFile(String path, String band) {
  /** A URL whose last part has an ending, and no query: its other colons are its own. */
  private static final Pattern URL_WITH_BAND =
      Pattern.compile("(\\w+://[^?#]*/[^/?#]*\\.[A-Za-z]\\w{1,7}):([\\w-]+)");

  /**
   * Reads {@code FILE} or {@code FILE:BAND}. What names something that is there is a file whatever
   * colons it has; else its last colon parts the band from a file that is there.
   */
  static BandOfFile of(Path working, String text) {
    if (RemoteSources.handles(text)) {
      Matcher url = URL_WITH_BAND.matcher(text);
      return url.matches()
          ? new BandOfFile(url.group(1), url.group(2))
          : new BandOfFile(text, null);
    }
    int colon = text.lastIndexOf(':');
    boolean hasBand =
        colon > 0
            && colon < text.length() - 1
            && !exists(working, text)
            && exists(working, text.substring(0, colon));
    return hasBand
        ? new BandOfFile(text.substring(0, colon), text.substring(colon + 1).strip())
        : new BandOfFile(text, null);
  }

  private static boolean exists(Path working, String path) {
    try {
      return Files.exists(working.resolve(path));
    } catch (InvalidPathException e) { // as of a colon where there are drives
      return false;
    }
  }
}
