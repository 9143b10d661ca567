package io.landfall.source;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the status of an answer means for a reader, and what a person can do about it. */
final class ResponseStatus {
  private static final Set<Integer> TRANSIENT = Set.of(408, 425, 429, 500, 502, 503, 504);
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Pattern S3_CODE = Pattern.compile("<Code>([A-Za-z0-9]{1,60})</Code>");

  private ResponseStatus() {}

  static boolean isRedirect(int status) {
    return REDIRECTS.contains(status);
  }

  /** Lets pass what a range request may answer: a part, the whole, a redirect, 412 and 416. */
  static void check(String name, HttpResponse<byte[]> response, Predicate<String> otherRegion)
      throws IOException {
    int status = response.statusCode();
    if (status == 200 || status == 206 || status == 412 || status == 416) {
      return;
    }
    String region = response.headers().firstValue("x-amz-bucket-region").orElse("");
    if (!region.isEmpty() && status / 100 != 5 && otherRegion.test(region)) {
      throw new TransientError("its bucket is in region " + region);
    }
    if (isRedirect(status) && response.headers().firstValue("Location").isPresent()) {
      return;
    }
    String said = status + code(response);
    if (TRANSIENT.contains(status)) {
      throw new TransientError("its server answered " + said, retryAfter(response.headers()));
    }
    throw SourceException.unreadable(
        name, "its server answered %s. %s".formatted(said, fix(status)));
  }

  /** Returns where a redirect leads. */
  static URI next(String name, URI from, HttpHeaders headers) throws SourceException {
    String location = headers.firstValue("Location").orElse("");
    URI next;
    try {
      next = from.resolve(URI.create(location));
    } catch (IllegalArgumentException e) {
      throw SourceException.unreadable(
          name, "it redirects to what is not a valid URL. Give the URL itself.");
    }
    if ("https".equalsIgnoreCase(from.getScheme()) && "http".equalsIgnoreCase(next.getScheme())) {
      throw SourceException.refused(
          name, "it redirects from https to http. Give the last URL itself.");
    }
    return next;
  }

  private static String fix(int status) {
    return switch (status) {
      case 401, 403 -> "Check that the link has not expired, or the rights of the account.";
      case 404, 410 -> "Check the URL.";
      default -> "Check the URL, and that it is a file.";
    };
  }

  private static String code(HttpResponse<byte[]> response) {
    Matcher code = S3_CODE.matcher(new String(response.body(), StandardCharsets.ISO_8859_1));
    return code.find() ? " " + code.group(1) : "";
  }

  private static Duration retryAfter(HttpHeaders headers) {
    String text = headers.firstValue("Retry-After").orElse("").strip();
    if (text.matches("\\d{1,6}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      Instant at = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration until = Duration.between(Instant.now(), at);
      return until.isNegative() ? Duration.ZERO : until;
    } catch (DateTimeParseException e) { // no header, or none that says anything
      return Duration.ZERO;
    }
  }
}
