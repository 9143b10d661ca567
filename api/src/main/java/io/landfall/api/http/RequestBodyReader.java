package io.landfall.api.http;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.MediaType;
import akka.http.scaladsl.model.EntityStreamSizeException;
import akka.util.ByteString;
import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.api.json.ApiProblem;
import io.landfall.api.json.Json;
import io.landfall.api.json.JsonWeight;
import io.landfall.api.proxy.ClientAddress;
import io.landfall.model.ExportFailure;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Reads bodies, as large, as slowly and as many at a time as the settings allow. */
public final class RequestBodyReader {
  /** Forms hold a few parameters. */
  private static final long FORM_LIMIT = 64 << 10;

  private final ApiSettings settings;
  private final ActorSystem<?> system;
  private final BodyBudget budget;
  private final Executor reading;

  /**
   * Makes one.
   *
   * @param reading where JSON is parsed and used: it may take a second
   */
  public RequestBodyReader(
      ApiSettings settings, ActorSystem<?> system, BodyBudget budget, Executor reading) {
    this.settings = settings;
    this.system = system;
    this.budget = budget;
    this.reading = reading;
  }

  /**
   * Reads JSON and does something with it. The JSON's memory counts until that is done.
   *
   * @return what {@code use} returns; fails also with 400, 408, 413 or NODE_BUSY
   * @throws ApiProblem 415
   */
  public <T> CompletionStage<T> withJson(
      HttpRequest request, Function<JsonNode, CompletionStage<T>> use) {
    HttpEntity entity = request.entity();
    if (!isJson(entity.getContentType().mediaType())) {
      throw new ApiProblem(
          415,
          "unsupported-media-type",
          "Cannot read a body of type %s. Send application/json."
              .formatted(entity.getContentType()));
    }
    BodyBudget.Lease lease = budget.begin(ClientAddress.of(request));
    return read(request, settings.bodyLimit(), settings.bodyTimeout(), lease)
        .thenComposeAsync(
            bytes -> {
              lease.add(JsonWeight.of(bytes));
              return use.apply(Json.parse(bytes));
            },
            reading)
        .whenComplete((done, thrown) -> lease.close());
  }

  /**
   * Reads a body of any type, and does something with it. Its memory counts until that is done.
   *
   * @param limit most bytes
   * @param timeout how long it may take to arrive
   * @return what {@code use} returns; fails also with 400, 408, 413 or NODE_BUSY
   */
  public <T> CompletionStage<T> withBytes(
      HttpRequest request, long limit, Duration timeout, Function<byte[], CompletionStage<T>> use) {
    BodyBudget.Lease lease = budget.begin(ClientAddress.of(request));
    return read(request, limit, timeout, lease)
        .thenComposeAsync(use, reading)
        .whenComplete((done, thrown) -> lease.close());
  }

  /** JSON by its own name, or as a format that is written in it: {@code application/geo+json}. */
  private static boolean isJson(MediaType type) {
    return type.isApplication()
        && (type.subType().equals("json") || type.subType().endsWith("+json"));
  }

  /** Reads a form's bytes; fails with 400, 408, 413 or NODE_BUSY. */
  public CompletionStage<byte[]> readForm(HttpRequest request) {
    BodyBudget.Lease lease = budget.begin(ClientAddress.of(request));
    long limit = Math.min(FORM_LIMIT, settings.bodyLimit());
    return read(request, limit, settings.bodyTimeout(), lease)
        .whenComplete((done, thrown) -> lease.close());
  }

  private CompletionStage<byte[]> read(
      HttpRequest request, long limit, Duration timeout, BodyBudget.Lease lease) {
    boolean compressed = isGzip(request);
    return bytes(request.entity(), limit, timeout, lease)
        .thenApply(
            bytes ->
                compressed
                    ? GzipBodies.decompress(bytes.toArray(), limit, lease::add)
                    : bytes.toArray());
  }

  /** A body that has come with its head, as small ones do, needs no stream. */
  private CompletionStage<ByteString> bytes(
      HttpEntity entity, long limit, Duration timeout, BodyBudget.Lease lease) {
    if (entity instanceof HttpEntity.Strict strict && strict.getData().size() <= limit) {
      try {
        lease.add(strict.getData().size());
        return CompletableFuture.completedStage(strict.getData());
      } catch (ExportFailure busy) {
        return CompletableFuture.failedStage(busy);
      }
    }
    return entity
        .withSizeLimit(limit)
        .getDataBytes()
        .map(
            bytes -> {
              lease.add(bytes.size());
              return bytes;
            })
        .completionTimeout(timeout)
        .runFold(ByteString.emptyByteString(), ByteString::concat, system)
        .exceptionallyCompose(thrown -> CompletableFuture.failedFuture(refusal(thrown, limit)));
  }

  private static boolean isGzip(HttpRequest request) {
    String encoding =
        request.getHeader("Content-Encoding").map(HttpHeader::value).orElse("identity");
    return switch (encoding.toLowerCase(Locale.ROOT)) {
      case "identity" -> false;
      case "gzip", "x-gzip" -> true;
      default ->
          throw new ApiProblem(
                  415,
                  "unsupported-media-type",
                  "Cannot read a body of this Content-Encoding. Send it as it is, or by gzip.")
              .withHeader("Accept-Encoding", "gzip, identity");
    };
  }

  /**
   * Why a body did not come; whatever it is, it is the caller's or the node's to say, never 500.
   */
  private static Throwable refusal(Throwable thrown, long limit) {
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (cause instanceof ExportFailure || cause instanceof ApiProblem) {
      return cause;
    }
    if (cause instanceof TimeoutException) {
      return new ApiProblem(408, "request-timeout", "Cannot wait longer for the body to arrive.");
    }
    if (cause instanceof EntityStreamSizeException) {
      return tooLarge(limit);
    }
    return new ApiProblem(
        400,
        "body-malformed",
        "Cannot read the body: it broke off, or its chunks are not well-formed.");
  }

  static ApiProblem tooLarge(long limit) {
    return new ApiProblem(
        413, "content-too-large", "Cannot read a body of more than %d bytes.".formatted(limit));
  }
}
