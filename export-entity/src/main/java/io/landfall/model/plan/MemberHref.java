package io.landfall.model.plan;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The URL of a file that lies in an archive as it is, not compressed: that of the archive, with the
 * place of the bytes as its fragment, as {@code file:///a.tar#member=B4.TIF&offset=512&length=9}.
 *
 * @param archive its URL
 * @param name of the file, for people
 * @param offset of its first byte in the archive
 * @param length in bytes
 */
public record MemberHref(String archive, String name, long offset, long length) {
  private static final String MEMBER = "#member=";
  private static final String OFFSET = "&offset=";
  private static final String LENGTH = "&length=";

  public MemberHref {
    if (offset < 0 || length < 0 || offset > Long.MAX_VALUE - length) {
      throw new IllegalArgumentException(
          "Invalid place of a file in an archive: %d bytes from %d on".formatted(length, offset));
    }
  }

  /** Takes a URL apart; empty: it is of no file in an archive. */
  public static Optional<MemberHref> parse(String href) {
    int member = href.lastIndexOf(MEMBER);
    int offset = href.indexOf(OFFSET, Math.max(0, member));
    int length = href.indexOf(LENGTH, Math.max(0, offset));
    if (member < 0 || offset < 0 || length < 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new MemberHref(
              href.substring(0, member),
              URLDecoder.decode(
                  href.substring(member + MEMBER.length(), offset), StandardCharsets.UTF_8),
              Long.parseUnsignedLong(href.substring(offset + OFFSET.length(), length)),
              Long.parseUnsignedLong(href.substring(length + LENGTH.length()))));
    } catch (IllegalArgumentException e) { // NumberFormatException is one
      return Optional.empty();
    }
  }

  /** Returns the URL of the archive of a file, or the URL itself where it lies in none. */
  public static String archiveOf(String href) {
    return parse(href).map(MemberHref::archive).orElse(href);
  }

  /** Returns the URL. */
  @Override
  public String toString() {
    String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8);
    return archive + MEMBER + encoded + OFFSET + offset + LENGTH + length;
  }
}
