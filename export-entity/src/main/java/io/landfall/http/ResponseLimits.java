package io.landfall.http;

import java.net.http.HttpResponse.ResponseInfo;
import java.time.Duration;
import java.util.function.Function;

/**
 * How long a response may take, and how large it may be.
 *
 * @param timeout for the whole response, its last byte included, from the request on
 * @param body what applies to the body, by status and headers
 */
public record ResponseLimits(Duration timeout, Function<ResponseInfo, BodyLimit> body) {

  /**
   * How much of a body is taken.
   *
   * @param maxBytes of it; more are broken off
   * @param expectedBytes to set memory aside for
   * @param moreTime beyond the timeout, for a body that turns out to be a long one
   */
  public record BodyLimit(int maxBytes, int expectedBytes, Duration moreTime) {
    /** Sets no memory aside, and gives no more time. */
    public BodyLimit(int maxBytes) {
      this(maxBytes, 0, Duration.ZERO);
    }
  }

  /** Applies to all bodies alike. */
  public static ResponseLimits of(Duration timeout, int maxBytes) {
    return new ResponseLimits(timeout, head -> new BodyLimit(maxBytes));
  }
}
