package io.landfall.node.wiring;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Secrets that stand nowhere else, and all ways of writing them that a leak may have. */
final class Canaries {
  /** The random part of one, long enough to be no accident. */
  private static final int FEWEST_CHARACTERS = 16;

  private final Map<String, String> byName = new LinkedHashMap<>();

  /** Makes one that URLs and JSON would have to escape. */
  String make(String name) {
    return add(name, "sl/" + UUID.randomUUID().toString().replace("-", "") + "+Cn=");
  }

  /** Makes one of letters and digits alone. */
  String makePlain(String name) {
    return add(name, "sl." + UUID.randomUUID().toString().replace("-", ""));
  }

  /** Takes one that somebody else has made. */
  String add(String name, String secret) {
    byName.put(name, secret);
    return secret;
  }

  /** Returns the names of those that stand in a text, however they are written there. */
  List<String> in(String text) {
    List<String> found = new ArrayList<>();
    byName.forEach(
        (name, secret) ->
            writings(secret)
                .forEach(
                    (how, written) -> {
                      if (text.contains(written)) {
                        found.add(name + " " + how);
                      }
                    }));
    return found;
  }

  private static Map<String, String> writings(String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    String hex = HexFormat.of().formatHex(bytes);
    Map<String, String> writings = new TreeMap<>();
    writings.put("raw", secret);
    writings.put("hex", hex);
    writings.put("HEX", hex.toUpperCase(Locale.ROOT));
    writings.put("URL-encoded", URLEncoder.encode(secret, StandardCharsets.UTF_8));
    writings.put("reversed", new StringBuilder(secret).reverse().toString());
    for (int shift = 0; shift < 3; shift++) { // wherever it begins within what is encoded
      byte[] shifted = new byte[bytes.length + shift];
      System.arraycopy(bytes, 0, shifted, shift, bytes.length);
      String base64 = Base64.getEncoder().withoutPadding().encodeToString(shifted);
      String middle = base64.substring(shift == 0 ? 0 : shift + 1, base64.length() - 3);
      if (middle.length() < FEWEST_CHARACTERS) {
        throw new IllegalArgumentException("too short to be told from an accident: " + secret);
      }
      writings.put("Base64 at " + shift, middle);
      writings.put("Base64url at " + shift, middle.replace('+', '-').replace('/', '_'));
    }
    return writings;
  }
}
