package io.landfall.source;

import io.landfall.http.BoundedBody;
import io.landfall.http.BoundedHttpClient;
import io.landfall.http.RedirectRule;
import io.landfall.http.ResponseHead;
import io.landfall.http.TransientException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the status of an answer means for a reader, and what a person can do about it. */
final class ResponseStatus {
  private static final Set<Integer> ANSWERS = Set.of(200, 206, 412, 416);
  private static final Pattern S3_CODE = Pattern.compile("<Code>([A-Za-z0-9]{1,60})</Code>");

  private ResponseStatus() {}

  /** Lets a store say that the bucket is in another region, if that is news. */
  static void checkRegion(HttpResponse<?> response, Predicate<String> otherRegion)
      throws TransientException {
    int status = response.statusCode();
    String region = response.headers().firstValue("x-amz-bucket-region").orElse("");
    if (!region.isEmpty()
        && !ANSWERS.contains(status)
        && status / 100 != 5
        && otherRegion.test(region)) {
      throw new TransientException("its bucket is in region " + region);
    }
  }

  /** Follows redirects anywhere, but says so when one would go without TLS. */
  static boolean follows(String name, HttpResponse<?> response, URI to) throws SourceException {
    if (RedirectRule.isDowngrade(response.uri(), to)) {
      throw SourceException.refused(
          name, "it redirects from https to http. Give the last URL itself.");
    }
    return true;
  }

  /** Lets pass what a range request may answer: a part, the whole, 412 and 416. */
  static void check(String name, HttpResponse<BoundedBody> response, Duration retryAfter)
      throws IOException {
    int status = response.statusCode();
    if (ANSWERS.contains(status)) {
      return;
    }
    if (ResponseHead.redirect(response).isPresent()) {
      throw SourceException.unreadable(
          name,
          "it redirects more than %d times. Give the last URL itself."
              .formatted(BoundedHttpClient.MAX_REDIRECTS));
    }
    String said = status + code(response);
    if (ResponseHead.isTransient(status)) {
      throw new TransientException("its server answered " + said, retryAfter);
    }
    throw SourceException.unreadable(
        name, "its server answered %s. %s".formatted(said, fix(status)));
  }

  private static String fix(int status) {
    return switch (status) {
      case 401, 403 -> "Check that the link has not expired, or the rights of the account.";
      case 404, 410 -> "Check the URL.";
      default -> "Check the URL, and that it is a file.";
    };
  }

  private static String code(HttpResponse<BoundedBody> response) {
    Matcher code =
        S3_CODE.matcher(new String(response.body().bytes(), StandardCharsets.ISO_8859_1));
    return code.find() ? " " + code.group(1) : "";
  }
}
