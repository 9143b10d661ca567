package io.landfall.trace;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The trace that a piece of work belongs to, in the words of W3C Trace Context. The span is not
 * kept: each request that is made for the work is one of its own.
 *
 * @param traceId 32 hexadecimal digits
 * @param flags two hexadecimal digits: whether the trace is recorded
 * @param state {@code tracestate}, which its writers alone can read; {@code null}: none
 */
public record TraceContext(
    String traceId, String flags, @JsonInclude(JsonInclude.Include.NON_NULL) String state) {
  /** The header that tells of a trace. */
  public static final String PARENT_HEADER = "traceparent";

  /** The header that goes along with it. */
  public static final String STATE_HEADER = "tracestate";

  private static final Pattern PARENT =
      Pattern.compile(
          "([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(-.*)?");

  /** What is longer may be dropped by whoever passes it on. */
  private static final int LONGEST_STATE = 512;

  private static final String NOT_RECORDED = "00";
  private static final SecureRandom RANDOM = new SecureRandom();

  /**
   * Reads what a caller has sent.
   *
   * @param parent of the header {@code traceparent}; {@code null}: it has none
   * @param state of the header {@code tracestate}, several joined by commas; {@code null}: none
   * @return empty: there is no trace, or none that can be read
   */
  public static Optional<TraceContext> parse(String parent, String state) {
    var matcher = PARENT.matcher(parent == null ? "" : parent.strip());
    if (!matcher.matches() || matcher.group(1).equals("ff")) {
      return Optional.empty();
    }
    boolean isFirst = matcher.group(1).equals("00"); // later ones may have more behind the flags
    return isFirst && matcher.group(4) != null
        ? Optional.empty()
        : Optional.of(new TraceContext(matcher.group(2), matcher.group(3), passable(state)));
  }

  /** Begins a trace that nobody records yet. */
  public static TraceContext begin() {
    return new TraceContext(randomHex(16), NOT_RECORDED, null);
  }

  /** Returns {@code traceparent} of one request for this work: a span of its own. */
  public String parent() {
    return "00-%s-%s-%s".formatted(traceId, randomHex(8), flags);
  }

  /** Returns the headers of one request for this work. */
  public Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(PARENT_HEADER, parent());
    if (state != null) {
      headers.put(STATE_HEADER, state);
    }
    return headers;
  }

  /** Goes into a header again, so it must be able to stand in one. */
  private static String passable(String state) {
    String text = state == null ? "" : state.strip();
    boolean isPlain = text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
    return text.isEmpty() || text.length() > LONGEST_STATE || !isPlain ? null : text;
  }

  private static String randomHex(int bytes) {
    byte[] random = new byte[bytes];
    do {
      RANDOM.nextBytes(random);
    } while (random[0] == 0); // all zeros are no id
    return HexFormat.of().formatHex(random);
  }
}
