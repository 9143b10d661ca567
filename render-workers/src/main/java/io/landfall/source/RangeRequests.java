package io.landfall.source;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One try of a GET of a part of a file, redirects included. It believes only what was asked for:
 * status 206, exactly these bytes, of the file that was opened.
 */
final class RangeRequests {
  /** A file from a server that gives no parts may be this large, and is taken whole. */
  static final int LARGEST_WHOLE = 16 << 20;

  private static final int MAX_REDIRECTS = 5;
  private static final int MAX_ERROR_BYTES = 8 << 10;
  private static final int SLOWEST_BYTES_PER_SECOND = 256 << 10;

  private final HttpClient client;
  private final Duration timeout;

  RangeRequests(HttpClient client, Duration timeout) {
    this.client = client;
    this.timeout = timeout;
  }

  /**
   * What a server gave.
   *
   * @param whole whether it is the whole file because the server gives no parts
   */
  record OpenedRange(byte[] bytes, Validator validator, boolean whole) {}

  /** Gets the first bytes, at most {@code length}, and learns what the file is. */
  OpenedRange open(String name, RequestTarget target, int length) throws IOException {
    HttpResponse<byte[]> response =
        sendFollowingRedirects(name, target, new RangeRequest(0, length - 1, null));
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
    return new OpenedRange(response.body(), Validator.of(response.headers(), range.size()), false);
  }

  /** Gets bytes {@code [from, from + length)} of the file that {@code validator} names. */
  byte[] read(String name, RequestTarget target, Validator validator, long from, int length)
      throws IOException {
    HttpResponse<byte[]> response =
        sendFollowingRedirects(name, target, new RangeRequest(from, from + length - 1, validator));
    if (response.statusCode() == 412 || response.statusCode() == 416) {
      throw new SourceChangedException(name, "the server says so");
    }
    if (response.statusCode() == 200) {
      throw new TransientError("it sent the whole file where a part was asked for");
    }
    ContentRange range = range(response);
    checkValidator(name, validator, Validator.of(response.headers(), range.size()));
    if (range.from() != from || range.last() != from + length - 1) {
      throw otherRange(response);
    }
    checkLength(response, length);
    return response.body();
  }

  /** Gets the whole file that {@code validator} names, from a server that gives no parts. */
  byte[] readWhole(String name, RequestTarget target, Validator validator) throws IOException {
    HttpResponse<byte[]> response =
        sendFollowingRedirects(name, target, new RangeRequest(0, validator.size() - 1, validator));
    if (response.statusCode() == 412 || response.statusCode() == 416) {
      throw new SourceChangedException(name, "the server says so");
    }
    checkValidator(name, validator, Validator.of(response.headers(), response.body().length));
    return response.body();
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

  private HttpResponse<byte[]> sendFollowingRedirects(
      String name, RequestTarget target, RangeRequest ask) throws IOException {
    URI uri = target.uri();
    for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
      target.policy().check(uri);
      HttpResponse<byte[]> response = send(request(uri, target, ask), ask);
      target.policy().check(uri); // what its host led to meanwhile, the JVM still remembers
      ResponseStatus.check(name, response, target.otherRegion());
      if (!ResponseStatus.isRedirect(response.statusCode())) {
        checkEncoding(name, response.headers());
        return response;
      }
      uri = ResponseStatus.next(name, uri, response.headers());
    }
    throw SourceException.unreadable(
        name,
        "it redirects more than %d times. Give the last URL itself.".formatted(MAX_REDIRECTS));
  }

  private static HttpRequest request(URI uri, RequestTarget target, RangeRequest ask) {
    var request =
        HttpRequest.newBuilder(uri)
            .header("Range", "bytes=%d-%d".formatted(ask.from(), ask.last()))
            .header("Accept-Encoding", "identity")
            .header("User-Agent", "landfall");
    target.headers().forEach(request::header);
    if (ask.validator() != null) {
      ask.validator().ifMatch().ifPresent(etag -> request.header("If-Match", etag));
    }
    return request.build();
  }

