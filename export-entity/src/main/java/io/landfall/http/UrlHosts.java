package io.landfall.http;

import java.net.URI;
import java.util.Locale;

/** Hosts as URLs name them. */
final class UrlHosts {
  private UrlHosts() {}

  /**
   * Returns the host of a URL.
   *
   * @throws AddressRefusedException if there is none, or nobody may be asked so
   */
  static String host(URI uri) throws AddressRefusedException {
    String scheme = uri.getScheme();
    if (!"https".equalsIgnoreCase(scheme) && !"http".equalsIgnoreCase(scheme)) {
      throw new AddressRefusedException(uri, "only http and https are asked. Correct the URL.");
    }
    if (uri.getRawUserInfo() != null) {
      throw new AddressRefusedException(
          uri, "it holds an account's name. Give a signed link instead.");
    }
    boolean octal = uri.getHost() != null && uri.getHost().matches("(.*\\.)?0\\d+(\\.[\\d.]*)?");
    if (uri.getHost() == null || uri.getHost().isEmpty() || octal) {
      throw new AddressRefusedException(
          uri, "it names no host, or in a way that is not understood. Correct it.");
    }
    return uri.getHost();
  }

  /** Returns the one spelling that hosts are compared in. */
  static String plain(String host) {
    return host.strip().toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
  }

  /** Returns a host as resolvers take it. */
  static String withoutBrackets(String host) {
    return host.replaceAll("[\\[\\]]", "");
  }
}
