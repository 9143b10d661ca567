package io.landfall.node.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * A file of an export, as the service lists it.
 *
 * @param name without a folder
 * @param href where it lies: anybody who holds a link of http or https gets it
 * @param bytes of the whole file
 * @param sha256 of the whole file, 64 lower-case hexadecimal digits
 */
record RemoteFile(String name, URI href, long bytes, String sha256) {
  private static final int MAX_NAME = 200;

  /** Reads an entry of a result, which may come from anybody. */
  static RemoteFile of(JsonNode file) {
    String name = file.path("name").asText("");
    if (!isPlainName(name)) {
      throw ClientFailures.service(
          "Cannot download the file \"%s\": this is not a valid name of a file."
              .formatted(ScreenText.line(name, MAX_NAME)));
    }
    String sha256 = file.path("sha256").asText("").toLowerCase(Locale.ROOT);
    if (!sha256.matches("[0-9a-f]{64}") || !file.path("bytes").canConvertToLong()) {
      throw ClientFailures.service(
          "Cannot download %s: the service does not say its size and SHA-256.".formatted(name));
    }
    return new RemoteFile(name, href(name, file), file.path("bytes").asLong(), sha256);
  }

  private static URI href(String name, JsonNode file) {
    String text = file.path("href").asText("");
    int colon = text.indexOf(':');
    try {
      return text.startsWith("http") || colon < 0
          ? new URI(text)
          : new URI(text.substring(0, colon), text.substring(colon + 1), null); // a key as it is
    } catch (URISyntaxException e) {
      throw ClientFailures.service("Cannot download %s: its link is not a URL.".formatted(name));
    }
  }

  private static boolean isPlainName(String name) {
    return !name.isEmpty()
        && name.length() <= MAX_NAME
        && !name.startsWith(".")
        && name.indexOf('/') < 0
        && name.indexOf('\\') < 0
        && name.equals(ScreenText.line(name));
  }

  /** Tells whether the service, or a store, hands it out over HTTP. */
  boolean isLink() {
    return "http".equalsIgnoreCase(href.getScheme()) || "https".equalsIgnoreCase(href.getScheme());
  }
}
