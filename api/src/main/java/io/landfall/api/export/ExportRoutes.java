package io.landfall.api.export;

import static akka.http.javadsl.server.PathMatchers.segment;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.Location;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import io.landfall.api.audit.Requesters;
import io.landfall.api.download.DownloadLinks;
import io.landfall.api.http.AnswerMemory;
import io.landfall.api.http.ApiSettings;
import io.landfall.api.http.Authentication;
import io.landfall.api.http.HttpResponses;
import io.landfall.api.http.RequestBodyReader;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.api.http.TokenStore.TokenScope;
import io.landfall.api.json.ApiProblem;
import io.landfall.api.live.LiveFeeds;
import io.landfall.api.live.LiveSettings;
import io.landfall.export.Estimator;
import io.landfall.export.ExpirySettings;
import io.landfall.export.ExportDetails;
import io.landfall.export.ExportSummary;
import io.landfall.export.Exports;
import io.landfall.export.GridCoordinates;
import io.landfall.export.Requester;
import io.landfall.model.ExportId;
import io.landfall.model.request.Destination.LinkDestination;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** {@code /v1/exports}: begin, look, list, halt, end, try again, and find the files. */
public final class ExportRoutes extends AllDirectives {
  private static final String ESTIMATE = "estimate";

  /** What a history takes as it is sent: at most one event, with the largest mask of a request. */
  private static final long HISTORY_BYTES = 4 << 20;

  private static final String LOOK_AGAIN_SECONDS = "2";

  private final Exports exports;
  private final GridCoordinates coordinates;
  private final ExportRequests requests;
  private final ExportQueries queries;
  private final DownloadLinks links;
  private final Authentication authentication;
  private final ExportPages pages;
  private final ActorSystem<?> system;
  private final RequestBodyReader body;
  private final AnswerMemory memory;
  private final SubmissionRate rate;
  private final Requesters requesters;
  private final LiveAnswers live;
  private final OwnExports own;
  private final ExportAnswers answers;
  private final ExportSubmissions submissions;
  private final ExportKeeping keeping;

  public ExportRoutes(
      Exports exports,
      Estimator estimator,
      GridCoordinates coordinates,
      ExportRequests requests,
      ExportQueries queries,
      DownloadLinks links,
      ApiSettings settings,
      Authentication authentication,
      RequestBodyReader body,
      AnswerMemory memory,
      SubmissionRate rate,
      Requesters requesters,
      Clock clock,
      ActorSystem<?> system) {
    this.exports = exports;
    this.coordinates = coordinates;
    this.requests = requests;
    this.queries = queries;
    this.links = links;
    this.authentication = authentication;
    this.pages = new ExportPages(queries, settings);
    this.system = system;
    this.body = body;
    this.memory = memory;
    this.rate = rate;
    this.requesters = requesters;
    this.live =
        new LiveAnswers(
            new LiveFeeds(
                queries, StreamEvents::new, LiveSettings.from(system.settings().config()), system),
            exports,
            settings,
            authentication);
    this.own = new OwnExports(exports);
    this.answers = new ExportAnswers(links, settings);
    this.keeping =
        new ExportKeeping(
            exports,
            own,
            answers,
            body,
            requesters,
            ExpirySettings.from(system.settings().config()),
            clock);
    this.submissions =
        new ExportSubmissions(
            exports, estimator, requests, settings, body, rate, requesters, answers, live);
  }

