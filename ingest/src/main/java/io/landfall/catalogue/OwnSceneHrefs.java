package io.landfall.catalogue;

import io.landfall.http.AddressPolicy;
import io.landfall.http.SafeNames;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * Which files scenes of one's own may be made of: below the import folder, by https, and of S3.
 * Plain http is for hosts that the operator has named. Looks at hrefs and at the disk; asks no
 * host.
 */
public final class OwnSceneHrefs implements UnaryOperator<String> {
  private final LocalScenes files;
  private final AddressPolicy named;

  /**
   * Makes the rule.
   *
   * @param allowedHosts {@code host} or {@code host:port}, which may be asked by http too
   */
  public OwnSceneHrefs(LocalScenes files, Collection<String> allowedHosts) {
    this.files = files;
    this.named =
        AddressPolicy.internet(
            allowedHosts,
            host -> {
              throw new UnknownHostException(host); // whoever is not named
            });
  }

  /**
   * Returns the URL to read.
   *
   * @throws ExportFailure saying why a file may not, or cannot be read
   */
  @Override
  public String apply(String href) {
    int colon = href.indexOf(':');
    String scheme = colon < 0 ? "" : href.substring(0, colon).toLowerCase(Locale.ROOT);
    String rest = href.substring(colon + 1);
    return switch (scheme) {
      case "file" -> files.rasterUrl("file:" + rest);
      case "s3" -> "s3:" + rest;
      case "https" -> checkedUrl("https:" + rest);
      case "http" -> checkedNamed(checkedUrl("http:" + rest));
      default ->
          throw new ExportFailure(
              ErrorCode.OPTION_UNSUPPORTED,
              "Cannot read %s: an href begins with file://, https:// or s3://. Correct it."
                  .formatted(SafeNames.of(href)));
    };
  }

  private static String checkedUrl(String url) {
    try {
      if (URI.create(url).getHost() != null) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // falls through to the one failure below
    }
    throw new ExportFailure(
        ErrorCode.SCENE_UNREADABLE,
        "Cannot read %s: it is not a valid URL with a host. Write spaces and the like as %%20."
            .formatted(SafeNames.of(url)));
  }

  private String checkedNamed(String url) {
    try {
      named.check(URI.create(url));
      return url;
    } catch (IOException e) {
      throw new ExportFailure(
          ErrorCode.NOT_ALLOWED,
          "Cannot read %s: by plain http anybody on the way may change it. Give an https URL, or ask the operator to add its host to landfall.source.allowed-hosts."
              .formatted(SafeNames.of(url)),
          e);
    }
  }
}
