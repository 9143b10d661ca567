package io.landfall.api.http;

import akka.http.javadsl.model.AttributeKey;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The id under which a request is found in the logs: that of the caller's W3C trace, or new. */
public final class TraceIds {
  private static final Pattern TRACEPARENT =
      Pattern.compile("[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final AttributeKey<String> GIVEN =
      AttributeKey.create("landfall-trace-id", String.class);

  private TraceIds() {}

  /** Returns a request that has an id from now on. */
  public static HttpRequest give(HttpRequest request, String id) {
    return request.addAttribute(GIVEN, id);
  }

  /**
   * Returns the id that a request was given, or that of its caller; another one each time where it
   * has none.
   */
  public static String of(HttpRequest request) {
    Optional<String> given = request.getAttribute(GIVEN);
    if (given.isPresent()) {
      return given.get();
    }
    Matcher matcher =
        TRACEPARENT.matcher(request.getHeader("traceparent").map(HttpHeader::value).orElse(""));
    return matcher.matches() ? matcher.group(1) : random();
  }

  public static String random() {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
