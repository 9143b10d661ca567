package io.landfall.ingest.list;

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
public interface SceneListSource {
  /** Returns what it is known by, without secrets: its URL, or a name that its owner gave it. */
  String displayName();

  /** Returns the name of its file; empty: there is none. */
  String fileName();

  /** Tells whether it may come if it is asked for again. */
  boolean isRetryable();

  /**
   * Opens the list.
   *
   * @param known a version that need not come again; {@link SceneListVersion#UNKNOWN}: it must come
   * @return empty: it is still the known version
   * @throws IOException when it cannot be had now
   * @throws ExportFailure when it cannot be had at all
   */
  Optional<OpenSceneList> open(SceneListVersion known) throws IOException;

  /** A list that comes. To be closed from any thread, which ends a reader that waits. */
  record OpenSceneList(InputStream bytes, SceneListVersion version) {}

  /**
   * Takes a URL: {@code http:}, {@code https:}, {@code file:} or a path.
   *
   * @param readTimeout how long a server may say nothing
   * @throws ExportFailure REQUEST_INVALID when it is none of these
   */
  static SceneListSource of(String url, Duration readTimeout) {
    String scheme = url.toLowerCase(Locale.ROOT).replaceFirst("(?s)^([a-z0-9+.-]{2,}):.*", "$1");
    try {
      return switch (scheme.equals(url.toLowerCase(Locale.ROOT)) ? "" : scheme) {
        case "http", "https" -> new HttpSceneList(URI.create(url), readTimeout);
        case "file" -> new FileSceneList(Path.of(URI.create(url)));
        case "" -> new FileSceneList(Path.of(url));
        default -> throw invalid(url, "there is no way to read " + scheme + ":");
      };
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      String reason =
          e.getCause() instanceof URISyntaxException bad ? bad.getReason() : e.getMessage();
      throw invalid(url, reason);
    }
  }

  /** Gives a list a name of its own, by which it is known wherever it lies. */
  static SceneListSource named(String name, SceneListSource source) {
    return new SceneListSource() {
      @Override
      public String displayName() {
        return name;
      }

      @Override
      public String fileName() {
        return source.fileName();
      }

      @Override
      public boolean isRetryable() {
        return source.isRetryable();
      }

      @Override
      public Optional<OpenSceneList> open(SceneListVersion known) throws IOException {
        return source.open(known);
      }
    };
  }

  private static ExportFailure invalid(String url, String reason) {
    return new ExportFailure(
        ErrorCode.REQUEST_INVALID,
        "Invalid URL of a scene list file \"%s\": %s. Write http://, https://, file:/ or a path."
            .formatted(withoutSecrets(url), reason));
  }

  /** Leaves out what may be a login or a signature. */
  private static String withoutSecrets(String url) {
    int authority = url.indexOf("//");
    int login = url.lastIndexOf('@');
    String shown =
        authority >= 0 && login > authority
            ? url.substring(0, authority) + "..." + url.substring(login + 1)
            : url;
    int query = shown.indexOf('?');
    return query < 0 ? shown : shown.substring(0, query) + "...";
  }
}
