package io.landfall.api.proxy;

import akka.http.javadsl.model.AttributeKey;
import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.RemoteAddress;
import akka.http.javadsl.model.Uri;
import io.landfall.api.proxy.ForwardedHeaders.ForwardedHop;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The proxies before this node. What they say of a request replaces what the connection says: the
 * client's address, scheme and host, so that limits count clients and links lead to where the
 * client came from. Nobody else's word counts.
 */
public final class TrustedProxies {
  /** No proxy. */
  public static final TrustedProxies NONE = new TrustedProxies(AddressRanges.NONE);

  /** What a proxy has cut off the path of a request: empty, or it begins with a slash. */
  private static final AttributeKey<String> PREFIX =
      AttributeKey.create("forwarded-prefix", String.class);

  private static final AttributeKey<Boolean> FORWARDED =
      AttributeKey.create("forwarded", Boolean.class);

  private static final AttributeKey<Boolean> UNKNOWN_CLIENT =
      AttributeKey.create("unknown-client", Boolean.class);

  private static final Pattern HOST =
      Pattern.compile(
          "([A-Za-z0-9][A-Za-z0-9._-]{0,252}+|\\[[0-9A-Fa-f:.]{2,45}+])(?::(\\d{1,5}+))?+");
  private static final Pattern PATH_PREFIX =
      Pattern.compile("(?:/[A-Za-z0-9._~!$&'()*+;=:@%-]{1,100}+){0,10}+/?+");

  private static final int MAX_PORT = 65_535;

  private final AddressRanges addresses;

  public TrustedProxies(AddressRanges addresses) {
    this.addresses = addresses;
  }

  /** Tells whether an address is that of a proxy: it may have the connections of many callers. */
  public boolean isProxy(InetAddress address) {
    return addresses.contains(address);
  }

  /**
   * Returns the request as the client sent it to the first of the proxies.
   *
   * @throws io.landfall.api.json.ApiProblem 400 for what a proxy says and cannot be
   */
  public HttpRequest restore(HttpRequest request) {
    Optional<InetAddress> direct =
        request.getAttribute(AttributeKeys.remoteAddress).flatMap(RemoteAddress::getAddress);
    if (direct.isEmpty() || !isProxy(direct.get())) {
      return request;
    }
    HttpRequest restored = restorePrefix(request);
    List<ForwardedHop> hops = ForwardedHeaders.read(request);
    if (hops.isEmpty()) {
      return ForwardedHeaders.isPassedOn(request)
          ? restored.addAttribute(UNKNOWN_CLIENT, true)
          : restored;
    }
    int first = hops.size() - 1;
    while (first > 0 && hops.get(first).from() != null && isProxy(hops.get(first).from())) {
      first--;
    }
    List<ForwardedHop> trusted = hops.subList(first, hops.size());
    InetAddress client = trusted.get(0).from();
    restored =
        client == null
            ? restored.addAttribute(UNKNOWN_CLIENT, true)
            : restored.addAttribute(AttributeKeys.remoteAddress, RemoteAddress.create(client));
    return restored
        .withUri(
            restoreUri(
                request.getUri(),
                nearestToClient(trusted, ForwardedHop::scheme),
                nearestToClient(trusted, ForwardedHop::host),
                nearestToClient(trusted, ForwardedHop::port)))
        .addAttribute(FORWARDED, true);
  }

  /** Tells whether a proxy has passed a request on and does not say whose it is. */
  public static boolean isOfUnknownClient(HttpRequest request) {
    return request.getAttribute(UNKNOWN_CLIENT).isPresent();
  }

  /** Tells whether the links of an answer depend on what a proxy says. */
  public static boolean isForwarded(HttpRequest request) {
    return request.getAttribute(FORWARDED).isPresent() || !prefix(request).isEmpty();
  }

  /** Returns what proxies have cut off the path: empty, or it begins with a slash. */
  public static String prefix(HttpRequest request) {
    return request.getAttribute(PREFIX).orElse("");
  }

  private static String nearestToClient(
      List<ForwardedHop> hops, Function<ForwardedHop, String> part) {
    return hops.stream().map(part).filter(Objects::nonNull).findFirst().orElse(null);
  }

  private static Uri restoreUri(Uri uri, String scheme, String host, String port) {
    Uri restored = scheme == null ? uri : uri.scheme(restoreScheme(scheme));
    String hostPort = null;
    if (host != null) {
      Matcher matcher = HOST.matcher(host);
      if (!matcher.matches()) {
        throw ForwardedHeaders.malformed("Forwarded or X-Forwarded-Host");
      }
      hostPort = matcher.group(2);
      restored = restored.host(matcher.group(1)).port(0);
    }
    if (hostPort == null && port == null) {
      return restored;
    }
    return restored.port(restorePort(hostPort == null ? port : hostPort));
  }

  private static String restoreScheme(String scheme) {
    String lower = scheme.toLowerCase(Locale.ROOT);
    if (!lower.equals("http") && !lower.equals("https")) {
      throw ForwardedHeaders.malformed("Forwarded or X-Forwarded-Proto");
    }
    return lower;
  }

  private static int restorePort(String port) {
    int number = port.matches("\\d{1,5}+") ? Integer.parseInt(port) : 0;
    if (number < 1 || number > MAX_PORT) {
      throw ForwardedHeaders.malformed("Forwarded, X-Forwarded-Host or X-Forwarded-Port");
    }
    return number;
  }

  private static HttpRequest restorePrefix(HttpRequest request) {
    List<String> prefixes = ForwardedHeaders.elements(request, "x-forwarded-prefix");
    if (prefixes.isEmpty()) {
      return request;
    }
    String prefix = prefixes.get(prefixes.size() - 1);
    if (!PATH_PREFIX.matcher(prefix).matches()) {
      throw ForwardedHeaders.malformed("X-Forwarded-Prefix");
    }
    return request.addAttribute(
        PREFIX, prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix);
  }
}