  /** The routes below {@code /v1/exports}. */
  public Route routes() {
    return pathPrefix(
        "exports",
        () ->
            concat(
                pathEnd(
                    () ->
                        concat(
                            post(() -> authorized(TokenScope.EXPORTS_WRITE, submissions::submit)),
                            get(() -> authorized(TokenScope.EXPORTS_READ, pages::list)))),
                path(
                    ESTIMATE,
                    () -> post(() -> authorized(TokenScope.EXPORTS_WRITE, submissions::estimate))),
                pathPrefix(
                    segment(),
                    id ->
                        id.equals(ESTIMATE)
                            ? reject()
                            : concat(
                                pathEnd(
                                    () -> get(() -> authorized(TokenScope.EXPORTS_READ, show(id)))),
                                action("cancel", applyAction(id, exports::cancel)),
                                action("pause", applyAction(id, exports::pause)),
                                action("resume", applyAction(id, exports::resume)),
                                action("retry", applyAction(id, this::retry)),
                                action("priority", prioritize(id)),
                                action("deliver", deliver(id)),
                                action("keep", keeping.handler(id)),
                                path(
                                    "stream",
                                    () ->
                                        get(
                                            () ->
                                                authorized(
                                                    TokenScope.EXPORTS_READ,
                                                    LiveAnswers::requireEventsAccepted,
                                                    stream(id)))),
                                path(
                                    "history",
                                    () ->
                                        get(
                                            () ->
                                                authorized(TokenScope.EXPORTS_READ, history(id)))),
                                path(
                                    "tasks",
                                    () ->
                                        get(() -> authorized(TokenScope.EXPORTS_READ, tasks(id)))),
                                path(
                                    segment("tasks").slash("working"),
                                    () ->
                                        get(
                                            () ->
                                                authorized(
                                                    TokenScope.EXPORTS_READ, tasksUnderWay(id)))),
                                path(
                                    "links",
                                    () ->
                                        delete(
                                            () ->
                                                authorized(
                                                    TokenScope.EXPORTS_WRITE, revokeLinks(id)))),
                                path(
                                    "files",
                                    () ->
                                        get(() -> authorized(TokenScope.EXPORTS_READ, files(id)))),
                                path(
                                    segment("files").slash(segment()),
                                    name ->
                                        get(
                                            () ->
                                                authorized(
                                                    TokenScope.EXPORTS_READ,
                                                    request -> {}, // a redirect: no body
                                                    file(id, name))))))));
  }

  private Route authorized(
      TokenScope scope, BiFunction<HttpRequest, Principal, CompletionStage<HttpResponse>> handler) {
    return authorized(scope, HttpResponses::requireJsonAccepted, handler);
  }

  private Route authorized(
      TokenScope scope,
      Consumer<HttpRequest> check,
      BiFunction<HttpRequest, Principal, CompletionStage<HttpResponse>> handler) {
    return authentication.requireScope(
        scope,
        principal ->
            extractRequest(
                request -> {
                  check.accept(request);
                  return completeWithFuture(handler.apply(request, principal));
                }));
  }

  private Route action(
      String name, BiFunction<HttpRequest, Principal, CompletionStage<HttpResponse>> handler) {
    return path(name, () -> post(() -> authorized(TokenScope.EXPORTS_WRITE, handler)));
  }

  private BiFunction<HttpRequest, Principal, CompletionStage<HttpResponse>> show(String id) {
    return (request, principal) ->
        own.find(id, principal)
            .thenCompose(
                summary -> live.whenNew(request, summary, answers.etag(summary), principal.user()))
            .thenCompose(summary -> show(summary, request))
            .thenApply(response -> LiveAnswers.withPreference(request, response));
  }

  private CompletionStage<HttpResponse> show(ExportSummary summary, HttpRequest request) {
    if (HttpResponses.matchesIfNoneMatch(request, answers.etag(summary))) {
      HttpResponse unchanged = HttpResponse.create().withStatus(StatusCodes.NOT_MODIFIED);
      return CompletableFuture.completedStage(
          ExportAnswers.withRetryAfter(answers.withEtag(unchanged, summary), summary));
    }
    return exports
        .details(summary.id())
        .thenApply(
            details ->
                ExportAnswers.withRetryAfter(
                    answers.withEtag(
                        HttpResponses.json(200, answers.json(details, request)), details.summary()),
                    details.summary()));
  }

  private BiFunction<HttpRequest, Principal, CompletionStage<HttpResponse>> stream(String id) {
    return (request, principal) ->
        own.find(id, principal)
            .thenCompose(summary -> live.stream(request, summary.id(), principal));
  }

  private BiFunction<HttpRequest, Principal, CompletionStage<HttpResponse>> applyAction(
      String id, BiFunction<ExportId, Requester, CompletionStage<ExportDetails>> action) {
    return (request, principal) -> {
      request.discardEntityBytes(system);
      return own.find(id, principal)
          .thenCompose(summary -> action.apply(summary.id(), requesters.of(request, principal)))
          .thenApply(details -> answers.accepted(details, request));
    };
  }

