package io.landfall.api.http;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpRequest;
import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.api.json.ApiProblem;
import io.landfall.api.json.Json;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;

/** Reads bodies, as large and as slowly as the settings allow. */
public final class RequestBodyReader {
  private final ApiSettings settings;
  private final ActorSystem<?> system;

  public RequestBodyReader(ApiSettings settings, ActorSystem<?> system) {
    this.settings = settings;
    this.system = system;
  }

  /**
   * Reads the body; fails with 400, 408, 413 or 415.
   *
   * @throws io.landfall.api.json.ApiProblem 415
   */
  public CompletionStage<JsonNode> readJson(HttpRequest request) {
    HttpEntity entity = request.entity();
    if (!entity.getContentType().mediaType().isApplication()
        || !entity.getContentType().mediaType().subType().equals("json")) {
      throw new ApiProblem(
          415,
          "unsupported-media-type",
          "Cannot read a body of type %s. Send application/json."
              .formatted(entity.getContentType()));
    }
    return readBytes(request).thenApply(Json::parse);
  }

  /** Reads the body, whatever it is; fails with 408 or 413. */
  public CompletionStage<byte[]> readBytes(HttpRequest request) {
    return request
        .entity()
        .withSizeLimit(settings.bodyLimit())
        .toStrict(settings.bodyTimeout().toMillis(), system)
        .thenApply(strict -> strict.getData().toArray())
        .exceptionallyCompose(
            thrown ->
                CompletableFuture.failedFuture(
                    thrown instanceof TimeoutException
                        ? new ApiProblem(
                            408, "request-timeout", "Cannot wait longer for the body to arrive.")
                        : thrown));
  }
}
