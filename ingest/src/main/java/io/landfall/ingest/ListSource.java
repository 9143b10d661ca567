package io.landfall.ingest;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Where a list lies. */
public interface ListSource {
  /** Returns its address, without secrets; one list keeps it. */
  String name();

  /** Tells whether it may come if it is asked for again. */
  boolean mayRecover();

  /**
   * Opens the list.
   *
   * @param known a version that need not come again; {@link ListVersion#UNKNOWN}: it must come
   * @return empty: it is still the known version
   * @throws IOException when it cannot be had now
   * @throws ExportFailure when it cannot be had at all
   */
  Optional<Opened> open(ListVersion known) throws IOException;

  /** A list that comes. To be closed from any thread, which ends a reader that waits. */
  record Opened(InputStream bytes, ListVersion version) {}

  /**
   * Takes an address: {@code http:}, {@code https:}, {@code file:} or a path.
   *
   * @param patience how long a server may say nothing
   * @throws ExportFailure REQUEST_INVALID when it is none of these
   */
  static ListSource of(String address, Duration patience) {
    String scheme =
        address.toLowerCase(Locale.ROOT).replaceFirst("(?s)^([a-z0-9+.-]{2,}):.*", "$1");
    try {
      return switch (scheme.equals(address.toLowerCase(Locale.ROOT)) ? "" : scheme) {
        case "http", "https" -> new HttpList(URI.create(address), patience);
        case "file" -> new FileList(Path.of(URI.create(address)));
        case "" -> new FileList(Path.of(address));
        default -> throw invalid(address, "there is no way to read " + scheme + ":");
      };
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      String why =
          e.getCause() instanceof URISyntaxException bad ? bad.getReason() : e.getMessage();
      throw invalid(address, why);
    }
  }

  private static ExportFailure invalid(String address, String why) {
    return new ExportFailure(
        ErrorCode.REQUEST_INVALID,
        "Invalid address of a list \"%s\": %s. Write http://, https://, file:/ or a path."
            .formatted(address.replaceAll("//[^/]*@|\\?.*", "..."), why));
  }
}
