package io.landfall.source;

import io.landfall.http.AddressPolicy;
import java.net.URI;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Where one try of a request goes.
 *
 * @param headers to send along, which a signature wants
 * @param policy that every hop is held to
 * @param otherRegion called with the region that a store names as the right one; tells whether that
 *     is news, so that another try may go better
 */
record RequestTarget(
    URI uri, Map<String, String> headers, AddressPolicy policy, Predicate<String> otherRegion) {

  static RequestTarget of(URI uri, AddressPolicy policy) {
    return new RequestTarget(uri, Map.of(), policy, region -> false);
  }

  /** Makes the target of each try anew, since signatures age. */
  @FunctionalInterface
  interface TargetFactory {
    RequestTarget make() throws SourceException;
  }
}