  /** Waits for the whole body, no longer than for one request of its size. */
  private HttpResponse<byte[]> send(HttpRequest request, RangeRequest ask) throws IOException {
    var whole = new AtomicBoolean();
    CompletableFuture<HttpResponse<byte[]>> sent =
        client.sendAsync(
            request,
            info -> {
              whole.set(ask.takesWhole(info.statusCode()));
              return body(info, ask);
            });
    try {
      return await(sent, ask.bytes(), whole);
    } catch (TimeoutException e) {
      sent.cancel(true);
      throw new TransientError("no whole answer came within " + timeoutFor(ask.bytes()));
    } catch (InterruptedException e) {
      sent.cancel(true);
      Thread.currentThread().interrupt();
      throw new InterruptedReadException();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IOException(String.valueOf(e.getCause()), e.getCause());
    }
  }

  /** A server that turns out to send the whole file gets the time for it. */
  private <T> T await(CompletableFuture<T> sent, long bytes, AtomicBoolean whole)
      throws TimeoutException, InterruptedException, ExecutionException {
    try {
      return sent.get(timeoutFor(bytes).toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      if (!whole.get()) {
        throw e;
      }
      return sent.get(timeoutFor(LARGEST_WHOLE).toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private Duration timeoutFor(long bytes) {
    return timeout.plusSeconds(bytes / SLOWEST_BYTES_PER_SECOND);
  }

  private static BoundedBodySubscriber body(HttpResponse.ResponseInfo info, RangeRequest ask) {
    if (ask.takesWhole(info.statusCode())) {
      boolean fits = info.headers().firstValueAsLong("Content-Length").orElse(0) <= LARGEST_WHOLE;
      return new BoundedBodySubscriber(fits ? LARGEST_WHOLE : 0, (int) ask.bytes());
    }
    return info.statusCode() == 206
        ? new BoundedBodySubscriber((int) ask.bytes(), (int) ask.bytes())
        : new BoundedBodySubscriber(MAX_ERROR_BYTES, 0);
  }

  private static OpenedRange whole(String name, HttpResponse<byte[]> response) throws IOException {
    long said = response.headers().firstValueAsLong("Content-Length").orElse(-1);
    if (Math.max(said, response.body().length) > LARGEST_WHOLE) {
      throw SourceException.unreadable(
          name,
          "its server gives no parts of files (no range requests), and it is larger than %d MiB. Put it on a server that does, or download it."
              .formatted(LARGEST_WHOLE >> 20));
    }
    if (said >= 0) {
      checkLength(response, said);
    }
    return new OpenedRange(
        response.body(), Validator.of(response.headers(), response.body().length), true);
  }

  private static ContentRange range(HttpResponse<byte[]> response) throws TransientError {
    return ContentRange.of(response.headers())
        .orElseThrow(() -> new TransientError("it sent a part without saying which"));
  }

  private static TransientError otherRange(HttpResponse<byte[]> response) {
    return new TransientError(
        "it sent another part than was asked for (%s)"
            .formatted(response.headers().firstValue("Content-Range").orElse("")));
  }

  private static void checkLength(HttpResponse<byte[]> response, long expected)
      throws TransientError {
    if (response.body().length != expected) {
      throw new TransientError(
          "it sent %s%d bytes for %d"
              .formatted(
                  response.body().length > expected ? "more than the " : "",
                  Math.min(response.body().length, expected),
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
              : "from %d to %d bytes".formatted(validator.size(), answer.size()));
    }
  }

  private static void checkEncoding(String name, HttpHeaders headers) throws SourceException {
    String encoding = headers.firstValue("Content-Encoding").orElse("identity");
    if (!encoding.equalsIgnoreCase("identity") && !encoding.isBlank()) {
      throw SourceException.unreadable(
          name,
          "its server compresses it (Content-Encoding %s). Turn that off for rasters."
              .formatted(encoding));
    }
  }
}
