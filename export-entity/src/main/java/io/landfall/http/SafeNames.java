package io.landfall.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names of remote files for messages and caches, without what signs them. */
public final class SafeNames {
  private static final int HASH_DIGITS = 8;

  private SafeNames() {}

  public static String of(URI uri) {
    return of(uri.toString());
  }

  /**
   * Returns a URL without account and with a hash instead of its query: queries that name different
   * files stay apart.
   */
  public static String of(String href) {
    if (href.regionMatches(true, 0, "s3:", 0, 3)) {
      return href; // a key may hold any character, and signatures come later
    }
    String bare = href.replaceFirst("#.*", "").replaceFirst("^([^/?]*//)[^/?]*@", "$1");
    int query = bare.indexOf('?');
    return query < 0
        ? bare
        : "%s?…%s".formatted(bare.substring(0, query), hash(bare.substring(query)));
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
