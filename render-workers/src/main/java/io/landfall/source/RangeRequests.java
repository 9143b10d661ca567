package io.landfall.source;

import io.landfall.http.BoundedBody;
import io.landfall.http.BoundedHttpClient;
import io.landfall.http.GetRequest;
import io.landfall.http.ResponseLimits;
import io.landfall.http.ResponseLimits.BodyLimit;
import io.landfall.http.TransientException;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * One try of a GET of a part of a file, redirects included. It believes only what was asked for:
 * status 206, exactly these bytes, of the file that was opened.
 */
final class RangeRequests {
  /** A file from a server that gives no parts may be this large, and is taken whole. */
  static final int LARGEST_WHOLE = 16 << 20;

  private static final int MAX_ERROR_BYTES = 8 << 10;
  private static final int SLOWEST_BYTES_PER_SECOND = 256 << 10;

  private final BoundedHttpClient client;
  private final Duration timeout;
  private final TransferCounters counters;

  RangeRequests(BoundedHttpClient client, Duration timeout, TransferCounters counters) {
    this.client = client;
    this.timeout = timeout;
    this.counters = counters;
  }

  /**
   * What a server gave.
   *
   * @param whole whether it is the whole file because the server gives no parts
   */
  record OpenedRange(byte[] bytes, Validator validator, boolean whole) {}

  /**
   * A part of a file, and how long it took.
   *
   * @param waitNanos until it began to come
   * @param bodyNanos from then on
   */
  record TimedRange(byte[] bytes, long waitNanos, long bodyNanos) {}

  /** Gets the first bytes, at most {@code length}, and learns what the file is. */
  OpenedRange open(String name, RequestTarget target, int length)
      throws IOException, InterruptedException {
    HttpResponse<BoundedBody> response = send(name, target, new RangeRequest(0, length - 1, null));
    if (response.statusCode() == 200) {
      return whole(name, response);
    }
    if (response.statusCode() == 416) {
      throw SourceException.unreadable(name, "it is empty. Check what was put there.");
    }
    ContentRange range = range(response);
    if (range.from() != 0 || range.last() != Math.min(length, range.size()) - 1) {
      throw otherRange(response);
    }
    checkLength(response, range.last() + 1);
    return new OpenedRange(
        response.body().bytes(), Validator.of(response.headers(), range.size()), false);
  }

  /** Gets bytes {@code [from, from + length)} of the file that {@code validator} names. */
  byte[] read(String name, RequestTarget target, Validator validator, long from, int length)
      throws IOException, InterruptedException {
    return read(
        name, target, new RangeRequest(from, from + length - 1, validator), headAtNanos -> {});
  }

  private byte[] read(String name, RequestTarget target, RangeRequest ask, LongConsumer headAt)
      throws IOException, InterruptedException {
    Validator validator = ask.validator();
    HttpResponse<BoundedBody> response = send(name, target, ask, headAt);
    if (response.statusCode() == 412 || response.statusCode() == 416) {
      throw new SourceChangedException(name, "the server says so");
    }
    if (response.statusCode() == 200) {
      throw new TransientException("it sent the whole file where a part was asked for");
    }
    ContentRange range = range(response);
    checkValidator(name, validator, Validator.of(response.headers(), range.size()));
    if (range.from() != ask.from() || range.last() != ask.last()) {
      throw otherRange(response);
    }
    checkLength(response, ask.bytes());
    return response.body().bytes();
  }

