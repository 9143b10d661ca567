package io.landfall.api;

import static akka.http.javadsl.server.PathMatchers.segment;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.Location;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.Tokens.Principal;
import io.landfall.api.Tokens.Scope;
import io.landfall.export.ExportSummary;
import io.landfall.model.Attempt;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;

/** {@code /v1/exports}: begin, look, list, halt, end, try again, and find the files. */
final class ExportRoutes extends AllDirectives {
  private final ApiPorts ports;
  private final ApiSettings settings;
  private final Authentication authentication;
  private final ExportPages pages;
  private final ActorSystem<?> system;
  private final RequestBody body;

  ExportRoutes(
      ApiPorts ports, ApiSettings settings, Authentication authentication, ActorSystem<?> system) {
    this.ports = ports;
    this.settings = settings;
    this.authentication = authentication;
    this.pages = new ExportPages(ports.lookup(), settings);
    this.system = system;
    this.body = new RequestBody(settings, system);
  }

  /** The routes below {@code /v1/exports}. */
  Route routes() {
    return pathPrefix(
        "exports",
        () ->
            concat(
                pathEnd(
                    () ->
                        concat(
                            post(() -> answer(Scope.EXPORTS_WRITE, this::submit)),
                            get(() -> answer(Scope.EXPORTS_READ, pages::list)))),
                pathPrefix(
                    segment(),
                    id ->
                        concat(
                            pathEnd(() -> get(() -> answer(Scope.EXPORTS_READ, show(id)))),
                            order("cancel", act(id, ports.exports()::cancel)),
                            order("pause", act(id, ports.exports()::pause)),
                            order("resume", act(id, ports.exports()::resume)),
                            order("retry", act(id, ports.exports()::retry)),
                            order("priority", prioritize(id)),
                            path(
                                "history",
                                () -> get(() -> answer(Scope.EXPORTS_READ, history(id)))),
                            path("files", () -> get(() -> answer(Scope.EXPORTS_READ, files(id)))),
                            path(
                                segment("files").slash(segment()),
                                name -> get(() -> answer(Scope.EXPORTS_READ, file(id, name))))))));
  }

  private Route answer(
      Scope scope, BiFunction<HttpRequest, Principal, CompletionStage<HttpResponse>> handler) {
    return authentication.as(
        scope,
        principal ->
            extractRequest(
                request -> {
                  Answers.refuseUnlessJson(request);
                  return completeWithFuture(handler.apply(request, principal));
                }));
  }

  private Route order(
      String name, BiFunction<HttpRequest, Principal, CompletionStage<HttpResponse>> handler) {
    return path(name, () -> post(() -> answer(Scope.EXPORTS_WRITE, handler)));
  }

  private CompletionStage<HttpResponse> submit(HttpRequest request, Principal principal) {
    ExportId id =
        request
            .getHeader("Idempotency-Key")
            .map(key -> IdempotencyKeys.exportId(principal.user(), key.value()))
            .orElseGet(ExportId::next);
    return body.json(request)
        .thenApply(json -> ExportRequestReader.read(json, principal.user()))
        .thenCompose(asked -> ports.exports().submit(id, asked))
        .thenApply(
            summary -> {
              String self = Answers.base(settings, request) + "/v1/exports/" + summary.id();
              return Answers.json(202, json(summary, request)).addHeader(Location.create(self));
            });
  }

  private BiFunction<HttpRequest, Principal, CompletionStage<HttpResponse>> show(String id) {
    return (request, principal) ->
        owned(id, principal)
            .thenApply(
                summary -> {
                  String etag = etag(summary);
                  HttpResponse answer =
                      Answers.isKnown(request, etag)
                          ? HttpResponse.create().withStatus(StatusCodes.NOT_MODIFIED)
                          : Answers.json(200, json(summary, request));
                  return Answers.with(
                      Answers.with(answer, "ETag", etag), "Cache-Control", "private, no-cache");
                });
  }

