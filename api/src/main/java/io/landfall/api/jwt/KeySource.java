package io.landfall.api.jwt;

import io.landfall.http.BoundedBody;
import io.landfall.http.BoundedHttpClient;
import io.landfall.http.ResponseLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Where the keys of an issuer are had from. */
@FunctionalInterface
interface KeySource {
  /** More bytes than these are no set of keys. */
  int MAX_BYTES = 256 << 10;

  /** How long the issuer may take to send its keys. */
  Duration TIMEOUT = Duration.ofSeconds(10);

  /** Fetches a JWK set (RFC 7517), in JSON; fails with an IOException. */
  CompletionStage<byte[]> fetch();

  /** Those at a URL of our own settings; redirects are not followed. */
  static KeySource http(URI url) {
    var client = new BoundedHttpClient(TIMEOUT);
    return () ->
        client
            .sendAsync(
                HttpRequest.newBuilder(url)
                    .header("User-Agent", BoundedHttpClient.USER_AGENT)
                    .header("Accept", "application/json, application/jwk-set+json")
                    .build(),
                ResponseLimits.of(TIMEOUT, MAX_BYTES))
            .thenCompose(KeySource::body);
  }

  /** Those in a file, read anew each time. */
  static KeySource file(Path file, Executor blocking) {
    return () ->
        CompletableFuture.supplyAsync(
            () -> {
              try (InputStream in = Files.newInputStream(file)) {
                byte[] bytes = in.readNBytes(MAX_BYTES + 1);
                if (bytes.length > MAX_BYTES) {
                  throw new IOException("it has more than %d bytes".formatted(MAX_BYTES));
                }
                return bytes;
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            blocking);
  }

  private static CompletionStage<byte[]> body(HttpResponse<BoundedBody> response) {
    if (response.statusCode() != 200) {
      return CompletableFuture.failedStage(
          new IOException("it answered %d".formatted(response.statusCode())));
    }
    return response.body().truncated()
        ? CompletableFuture.failedStage(
            new IOException("it sent more than %d bytes".formatted(MAX_BYTES)))
        : CompletableFuture.completedStage(response.body().bytes());
  }
}
