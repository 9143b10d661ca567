package io.landfall.api.export;

import static akka.http.javadsl.server.PathMatchers.segment;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import io.landfall.api.audit.Requesters;
import io.landfall.api.download.DownloadLinks;
import io.landfall.api.endpoint.Endpoint;
import io.landfall.api.endpoint.Endpoints;
import io.landfall.api.http.AnswerMemory;
import io.landfall.api.http.ApiSettings;
import io.landfall.api.http.HttpResponses;
import io.landfall.api.http.TokenStore.TokenScope;
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
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/** {@code /v1/exports}: begin, look, list, halt, end, try again, and find the files. */
public final class ExportRoutes extends AllDirectives {
  private static final String ESTIMATE = "estimate";

  /** What a history takes as it is sent: at most one event, with the largest mask of a request. */
  private static final long HISTORY_BYTES = 4 << 20;

  private final Exports exports;
  private final GridCoordinates coordinates;
  private final ExportRequests requests;
  private final ExportQueries queries;
  private final DownloadLinks links;
  private final Endpoints endpoints;
  private final ExportPages pages;
  private final AnswerMemory memory;
  private final SubmissionRate rate;
  private final Requesters requesters;
  private final LiveAnswers live;
  private final OwnExports own;
  private final ExportAnswers answers;
  private final ExportSubmissions submissions;
  private final ExportKeeping keeping;
  private final FileRedirects redirects;

  public ExportRoutes(
      Exports exports,
      Estimator estimator,
      GridCoordinates coordinates,
      ExportRequests requests,
      ExportQueries queries,
      DownloadLinks links,
      ApiSettings settings,
      Endpoints endpoints,
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
    this.endpoints = endpoints;
    this.pages = new ExportPages(queries, endpoints);
    this.memory = memory;
    this.rate = rate;
    this.requesters = requesters;
    this.live =
        new LiveAnswers(
            new LiveFeeds(
                queries, StreamEvents::new, LiveSettings.from(system.settings().config()), system),
            exports,
            settings,
            endpoints);
    this.redirects = new FileRedirects(links);
    this.own = new OwnExports(exports);
    this.answers = new ExportAnswers(links, settings);
    this.keeping =
        new ExportKeeping(
            exports,
            own,
            answers,
            endpoints,
            requesters,
            ExpirySettings.from(system.settings().config()),
            clock);
    this.submissions =
        new ExportSubmissions(
            exports, estimator, requests, endpoints, rate, requesters, answers, live);
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
                            endpoints.post(TokenScope.EXPORTS_WRITE, submissions::submit),
                            endpoints.get(TokenScope.EXPORTS_READ, pages::list))),
                path(
                    ESTIMATE,
                    () -> endpoints.post(TokenScope.EXPORTS_WRITE, submissions::estimate)),
                pathPrefix(
                    segment(),
                    id ->
                        id.equals(ESTIMATE)
                            ? reject()
                            : concat(
                                pathEnd(() -> endpoints.get(TokenScope.EXPORTS_READ, show(id))),
                                actionWithoutBody("cancel", id, exports::cancel),
                                actionWithoutBody("pause", id, exports::pause),
                                actionWithoutBody("resume", id, exports::resume),
                                actionWithoutBody("retry", id, this::retry),
                                action("priority", prioritize(id)),
                                action("deliver", deliver(id)),
                                action("keep", keeping.endpoint(id)),
                                path(
                                    "stream",
                                    () ->
                                        get(
                                            () ->
                                                endpoints.anyMediaType(
                                                    TokenScope.EXPORTS_READ, stream(id)))),
                                path(
                                    "history",
                                    () -> endpoints.get(TokenScope.EXPORTS_READ, history(id))),
                                path(
                                    "tasks",
                                    () -> endpoints.get(TokenScope.EXPORTS_READ, tasks(id))),
                                path(
                                    segment("tasks").slash("working"),
                                    () ->
                                        endpoints.get(TokenScope.EXPORTS_READ, tasksUnderWay(id))),
                                path(
                                    "links",
                                    () ->
                                        endpoints.delete(
                                            TokenScope.EXPORTS_WRITE, revokeLinks(id))),
                                path(
                                    "files",
                                    () -> endpoints.get(TokenScope.EXPORTS_READ, files(id))),
                                path(
                                    segment("files").slash(segment()),
                                    name ->
                                        get(
                                            () ->
                                                endpoints.anyMediaType(
                                                    TokenScope.EXPORTS_READ, file(id, name))))))));
  }

  private Route action(String name, Endpoint endpoint) {
    return path(name, () -> endpoints.post(TokenScope.EXPORTS_WRITE, endpoint));
  }

  private Route actionWithoutBody(
      String name,
      String id,
      BiFunction<ExportId, Requester, CompletionStage<ExportDetails>> action) {
    return path(
        name, () -> endpoints.postWithoutBody(TokenScope.EXPORTS_WRITE, applied(id, action)));
  }

  private Endpoint show(String id) {
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

  private Endpoint stream(String id) {
    return (request, principal) -> {
      LiveAnswers.requireEventsAccepted(request);
      return own.find(id, principal)
          .thenCompose(summary -> live.stream(request, summary.id(), principal));
    };
  }

  private Endpoint applied(
      String id, BiFunction<ExportId, Requester, CompletionStage<ExportDetails>> action) {
    return (request, principal) ->
        own.find(id, principal)
            .thenCompose(summary -> action.apply(summary.id(), requesters.of(request, principal)))
            .thenApply(details -> answers.accepted(details, request));
  }

  private CompletionStage<ExportDetails> retry(ExportId id, Requester by) {
    return exports
        .retry(id, by)
        .exceptionallyCompose(thrown -> CompletableFuture.failedFuture(rate.refusal(thrown)));
  }

  private Endpoint prioritize(String id) {
    return (request, principal) ->
        endpoints
            .withJson(
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
  private Endpoint deliver(String id) {
    return (request, principal) ->
        endpoints
            .withJson(
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

  private Endpoint history(String id) {
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

  private Endpoint tasks(String id) {
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
  private Endpoint tasksUnderWay(String id) {
    return (request, principal) ->
        own.find(id, principal)
            .thenCompose(summary -> exports.tasksUnderWay(summary.id()))
            .thenApply(now -> HttpResponses.json(200, ExportTasksJson.write(now)));
  }

  private Endpoint files(String id) {
    return (request, principal) ->
        own.find(id, principal)
            .thenApply(
                summary ->
                    HttpResponses.json(
                        200, ExportJson.result(summary, answers.link(summary, request))));
  }

  private Endpoint file(String id, String name) {
    return (request, principal) ->
        own.find(id, principal).thenApply(summary -> redirects.to(summary, name, request));
  }

  private Endpoint revokeLinks(String id) {
    return (request, principal) ->
        own.find(id, principal)
            .thenCompose(summary -> links.revoke(summary.id()))
            .thenApply(done -> HttpResponse.create().withStatus(StatusCodes.NO_CONTENT));
  }
}
