package io.landfall.store.s3;

import com.sun.net.httpserver.HttpExchange;
import io.landfall.store.s3.FakeS3.Fault;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.function.Supplier;

/**
 * Answers of a {@link FakeS3} on their way: with the headers of S3, slowly, in part, or not at all.
 *
 * @param redirectTo where a redirect leads to
 */
record FakeS3Answers(Supplier<String> redirectTo) {
  private static final int TRICKLED_BYTES = 1024;
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);

  /**
   * Sends an answer, unless the fault is that it does not arrive whole.
   *
   * @param bucket that was asked
   */
  void send(HttpExchange exchange, FakeBucket bucket, FakeBucket.Answer answer, Fault fault)
      throws IOException {
    if (answer.status() == 307) {
      exchange.getResponseHeaders().set("Location", redirectTo.get());
    }
    if (answer.etag() != null) {
      bucket
          .headers(FakeBucket.keyOf(exchange))
          .forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    }
    if (answer.etag() != null) {
      exchange.getResponseHeaders().set("ETag", answer.etag());
    }
    if (bucket.encryptsWithKeys) {
      exchange.getResponseHeaders().set("x-amz-server-side-encryption", "aws:kms");
    }
    exchange
        .getResponseHeaders()
        .set(
            "Last-Modified",
            HTTP_DATE.format(
                bucket.modified.getOrDefault(FakeBucket.keyOf(exchange), Instant.now())));
    if (answer.status() == 503) {
      exchange.getResponseHeaders().set("Retry-After", "1");
    }
    boolean head = exchange.getRequestMethod().equals("HEAD");
    if (answer.status() != 204
        && !head
        && !exchange.getResponseHeaders().containsKey("Content-Type")) {
      exchange
          .getResponseHeaders()
          .set(
              "Content-Type",
              answer.etag() == null ? "application/xml" : "application/octet-stream");
    }
    if (head) {
      exchange.getResponseHeaders().set("Content-Length", "" + answer.body().length);
    }
    exchange.sendResponseHeaders(
        answer.status(), head || answer.body().length == 0 ? -1 : answer.body().length);
    if (fault == Fault.HANG_AFTER_HEADERS) {
      exchange.getResponseBody().flush();
      FakeS3Faults.pause(Duration.ofSeconds(30));
    } else if (fault == Fault.CUT_BODY) {
      exchange.getResponseBody().write(answer.body(), 0, answer.body().length / 2);
    } else if (!head && answer.body().length > 0) {
      write(exchange.getResponseBody(), answer.body(), fault == Fault.TRICKLE);
    }
  }

  private static void write(OutputStream out, byte[] body, boolean slowly) throws IOException {
    if (!slowly) {
      out.write(body);
      return;
    }
    for (int at = 0; at < body.length; at += TRICKLED_BYTES) {
      out.write(body, at, Math.min(TRICKLED_BYTES, body.length - at));
      out.flush();
      FakeS3Faults.pause(Duration.ofMillis(100));
    }
  }
}
