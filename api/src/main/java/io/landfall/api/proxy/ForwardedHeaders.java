package io.landfall.api.proxy;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import io.landfall.api.json.ApiProblem;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * What proxies say of a request that they have passed on, by {@code X-Forwarded-For}, {@code
 * -Proto}, {@code -Host} and {@code -Port} or, where there is none of these, by {@code Forwarded}
 * (RFC 7239). In this order, as most proxies set the former and pass on a {@code Forwarded} that
 * their caller made up. Only what trusted proxies say is of use.
 */
final class ForwardedHeaders {
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]++";
  private static final Pattern PAIR =
      Pattern.compile(
          "\\s*+(?:(%s)=(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^\\s;,\"]++))\\s*+)?+([;,]|$)"
              .formatted(TOKEN));
  private static final Pattern NODE =
      Pattern.compile("\\[([0-9A-Fa-f:.]++)](?::\\d++)?+|(\\d++(?:\\.\\d++){3})(?::\\d++)?+");

  /**
   * What one proxy says of what came to it; {@code null}: nothing.
   *
   * @param from who sent it
   * @param scheme http or https
   * @param host with its port, if it had one there
   * @param port for a host without one
   */
  record ForwardedHop(InetAddress from, String scheme, String host, String port) {}

  /** What proxies set beside, or instead of, those that say whose a request is. */
  private static final List<String> MARKS = List.of("via", "x-real-ip", "x-forwarded-prefix");

  private ForwardedHeaders() {}

  /** Returns what proxies say, that of the nearest one last; empty when there is nothing. */
  static List<ForwardedHop> read(HttpRequest request) {
    List<ForwardedHop> hops = readLegacy(request);
    String forwarded = joined(request, "forwarded");
    return hops.isEmpty() && !forwarded.isEmpty() ? readStandard(forwarded) : hops;
  }

  /** Tells whether a proxy has passed a request on that says nothing of what came to it. */
  static boolean isPassedOn(HttpRequest request) {
    return MARKS.stream().anyMatch(name -> !joined(request, name).isEmpty());
  }

  /** Returns the elements of a list that may stand in several headers. */
  static List<String> elements(HttpRequest request, String name) {
    String all = joined(request, name);
    return all.isEmpty()
        ? List.of()
        : Arrays.stream(all.split(",", -1)).map(String::strip).toList();
  }

  private static String joined(HttpRequest request, String name) {
    return StreamSupport.stream(request.getHeaders().spliterator(), false)
        .filter(header -> header.is(name))
        .map(HttpHeader::value)
        .collect(Collectors.joining(","));
  }

  private static List<ForwardedHop> readStandard(String text) {
    List<ForwardedHop> hops = new ArrayList<>();
    InetAddress from = null;
    String scheme = null;
    String host = null;
    Matcher pair = PAIR.matcher(text);
    int at = 0;
    while (at <= text.length()) {
      if (!pair.find(at) || pair.start() != at) {
        throw malformed("Forwarded");
      }
      String value =
          pair.group(2) == null ? pair.group(3) : pair.group(2).replaceAll("\\\\(.)", "$1");
      switch (pair.group(1) == null ? "" : pair.group(1).toLowerCase(Locale.ROOT)) {
        case "for" -> from = node(value);
        case "proto" -> scheme = value;
        case "host" -> host = value;
        default -> {} // by, and what others define
      }
      if (!pair.group(4).equals(";")) {
        hops.add(new ForwardedHop(from, scheme, host, null));
        from = null;
        scheme = null;
        host = null;
      }
      at = pair.group(4).isEmpty() ? text.length() + 1 : pair.end();
    }
    return hops;
  }

  /** The headers belong together element by element, where they have as many of them. */
  private static List<ForwardedHop> readLegacy(HttpRequest request) {
    List<String> from = elements(request, "x-forwarded-for");
    List<String> schemes = elements(request, "x-forwarded-proto");
    List<String> hosts = elements(request, "x-forwarded-host");
    List<String> ports = elements(request, "x-forwarded-port");
    if (from.isEmpty() && schemes.isEmpty() && hosts.isEmpty() && ports.isEmpty()) {
      return List.of();
    }
    int count = Math.max(1, from.size());
    List<ForwardedHop> hops = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      hops.add(
          new ForwardedHop(
              from.isEmpty() ? null : node(from.get(i)),
              // of these the first one is by custom the client's; it misleads nobody but him
              schemes.isEmpty() ? null : schemes.get(schemes.size() == count ? i : 0),
              elementOf(hosts, i, count),
              ports.isEmpty() ? null : ports.get(ports.size() == count ? i : 0)));
    }
    return hops;
  }

  /** Where a list has fewer elements or more, only its last one is the nearest proxy's own. */
  private static String elementOf(List<String> list, int at, int count) {
    return list.isEmpty() ? null : list.get(list.size() == count ? at : list.size() - 1);
  }

  /** Reads an address, with or without a port; what hides or is unknown is none. */
  private static InetAddress node(String text) {
    Matcher node = NODE.matcher(text);
    return AddressRanges.address(
        node.matches() ? (node.group(1) == null ? node.group(2) : node.group(1)) : text);
  }

  static ApiProblem malformed(String name) {
    return new ApiProblem(
        400,
        "forwarded-malformed",
        "Cannot read what a proxy has put into the header %s. Let it set that anew, and not pass on what its callers send."
            .formatted(name));
  }
}
