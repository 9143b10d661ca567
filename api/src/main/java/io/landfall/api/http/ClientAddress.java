package io.landfall.api.http;

import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.RemoteAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Set;

/**
 * Whose request it is, by address: who shares what with all gets a share by it. Of IPv6 the first
 * 64 bits count, for the rest is for each caller to choose.
 */
public final class ClientAddress {
  private static final String UNKNOWN = "unknown";

  private static final int IPV6_BYTES = 16;

  private ClientAddress() {}

  /** Returns what one caller's addresses have in common. */
  public static InetAddress shared(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length < IPV6_BYTES) {
      return address;
    }
    Arrays.fill(bytes, IPV6_BYTES / 2, IPV6_BYTES, (byte) 0);
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("Sixteen bytes are an address", e);
    }
  }

  /**
   * Returns the address of the connection; of one from a trusted proxy what that has added to
   * {@code X-Forwarded-For}, the last element of the last such header. Elements and headers before
   * it are what the caller likes.
   */
  static String of(HttpRequest request, Set<String> trustedProxies) {
    String direct =
        request
            .getAttribute(AttributeKeys.remoteAddress)
            .flatMap(RemoteAddress::getAddress)
            .map(InetAddress::getHostAddress)
            .orElse(UNKNOWN);
    return of(direct, lastForwardedFor(request), trustedProxies);
  }

  private static String lastForwardedFor(HttpRequest request) {
    String last = "";
    for (HttpHeader header : request.getHeaders()) {
      last = header.is("x-forwarded-for") ? header.value() : last;
    }
    return last;
  }

  static String of(String direct, String forwardedFor, Set<String> trustedProxies) {
    String last = forwardedFor.substring(forwardedFor.lastIndexOf(',') + 1).trim();
    String caller = !trustedProxies.contains(direct) || last.isEmpty() ? direct : last;
    if (caller.indexOf(':') < 0) {
      return caller;
    }
    try { // what has a colon is never looked up as a name
      return shared(InetAddress.getByName(caller)).getHostAddress();
    } catch (UnknownHostException e) {
      return caller;
    }
  }
}
