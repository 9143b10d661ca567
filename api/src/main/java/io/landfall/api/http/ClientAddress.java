package io.landfall.api.http;

import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.RemoteAddress;
import java.net.InetAddress;
import java.util.Set;

/** Whose request it is, by address: who shares what with all gets a share by it. */
final class ClientAddress {
  private static final String UNKNOWN = "unknown";

  private ClientAddress() {}

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
    if (!trustedProxies.contains(direct)) {
      return direct;
    }
    String last = forwardedFor.substring(forwardedFor.lastIndexOf(',') + 1).trim();
    return last.isEmpty() ? direct : last;
  }
}