  private BiFunction<HttpRequest, Principal, CompletionStage<HttpResponse>> act(
      String id, BiFunction<ExportId, String, CompletionStage<ExportSummary>> act) {
    return (request, principal) -> {
      request.discardEntityBytes(system);
      return owned(id, principal)
          .thenCompose(summary -> act.apply(summary.id(), principal.user()))
          .thenApply(summary -> Answers.json(202, json(summary, request)));
    };
  }

  private BiFunction<HttpRequest, Principal, CompletionStage<HttpResponse>> prioritize(String id) {
    return (request, principal) ->
        body.json(request)
            .thenApply(ExportRequestReader::readPriority)
            .thenCompose(
                priority ->
                    owned(id, principal)
                        .thenCompose(
                            summary ->
                                ports
                                    .exports()
                                    .prioritize(summary.id(), priority, principal.user())))
            .thenApply(summary -> Answers.json(202, json(summary, request)));
  }

  private BiFunction<HttpRequest, Principal, CompletionStage<HttpResponse>> history(String id) {
    return (request, principal) ->
        owned(id, principal)
            .thenCompose(summary -> ports.lookup().history(summary.id()))
            .thenApply(entries -> Answers.json(200, HistoryJson.write(entries)));
  }

  private BiFunction<HttpRequest, Principal, CompletionStage<HttpResponse>> files(String id) {
    return (request, principal) ->
        owned(id, principal)
            .thenApply(
                summary -> Answers.json(200, ExportJson.result(summary, link(summary, request))));
  }

  private BiFunction<HttpRequest, Principal, CompletionStage<HttpResponse>> file(
      String id, String name) {
    return (request, principal) ->
        owned(id, principal)
            .thenApply(
                summary -> {
                  if (ExportJson.served(summary).stream().noneMatch(r -> r.name().equals(name))) {
                    throw new ApiProblem(
                        404, "file-unknown", "Cannot find a file of this name in the export.");
                  }
                  return HttpResponse.create()
                      .withStatus(StatusCodes.TEMPORARY_REDIRECT)
                      .addHeader(Location.create(link(summary, request).apply(name)));
                });
  }

  /** Finds an export of the caller's; another's is as unknown as one that never was. */
  private CompletionStage<ExportSummary> owned(String text, Principal principal) {
    ExportId id = ExportId.parse(text);
    return ports
        .exports()
        .summary(id)
        .handle(
            (summary, thrown) -> {
              boolean unknown =
                  thrown != null && ExportFailure.of(thrown).code() == ErrorCode.EXPORT_UNKNOWN;
              if (thrown != null && !unknown) {
                throw new CompletionException(thrown);
              }
              if (unknown || !summary.request().owner().equals(principal.user())) {
                throw new ExportFailure(
                    ErrorCode.EXPORT_UNKNOWN, "Cannot find export %s.".formatted(id));
              }
              return summary;
            });
  }

  private ObjectNode json(ExportSummary summary, HttpRequest request) {
    return ExportJson.export(summary, Answers.base(settings, request), link(summary, request));
  }

  private Function<String, String> link(ExportSummary summary, HttpRequest request) {
    String base = Answers.base(settings, request) + "/v1/downloads/";
    return name ->
        base
            + ports
                .links()
                .sign(new Attempt(summary.id(), summary.attempt()), name, settings.linkLifetime())
            + "/"
            + Answers.encoded(name);
  }

  /**
   * Changes with the export, and every half life of the links in it, so that no answer kept by its
   * tag holds a dead link.
   */
  private String etag(ExportSummary summary) {
    Duration halfLife = settings.linkLifetime().dividedBy(2);
    long epoch =
        summary.receipts().isEmpty()
            ? 0
            : ports.clock().millis() / Math.max(1, halfLife.toMillis());
    return "\"%d-%d\"".formatted(summary.version(), epoch);
  }
}
