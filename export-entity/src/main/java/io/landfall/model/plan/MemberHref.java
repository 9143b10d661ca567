package io.landfall.model.plan;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The URL of a file that lies in an archive as it is, not compressed: that of the archive, with the
 * place of the bytes as its fragment, as {@code
 * file:///a.tar#member=B4.TIF&offset=512&length=9&version=99-7}.
 *
 * @param archive its URL
 * @param name of the file, for people
 * @param offset of its first byte in the archive
 * @param length in bytes
 * @param version of the archive when its files were listed; {@code null}: not known, as older
 *     releases did not say it
 */
public record MemberHref(String archive, String name, long offset, long length, String version) {
  private static final String MEMBER = "#member=";
  private static final String OFFSET = "&offset=";
  private static final String LENGTH = "&length=";
  private static final String VERSION = "&version=";

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
    int version = href.indexOf(VERSION, length);
    int end = version < 0 ? href.length() : version;
    try {
      return Optional.of(
          new MemberHref(
              href.substring(0, member),
              URLDecoder.decode(
                  href.substring(member + MEMBER.length(), offset), StandardCharsets.UTF_8),
              Long.parseUnsignedLong(href.substring(offset + OFFSET.length(), length)),
              Long.parseUnsignedLong(href.substring(length + LENGTH.length(), end)),
              version < 0
                  ? null
                  : URLDecoder.decode(
                      href.substring(version + VERSION.length()), StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException e) { // NumberFormatException is one
      return Optional.empty();
    }
  }

  /**
   * Tells whether this place was found in an archive of that version, as far as that is known: in
   * another one, other bytes lie there.
   */
  public boolean isOf(String archiveVersion) {
    return version == null || version.equals(archiveVersion);
  }

  /**
   * Returns a name that no other file of the archive has.
   *
   * @param shown name of the archive
   */
  public String nameIn(String shown) {
    return shown + "/" + name + "+" + offset;
  }

  /** Returns the URL of the archive of a file, or the URL itself where it lies in none. */
  public static String archiveOf(String href) {
    return parse(href).map(MemberHref::archive).orElse(href);
  }

  /** Returns the URL. */
  @Override
  public String toString() {
    String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8);
    String place = archive + MEMBER + encoded + OFFSET + offset + LENGTH + length;
    return version == null
        ? place
        : place + VERSION + URLEncoder.encode(version, StandardCharsets.UTF_8);
  }
}
