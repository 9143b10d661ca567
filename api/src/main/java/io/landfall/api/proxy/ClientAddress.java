package io.landfall.api.proxy;

import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.RemoteAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

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

  /** Returns the client's, as {@link TrustedProxies#restore} leaves it. */
  public static String of(HttpRequest request) {
    return request
        .getAttribute(AttributeKeys.remoteAddress)
        .flatMap(RemoteAddress::getAddress)
        .map(address -> shared(address).getHostAddress())
        .orElse(UNKNOWN);
  }
}
