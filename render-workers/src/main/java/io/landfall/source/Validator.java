package io.landfall.source;

import java.net.http.HttpHeaders;
import java.util.Locale;
import java.util.Optional;

/**
 * What a remote file was when it was opened. Weak ETags allow other bytes, so there the date and
 * the size count; a server that gives neither is trusted by size alone.
 *
 * @param etag as the server wrote it; empty: none
 * @param lastModified as the server wrote it; empty: none
 */
record Validator(String etag, String lastModified, long size) {

  static Validator of(HttpHeaders headers, long size) {
    return new Validator(
        headers.firstValue("ETag").orElse("").strip(),
        headers.firstValue("Last-Modified").orElse("").strip(),
        size);
  }

  /** Returns the ETag that a server can be held to; empty for a weak one. */
  Optional<String> ifMatch() {
    return etag.startsWith("\"") ? Optional.of(etag) : Optional.empty();
  }

  /** Returns a text that changes whenever the content does. */
  String version() {
    return ifMatch().isPresent()
        ? etag.replace("\"", "")
        : String.format(Locale.ROOT, "%d-%s", size, (lastModified.isEmpty() ? etag : lastModified))
            .replaceAll("[^a-zA-Z0-9-]", "");
  }

  /** Tells whether an answer about a part is of the file that this pins. */
  boolean matches(Validator answer) {
    if (size != answer.size) {
      return false;
    }
    if (ifMatch().isPresent() && !answer.etag.isEmpty()) {
      return etag.equals(answer.etag);
    }
    if (!lastModified.isEmpty() && !answer.lastModified.isEmpty()) {
      return lastModified.equals(answer.lastModified);
    }
    return etag.equals(answer.etag) || answer.etag.isEmpty();
  }
}
