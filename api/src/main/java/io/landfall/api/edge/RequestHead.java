package io.landfall.api.edge;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a request's head says of the bytes after it (RFC 9112, 6.3), read strictly: where two
 * readers could differ about a body's end, it is refused, for the second one would take a body for
 * a request.
 *
 * @param bodyBytes length of the body; of a chunked one {@link #CHUNKED}
 */
record RequestHead(long bodyBytes) {
  static final long CHUNKED = -1;

  private static final Pattern REQUEST_LINE =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+) ([!-~]+) HTTP/(\\d)\\.(\\d)");
  private static final Pattern FIELD =
      Pattern.compile(
          "([!#$%&'*+.^_`|~0-9A-Za-z-]++):[ \\t]*+((?:[ \\t]*+[^ \\t\\r\\n\\x85]++)*+)[ \\t]*+");
  private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");
  private static final Set<String> SINGLE =
      Set.of(
          "host",
          "content-length",
          "transfer-encoding",
          "content-type",
          "authorization",
          "idempotency-key");

  /**
   * Reads a head.
   *
   * @param text its lines, each with CR LF, the last one empty
   * @throws RefusedRequest 400, 501 or 505
   */
  static RequestHead parse(String text) {
    String[] lines = text.split("\r\n");
    Matcher request = REQUEST_LINE.matcher(lines[0]);
    if (!request.matches()) {
      throw RefusedRequest.of(
          400, "Cannot read the request line: it must be METHOD URL HTTP/1.1, one space between.");
    }
    if (!request.group(3).equals("1") || request.group(4).compareTo("1") > 0) {
      throw RefusedRequest.of(505, "Cannot speak this version of HTTP. Use HTTP/1.1.");
    }
    if (request.group(2).length() > HeadScanner.MAX_TARGET_BYTES) {
      throw RefusedRequest.of(414, "Cannot read a URL so long. Search by POST instead.");
    }
    Set<String> seen = new HashSet<>();
    long bodyBytes = 0;
    for (int i = 1; i < lines.length; i++) {
      Matcher field = FIELD.matcher(lines[i]);
      if (!field.matches()) {
        throw RefusedRequest.of(
            400,
            "Cannot read header line %d: it must be NAME: VALUE, without a space before the colon"
                    .formatted(i)
                + " or at its start.");
      }
      String name = field.group(1).toLowerCase(Locale.ROOT);
      if (SINGLE.contains(name) && !seen.add(name)) {
        throw RefusedRequest.of(
            400, "Cannot read the header %s twice. Send it once.".formatted(name));
      }
      if (name.equals("content-length")) {
        bodyBytes = length(field.group(2));
      } else if (name.equals("transfer-encoding")) {
        checkChunked(field.group(2), request.group(4));
        bodyBytes = CHUNKED;
      }
    }
    if (seen.contains("content-length") && seen.contains("transfer-encoding")) {
      throw RefusedRequest.of(
          400,
          "Cannot tell where the body ends: send Content-Length or Transfer-Encoding, not both.");
    }
    return new RequestHead(bodyBytes);
  }

  private static long length(String value) {
    if (!LENGTH.matcher(value).matches()) {
      throw RefusedRequest.of(
          400, "Cannot read Content-Length: it must be a whole number of bytes, in digits.");
    }
    return Long.parseLong(value);
  }

  private static void checkChunked(String value, String minorVersion) {
    if (minorVersion.equals("0")) {
      throw RefusedRequest.of(400, "Cannot read a Transfer-Encoding in HTTP/1.0. Use HTTP/1.1.");
    }
    if (!value.equalsIgnoreCase("chunked")) {
      throw RefusedRequest.of(501, "Cannot read this Transfer-Encoding. Send chunked, or none.");
    }
  }
}
