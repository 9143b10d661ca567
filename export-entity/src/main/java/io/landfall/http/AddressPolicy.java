package io.landfall.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.Locale;
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
    return AddressPolicy::host;
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
        allowedHosts.stream().map(AddressPolicy::plain).collect(Collectors.toUnmodifiableSet());
    return uri -> {
      String host = host(uri);
      if (exempt.contains(plain(host)) || exempt.contains(plain(host) + ":" + port(uri))) {
        return;
      }
      for (InetAddress address : resolver.resolve(host.replaceAll("[\\[\\]]", ""))) {
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
          plain(host(uri)).equals(plain(host(endpoint)))
              && port(uri) == port(endpoint)
              && uri.getScheme().equalsIgnoreCase(endpoint.getScheme());
      if (!same) {
        check(uri);
      }
    };
  }

  private static String host(URI uri) throws AddressRefusedException {
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

  /** Returns the port that a URL leads to, where it does not say the one of its scheme. */
  static int port(URI uri) {
    return uri.getPort() >= 0
        ? uri.getPort()
        : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
  }

  private static String plain(String host) {
    return host.strip().toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
  }
}
