package io.landfall.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which addresses may be asked. A service reads what strangers name, so it must not be led to what
 * only it can reach: its own machine, its network, the metadata of its cloud.
 */
@FunctionalInterface
public interface AddressPolicy {
  /**
   * Checks a URL before and after each request, redirects included.
   *
   * @throws AddressRefusedException if it may not be asked
   * @throws IOException if its host cannot be found
   */
  void check(URI uri) throws IOException;

  /** Finds all addresses of a host. */
  @FunctionalInterface
  interface HostResolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  /** Allows every host: for the owner of the machine, on the command line. */
  static AddressPolicy anywhere() {
    return UrlHosts::host;
  }

  /**
   * Allows hosts all of whose addresses are on the open internet, and those named.
   *
   * <p>The HTTP client looks the host up by itself, and finds what was checked, since the JVM
   * remembers an answer for 30 seconds. Where that ends just between, the check after the answer
   * finds what the client has found, and the answer is dropped. A network policy for outgoing
   * traffic is the second wall.
   *
   * @param allowedHosts {@code host} or {@code host:port}, exempt from the rule
   */
  static AddressPolicy internet(Collection<String> allowedHosts) {
    return internet(allowedHosts, InetAddress::getAllByName);
  }

  /** The same with another way to find addresses. */
  static AddressPolicy internet(Collection<String> allowedHosts, HostResolver resolver) {
    Set<String> exempt =
        allowedHosts.stream().map(UrlHosts::plain).collect(Collectors.toUnmodifiableSet());
    return uri -> {
      String host = UrlHosts.host(uri);
      if (exempt.contains(UrlHosts.plain(host))
          || exempt.contains(UrlHosts.plain(host) + ":" + port(uri))) {
        return;
      }
      for (InetAddress address : resolver.resolve(UrlHosts.withoutBrackets(host))) {
        if (!PublicAddresses.isPublic(address)) {
          throw new AddressRefusedException(
              uri,
              "the host %s is not on the open internet. Ask the operator to add it to landfall.source.allowed-hosts."
                  .formatted(host));
        }
      }
    };
  }

  /** Returns the same policy that lets one more host pass, an endpoint of our own settings. */
  default AddressPolicy allowing(URI endpoint) {
    return uri -> {
      boolean same =
          UrlHosts.plain(UrlHosts.host(uri)).equals(UrlHosts.plain(UrlHosts.host(endpoint)))
              && port(uri) == port(endpoint)
              && uri.getScheme().equalsIgnoreCase(endpoint.getScheme());
      if (!same) {
        check(uri);
      }
    };
  }

  /** Returns the port that a URL leads to, where it does not say the one of its scheme. */
  static int port(URI uri) {
    return uri.getPort() >= 0
        ? uri.getPort()
        : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
  }
}
