package io.landfall.api.http;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The id under which a request is found in the logs: that of the caller's W3C trace, or new. */
public final class TraceIds {
  private static final Pattern TRACEPARENT =
      Pattern.compile("[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");
  private static final SecureRandom RANDOM = new SecureRandom();

  private TraceIds() {}

  /** Returns the id of a request; another one each time where no trace came with it. */
  public static String of(HttpRequest request) {
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
