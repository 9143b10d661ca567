package io.landfall.api;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import io.landfall.api.Tokens.Scope;
import io.landfall.ingest.IngestControl;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * {@code /ingest/}: how the ingest of scene lists is; begin and cancel it. In plain text with the
 * words of bf-ia-broker, in JSON for who asks for it. As there, an order may be a GET; without a
 * token none is followed.
 */
final class IngestRoutes extends AllDirectives {
  private final IngestControl ingest;
  private final Authentication authentication;

  IngestRoutes(IngestControl ingest, Authentication authentication) {
    this.ingest = ingest;
    this.authentication = authentication;
  }

  /** The routes. */
  Route routes() {
    return pathPrefix(
        "ingest",
        () ->
            concat(
                pathEndOrSingleSlash(() -> get(() -> answer(ingest::status))),
                path("start", () -> order(ingest::start)),
                path("cancel", () -> order(ingest::cancel))));
  }

  private Route order(Supplier<CompletionStage<IngestControl.Status>> asked) {
    return concat(post(() -> answer(asked)), get(() -> answer(asked)));
  }

  private Route answer(Supplier<CompletionStage<IngestControl.Status>> asked) {
    return authentication.as(
        Scope.INGEST,
        principal ->
            extractRequest(
                request ->
                    completeWithFuture(asked.get().thenApply(status -> shown(request, status)))));
  }

  private static HttpResponse shown(HttpRequest request, IngestControl.Status status) {
    return Answers.asksForJson(request)
        ? Answers.json(200, IngestJson.of(status))
        : HttpResponse.create()
            .withEntity(HttpEntities.create(ContentTypes.TEXT_PLAIN_UTF8, IngestPage.of(status)));
  }
}
