package io.landfall.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;

/** Decides which redirects are followed. A response that is not followed is given as it is. */
@FunctionalInterface
public interface RedirectRule {
  /** Follows to the server that was asked, and to no other. */
  RedirectRule SAME_ORIGIN = (response, to) -> isSameOrigin(response.uri(), to);

  /** Follows anywhere, but never from https to http. */
  RedirectRule NO_DOWNGRADE = (response, to) -> !isDowngrade(response.uri(), to);

  /**
   * Tells whether to follow.
   *
   * @param to where it leads, resolved
   * @throws IOException if that is a failure of its own
   */
  boolean follows(HttpResponse<?> response, URI to) throws IOException;

  /** Tells whether a redirect gives up what protects a request. */
  static boolean isDowngrade(URI from, URI to) {
    return "https".equalsIgnoreCase(from.getScheme()) && "http".equalsIgnoreCase(to.getScheme());
  }

  /** Tells whether two URLs are of one server: scheme, host and port. */
  static boolean isSameOrigin(URI a, URI b) {
    return a.getScheme().equalsIgnoreCase(b.getScheme())
        && a.getHost().equalsIgnoreCase(b.getHost())
        && AddressPolicy.port(a) == AddressPolicy.port(b);
  }
}