  /** Gets the same, and tells how long it took; an answer without a redirect counts. */
  TimedRange readTimed(
      String name, RequestTarget target, Validator validator, long from, int length)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    var headAt = new AtomicLong(start);
    byte[] bytes =
        read(name, target, new RangeRequest(from, from + length - 1, validator), headAt::set);
    long end = System.nanoTime();
    return new TimedRange(bytes, headAt.get() - start, end - headAt.get());
  }

  /** Gets the whole file that {@code validator} names, from a server that gives no parts. */
  byte[] readWhole(String name, RequestTarget target, Validator validator)
      throws IOException, InterruptedException {
    HttpResponse<BoundedBody> response =
        send(name, target, new RangeRequest(0, validator.size() - 1, validator));
    if (response.statusCode() == 412 || response.statusCode() == 416) {
      throw new SourceChangedException(name, "the server says so");
    }
    checkValidator(
        name, validator, Validator.of(response.headers(), response.body().bytes().length));
    return response.body().bytes();
  }

  /** Bytes {@code from} to {@code last}; of a file not yet known where there is no validator. */
  private record RangeRequest(long from, long last, Validator validator) {
    long bytes() {
      return last - from + 1;
    }

    boolean takesWhole(int status) {
      return status == 200 && (validator == null || bytes() == validator.size());
    }
  }

  private HttpResponse<BoundedBody> send(String name, RequestTarget target, RangeRequest ask)
      throws IOException, InterruptedException {
    return send(name, target, ask, headAtNanos -> {});
  }

  private HttpResponse<BoundedBody> send(
      String name, RequestTarget target, RangeRequest ask, LongConsumer headAt)
      throws IOException, InterruptedException {
    GetRequest get =
        new GetRequest(
            target.uri(),
            headers(target, ask),
            target.policy(),
            (response, to) -> {
              ResponseStatus.checkRegion(response, target.otherRegion());
              return ResponseStatus.follows(name, response, to);
            });
    var limits =
        new ResponseLimits(
            timeoutFor(ask.bytes()),
            head -> {
              headAt.accept(System.nanoTime());
              return bodyLimit(head, ask);
            });
    HttpResponse<BoundedBody> response = client.get(get, limits);
    ResponseStatus.checkRegion(response, target.otherRegion());
    ResponseStatus.check(name, response, client.retryAfter(response));
    checkEncoding(name, response.headers());
    counters.add(response.body().bytes().length);
    return response;
  }

  private static Map<String, String> headers(RequestTarget target, RangeRequest ask) {
    Map<String, String> headers = new LinkedHashMap<>(target.headers());
    headers.put("Range", String.format(Locale.ROOT, "bytes=%d-%d", ask.from(), ask.last()));
    headers.put("Accept-Encoding", "identity");
    if (ask.validator() != null) {
      ask.validator().ifMatch().ifPresent(etag -> headers.put("If-Match", etag));
    }
    return headers;
  }

  private Duration timeoutFor(long bytes) {
    return timeout.plusSeconds(bytes / SLOWEST_BYTES_PER_SECOND);
  }

  /** A server that turns out to send the whole file gets the time for it. */
  private BodyLimit bodyLimit(ResponseInfo head, RangeRequest ask) {
    if (ask.takesWhole(head.statusCode())) {
      boolean fits = head.headers().firstValueAsLong("Content-Length").orElse(0) <= LARGEST_WHOLE;
      return new BodyLimit(fits ? LARGEST_WHOLE : 0, (int) ask.bytes(), timeoutFor(LARGEST_WHOLE));
    }
    return head.statusCode() == 206
        ? new BodyLimit((int) ask.bytes(), (int) ask.bytes(), Duration.ZERO)
        : new BodyLimit(MAX_ERROR_BYTES);
  }

  private static OpenedRange whole(String name, HttpResponse<BoundedBody> response)
      throws IOException {
    long said = response.headers().firstValueAsLong("Content-Length").orElse(-1);
    if (said > LARGEST_WHOLE || response.body().truncated()) {
      throw SourceException.unreadable(
          name,
          String.format(
              Locale.ROOT,
              "its server gives no parts of files (no range requests), and it is larger than %d"
                  + " MiB. Put it on a server that does, or download it.",
              LARGEST_WHOLE >> 20));
    }
    if (said >= 0) {
      checkLength(response, said);
    }
    return new OpenedRange(
        response.body().bytes(),
        Validator.of(response.headers(), response.body().bytes().length),
        true);
  }

  private static ContentRange range(HttpResponse<BoundedBody> response) throws TransientException {
    return ContentRange.of(response.headers())
        .orElseThrow(() -> new TransientException("it sent a part without saying which"));
  }

  private static TransientException otherRange(HttpResponse<BoundedBody> response) {
    return new TransientException(
        String.format(
            Locale.ROOT,
            "it sent another part than was asked for (%s)",
            response.headers().firstValue("Content-Range").orElse("")));
  }

  private static void checkLength(HttpResponse<BoundedBody> response, long expected)
      throws TransientException {
    int got = response.body().bytes().length;
    boolean more = got > expected || response.body().truncated();
    if (more || got < expected) {
      throw new TransientException(
          String.format(
              Locale.ROOT,
              "it sent %s%d bytes for %d",
              more ? "more than the " : "",
              Math.min(got, expected),
              expected));
    }
  }

  private static void checkValidator(String name, Validator validator, Validator answer)
      throws SourceChangedException {
    if (!validator.matches(answer)) {
      throw new SourceChangedException(
          name,
          validator.size() == answer.size()
              ? "another ETag or date"
              : String.format(Locale.ROOT, "from %d to %d bytes", validator.size(), answer.size()));
    }
  }

  private static void checkEncoding(String name, HttpHeaders headers) throws SourceException {
    String encoding = headers.firstValue("Content-Encoding").orElse("identity");
    if (!encoding.equalsIgnoreCase("identity") && !encoding.isBlank()) {
      throw SourceException.unreadable(
          name,
          String.format(
              Locale.ROOT,
              "its server compresses it (Content-Encoding %s). Turn that off for rasters.",
              encoding));
    }
  }
}
