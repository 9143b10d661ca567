package io.landfall.node.cli.client;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * The address of a service.
 *
 * @param text in one spelling, without a slash at its end
 */
record ServiceUrl(String text) {

  /** Reads an address as a person writes it. */
  static ServiceUrl parse(String written) {
    try {
      URI uri = new URI(written.strip());
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      boolean isHttp = scheme.equals("http") || scheme.equals("https");
      if (isHttp && uri.getHost() != null && isBare(uri)) {
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        while (path.endsWith("/")) {
          path = path.substring(0, path.length() - 1);
        }
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        return new ServiceUrl(scheme + "://" + host + port(scheme, uri.getPort()) + path);
      }
    } catch (URISyntaxException e) {
      // falls through to the one refusal below
    }
    throw ClientFailures.usage(
        "Invalid address of a service: give one as https://landfall.example.com or"
            + " http://localhost:8080, without a user, a query or a fragment.");
  }

  private static boolean isBare(URI uri) {
    return uri.getRawUserInfo() == null
        && uri.getRawQuery() == null
        && uri.getRawFragment() == null;
  }

  private static String port(String scheme, int port) {
    boolean usual = port == -1 || port == (scheme.equals("http") ? 80 : 443);
    return usual ? "" : ":" + port;
  }

  /** Returns the address of something below it. */
  URI at(String path) {
    return URI.create(text + path);
  }

  /** Tells whether a token would travel in the clear, beyond this machine. */
  boolean showsTokens() {
    if (text.startsWith("https:")) {
      return false;
    }
    String host = URI.create(text).getHost();
    if (host.equals("localhost")) {
      return false;
    }
    boolean isLiteral = host.startsWith("[") || host.matches("[0-9.]+");
    try {
      return !isLiteral || !InetAddress.getByName(host).isLoopbackAddress();
    } catch (java.net.UnknownHostException e) {
      return true;
    }
  }
}
