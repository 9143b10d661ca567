package io.landfall.catalogue;

import io.landfall.model.SceneId;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the hrefs of an item lead: URLs of any kind, or paths that start where the item lies. */
final class StacHref {
  private StacHref() {}

  /**
   * Resolves a href of an item on this machine; files come out as {@code file:///...}. A path may
   * be encoded as URLs are, or not: what is there decides.
   *
   * @throws IllegalArgumentException if it is not a valid URL or path
   */
  static String ofFile(Path item, String href) {
    String plain = withoutGdalPrefix(href);
    if (plain.isBlank()) {
      throw new IllegalArgumentException("it is empty");
    }
    if (!hasScheme(plain)) {
      Path folder = item.toAbsolutePath().getParent();
      Path literal = folder.resolve(plain);
      return uri(Files.exists(literal) ? literal : folder.resolve(decoded(plain)));
    }
    if (!plain.regionMatches(true, 0, "file:", 0, 5)) {
      return remote(plain);
    }
    try {
      return uri(Path.of(URI.create(plain)));
    } catch (IllegalArgumentException e) {
      if (!plain.matches("(?i)file:///[^%]*")) {
        throw e;
      }
      return uri(Path.of(plain.substring("file://".length()))); // not encoded
    }
  }

  /**
   * Resolves a href of an item on another machine. It leads to other machines too, never to this
   * one.
   *
   * @throws IllegalArgumentException if it is not a valid URL of {@code https}, {@code http} or
   *     {@code s3}
   */
  static String ofUrl(String item, String href) {
    String plain = withoutGdalPrefix(href);
    if (hasScheme(plain)) {
      String url = remote(plain);
      if (RemoteScenes.handles(new SceneId(url))) {
        return url;
      }
      throw new IllegalArgumentException("neither http, https nor s3");
    }
    if (plain.isBlank()) {
      throw new IllegalArgumentException("neither http, https nor s3");
    }
    return URI.create(item.replace(" ", "%20")).resolve(plain.replace(" ", "%20")).toString();
  }

  private static boolean hasScheme(String href) {
    return href.matches("(?s)[a-zA-Z][a-zA-Z0-9+.-]+:.*");
  }

  private static String withoutGdalPrefix(String href) {
    return href.replaceFirst("^/vsicurl/(?=https?://)", "").replaceFirst("^/vsis3/", "s3://");
  }

  private static String remote(String href) {
    if (href.startsWith("gs://")) { // Google's buckets are read by https too
      return remote(href.replaceFirst("^gs://", "https://storage.googleapis.com/"));
    }
    if (href.regionMatches(true, 0, "s3:", 0, 3)) {
      return href; // keys may hold any character
    }
    URI url = URI.create(href.replace(" ", "%20"));
    if (url.getRawAuthority() == null || url.getRawAuthority().contains("%")) {
      throw new IllegalArgumentException("it names no host");
    }
    return url.toString();
  }

  /** Encoded is what the specification asks for, and so what is meant where it can be. */
  private static String decoded(String path) {
    try {
      return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) { // a percent sign that stands for itself
      return path;
    }
  }

  private static String uri(Path path) {
    return path.normalize().toUri().toString();
  }
}
