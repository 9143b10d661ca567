package io.landfall.api.http;

import akka.http.javadsl.model.AttributeKey;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import io.landfall.pool.LogContext;
import io.landfall.trace.TraceContext;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The trace that a request belongs to: that of its caller by W3C Trace Context, or a new one. */
public final class TraceIds {
  private static final AttributeKey<TraceContext> GIVEN =
      AttributeKey.create("landfall-trace", TraceContext.class);

  private TraceIds() {}

  /** Returns a request that has a trace from now on. */
  public static HttpRequest give(HttpRequest request, TraceContext trace) {
    return request.addAttribute(GIVEN, trace);
  }

  /**
   * Returns the trace that a request was given, or that of its caller; another one each time where
   * it has none.
   */
  public static TraceContext of(HttpRequest request) {
    return request
        .getAttribute(GIVEN)
        .or(
            () ->
                TraceContext.parse(
                    header(request, TraceContext.PARENT_HEADER),
                    header(request, TraceContext.STATE_HEADER)))
        .orElseGet(TraceContext::begin);
  }

  /** Does work for a request, whose trace it belongs to, on whichever threads it goes on. */
  public static <T> T within(HttpRequest request, Supplier<T> work) {
    return LogContext.call(LogContext.of(of(request)), work);
  }

  /** Returns an id for what belongs to no request. */
  public static String random() {
    return TraceContext.begin().traceId();
  }

  /** Several of one name are a list; of two parents, so, neither counts. */
  private static String header(HttpRequest request, String name) {
    return StreamSupport.stream(request.getHeaders().spliterator(), false)
        .filter(header -> header.is(name))
        .map(HttpHeader::value)
        .collect(Collectors.joining(","));
  }
}
