package io.landfall.http;

import io.landfall.http.AddressPolicy.HostResolver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * Looks hosts up once, for a client that then connects to what was checked and looks up nothing by
 * itself: what a host leads to a moment later does not matter.
 */
public final class CheckedAddresses {
  private final Set<String> allowedHosts;
  private final String setting;
  private final HostResolver resolver;

  /**
   * Makes one that allows hosts all of whose addresses are on the open internet, by https, and
   * those named, by http too.
   *
   * @param allowedHosts {@code host} or {@code host:port}, exempt from the rule
   * @param setting where they are named, for messages
   */
  public CheckedAddresses(Collection<String> allowedHosts, String setting) {
    this(allowedHosts, setting, InetAddress::getAllByName);
  }

  /** The same with another way to find addresses. */
  public CheckedAddresses(Collection<String> allowedHosts, String setting, HostResolver resolver) {
    this.allowedHosts = new TreeSet<>();
    allowedHosts.forEach(host -> this.allowedHosts.add(UrlHosts.plain(host)));
    this.setting = setting;
    this.resolver = resolver;
  }

  /**
   * Checks what can be said without looking up a host: scheme, form, an address that is written
   * out.
   *
   * @throws AddressRefusedException if it may not be asked
   */
  public void checkForm(URI uri) throws AddressRefusedException {
    String host = UrlHosts.host(uri);
    if (isAllowed(uri, host)) {
      return;
    }
    if (!"https".equalsIgnoreCase(uri.getScheme())) {
      throw new AddressRefusedException(
          uri,
          "by plain http anybody on the way may read and change what is sent. Give an https URL, or"
              + " ask the operator to add its host to %s.".formatted(setting));
    }
    boolean isAddress = host.contains(":") || host.matches("[\\d.]+");
    if (isAddress) {
      try {
        checked(uri, host); // asks nobody
      } catch (AddressRefusedException e) {
        throw e;
      } catch (IOException e) {
        throw new AddressRefusedException(uri, "its host is not a valid address. Correct it.");
      }
    }
  }

  /**
   * Finds the addresses of a host. Blocking, for seconds where name servers are slow.
   *
   * @return at least one
   * @throws AddressRefusedException if it may not be asked
   * @throws IOException if its host cannot be found
   */
  public InetAddress[] find(URI uri) throws IOException {
    checkForm(uri);
    String host = UrlHosts.host(uri);
    return isAllowed(uri, host)
        ? resolver.resolve(UrlHosts.withoutBrackets(host))
        : checked(uri, host);
  }

  private InetAddress[] checked(URI uri, String host) throws IOException {
    InetAddress[] found = resolver.resolve(UrlHosts.withoutBrackets(host));
    for (InetAddress address : found) {
      if (!PublicAddresses.isPublic(address)) {
        throw new AddressRefusedException(
            uri,
            "the host %s is not on the open internet. Ask the operator to add it to %s."
                .formatted(host, setting));
      }
    }
    return found;
  }

  private boolean isAllowed(URI uri, String host) {
    String plain = UrlHosts.plain(host);
    return allowedHosts.contains(plain)
        || allowedHosts.contains(plain + ":" + AddressPolicy.port(uri));
  }
}
