package io.landfall.api.ingest;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import io.landfall.api.endpoint.Endpoints;
import io.landfall.api.http.HttpResponses;
import io.landfall.api.http.TokenStore.TokenScope;
import io.landfall.ingest.IngestControl;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * {@code /ingest/}: how the ingest of scene lists is; begin and cancel it. In plain text with the
 * words of bf-ia-broker, in JSON for who asks for it. As there, an action may be a GET; without a
 * token none is taken.
 */
public final class IngestRoutes extends AllDirectives {
  private final IngestControl ingest;
  private final Endpoints endpoints;

  public IngestRoutes(IngestControl ingest, Endpoints endpoints) {
    this.ingest = ingest;
    this.endpoints = endpoints;
  }

  /** The routes. */
  public Route routes() {
    return pathPrefix(
        "ingest",
        () ->
            concat(
                pathEndOrSingleSlash(() -> get(() -> authorized(ingest::status))),
                path("start", () -> action(ingest::start)),
                path("cancel", () -> action(ingest::cancel))));
  }

  private Route action(Supplier<CompletionStage<IngestControl.IngestStatus>> operation) {
    return concat(post(() -> authorized(operation)), get(() -> authorized(operation)));
  }

  private Route authorized(Supplier<CompletionStage<IngestControl.IngestStatus>> operation) {
    return endpoints.anyMediaType(
        TokenScope.INGEST,
        (request, principal) ->
            operation.get().thenApply(status -> statusResponse(request, status)));
  }

  private static HttpResponse statusResponse(
      HttpRequest request, IngestControl.IngestStatus status) {
    return HttpResponses.isJsonRequested(request)
        ? HttpResponses.json(200, IngestJson.write(status))
        : HttpResponse.create()
            .withEntity(
                HttpEntities.create(ContentTypes.TEXT_PLAIN_UTF8, IngestStatusPage.write(status)));
  }
}