  private CompletionStage<ExportDetails> retry(ExportId id, Requester by) {
    return exports
        .retry(id, by)
        .exceptionallyCompose(thrown -> CompletableFuture.failedFuture(rate.refusal(thrown)));
  }

  private BiFunction<HttpRequest, Principal, CompletionStage<HttpResponse>> prioritize(String id) {
    return (request, principal) ->
        body.withJson(
                request,
                json -> CompletableFuture.completedStage(ExportRequestReader.readPriority(json)))
            .thenCompose(
                priority ->
                    own.find(id, principal)
                        .thenCompose(
                            summary ->
                                exports.changePriority(
                                    summary.id(), priority, requesters.of(request, principal))))
            .thenApply(details -> answers.accepted(details, request));
  }

  /**
   * Of an export that an admin sees, its owner's configurations are taken: deliveries use these.
   */
  private BiFunction<HttpRequest, Principal, CompletionStage<HttpResponse>> deliver(String id) {
    return (request, principal) ->
        body.withJson(
                request,
                json ->
                    own.find(id, principal)
                        .thenCompose(
                            summary ->
                                requests
                                    .readDelivery(json, summary.owner())
                                    .thenCompose(
                                        wanted ->
                                            exports.deliver(
                                                summary.id(),
                                                wanted,
                                                requesters.of(request, principal)))))
            .exceptionallyCompose(thrown -> CompletableFuture.failedFuture(rate.refusal(thrown)))
            .thenApply(details -> answers.accepted(details, request));
  }

  private BiFunction<HttpRequest, Principal, CompletionStage<HttpResponse>> history(String id) {
    return (request, principal) ->
        own.find(id, principal)
            .thenCompose(
                summary ->
                    memory.hold(
                        request,
                        HISTORY_BYTES,
                        () ->
                            queries
                                .history(summary.id())
                                .thenApply(
                                    entries -> HttpResponses.json(HistoryJson.write(entries)))));
  }

  private BiFunction<HttpRequest, Principal, CompletionStage<HttpResponse>> tasks(String id) {
    return (request, principal) ->
        own.find(id, principal)
            .thenCompose(summary -> exports.details(summary.id()))
            .thenCompose(
                details ->
                    memory.hold(
                        request,
                        ExportTasksJson.MAX_BYTES,
                        () -> ExportTasksJson.answer(details, coordinates)));
  }

  /** Little enough to be asked for every second or two. */
  private BiFunction<HttpRequest, Principal, CompletionStage<HttpResponse>> tasksUnderWay(
      String id) {
    return (request, principal) ->
        own.find(id, principal)
            .thenCompose(summary -> exports.tasksUnderWay(summary.id()))
            .thenApply(now -> HttpResponses.json(200, ExportTasksJson.write(now)));
  }

  private BiFunction<HttpRequest, Principal, CompletionStage<HttpResponse>> files(String id) {
    return (request, principal) ->
        own.find(id, principal)
            .thenApply(
                summary ->
                    HttpResponses.json(
                        200, ExportJson.result(summary, answers.link(summary, request))));
  }

  private BiFunction<HttpRequest, Principal, CompletionStage<HttpResponse>> file(
      String id, String name) {
    return (request, principal) ->
        own.find(id, principal)
            .thenApply(
                summary -> {
                  answers.checkKept(summary);
                  LinkDestination through =
                      ExportJson.findLink(summary, name)
                          .orElseThrow(
                              () ->
                                  new ApiProblem(
                                      404,
                                      "file-unknown",
                                      "Cannot find a file of this name in the export."));
                  return HttpResponse.create()
                      .withStatus(StatusCodes.TEMPORARY_REDIRECT)
                      .addHeader(
                          Location.create(answers.link(summary, request).apply(through, name)));
                });
  }

  private BiFunction<HttpRequest, Principal, CompletionStage<HttpResponse>> revokeLinks(String id) {
    return (request, principal) -> {
      request.discardEntityBytes(system);
      return own.find(id, principal)
          .thenCompose(summary -> links.revoke(summary.id()))
          .thenApply(done -> HttpResponse.create().withStatus(StatusCodes.NO_CONTENT));
    };
  }
}
