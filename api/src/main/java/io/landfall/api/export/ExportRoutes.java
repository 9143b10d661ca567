package io.landfall.api.export;

import static akka.http.javadsl.server.PathMatchers.segment;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.Location;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.download.DownloadLinks;
import io.landfall.api.http.AnswerMemory;
import io.landfall.api.http.ApiSettings;
import io.landfall.api.http.Authentication;
import io.landfall.api.http.HttpResponses;
import io.landfall.api.http.IdempotencyKeys;
import io.landfall.api.http.RequestBodyReader;
import io.landfall.api.http.RequestRate;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.api.http.TokenStore.TokenScope;
import io.landfall.api.json.ApiProblem;
import io.landfall.api.live.LiveFeeds;
import io.landfall.api.live.LiveSettings;
import io.landfall.export.Estimator;
import io.landfall.export.ExportDetails;
import io.landfall.export.ExportSummary;
import io.landfall.export.Exports;
import io.landfall.export.GridCoordinates;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.request.Destination.LinkDestination;
import io.landfall.model.request.RequestOrigin;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
  private final Estimator estimator;
  private final GridCoordinates coordinates;
  private final ExportRequests requests;
  private final ExportQueries queries;
  private final DownloadLinks links;
  private final ApiSettings settings;
  private final Authentication authentication;
  private final ExportPages pages;
  private final ActorSystem<?> system;
  private final RequestBodyReader body;
  private final AnswerMemory answers;
  private final SubmissionRate rate;
  private final LiveAnswers live;

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
      AnswerMemory answers,
      SubmissionRate rate,
      ActorSystem<?> system) {
    this.exports = exports;
    this.estimator = estimator;
    this.coordinates = coordinates;
    this.requests = requests;
    this.queries = queries;
    this.links = links;
    this.settings = settings;
    this.authentication = authentication;
    this.pages = new ExportPages(queries, settings);
    this.system = system;
    this.body = body;
    this.answers = answers;
    this.rate = rate;
    this.live =
        new LiveAnswers(
            new LiveFeeds(
                queries, StreamEvents::new, LiveSettings.from(system.settings().config()), system),
            exports,
            settings,
            authentication);
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
                            post(() -> authorized(TokenScope.EXPORTS_WRITE, this::submit)),
                            get(() -> authorized(TokenScope.EXPORTS_READ, pages::list)))),
                path(
                    ESTIMATE,
                    () -> post(() -> authorized(TokenScope.EXPORTS_WRITE, this::estimate))),
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

  private CompletionStage<HttpResponse> submit(HttpRequest request, Principal principal) {
    RequestRate.Allowance allowance = rate.take(principal.user());
    Optional<String> key = request.getHeader("Idempotency-Key").map(HttpHeader::value);
    ExportId id =
        key.map(text -> new ExportId(IdempotencyKeys.id(principal.user(), text)))
            .orElseGet(ExportId::generate);
    return body.withJson(
            request,
            json -> {
              CompletionStage<ExportDetails> submitted =
                  requests.read(json, principal).thenCompose(wanted -> exports.submit(id, wanted));
              return key.isEmpty()
                  ? submitted
                  : submitted.exceptionallyCompose(
                      thrown -> alreadySubmitted(id, json, principal, thrown));
            })
        .exceptionallyCompose(
            thrown ->
                CompletableFuture.failedFuture(
                    rate.refusal(key.isPresent() ? keyRefusal(id, thrown) : thrown)))
        .thenCompose(details -> live.whenEnded(request, details, principal.user()))
        .thenApply(
            details -> {
              String self = HttpResponses.baseUrl(settings, request) + "/v1/exports/" + id;
              HttpResponse taken = allowance.on(accepted(details, request));
              return LiveAnswers.withPreference(request, taken.addHeader(Location.create(self)));
            });
  }

  /** Returns why a submission failed; in the words of the key where that belongs to another one. */
  private static Throwable keyRefusal(ExportId id, Throwable thrown) {
    return ExportFailure.of(thrown).code() == ErrorCode.STATE_CONFLICT
        ? IdempotencyKeys.reused("export", "/v1/exports/" + id)
        : thrown;
  }

  private CompletionStage<HttpResponse> estimate(HttpRequest request, Principal principal) {
    return body.withJson(request, json -> requests.read(json, principal))
        .thenCompose(estimator::estimate) // the body's memory is for others meanwhile
        .thenApply(estimate -> HttpResponses.json(200, EstimateJson.write(estimate)));
  }

  /**
   * Returns the export that the same body has begun, though what it names may be gone meanwhile;
   * fails as the submission did where there is none.
   */
  private CompletionStage<ExportDetails> alreadySubmitted(
      ExportId id, JsonNode body, Principal principal, Throwable thrown) {
    return exports
        .details(id)
        .handle(
            (details, unknown) -> {
              RequestOrigin origin = details == null ? null : details.request().origin();
              if (origin != null
                  && details.summary().owner().equals(principal.user())
                  && origin.bodySha256().equals(RequestFingerprint.of(body))) {
                return details;
              }
              throw thrown instanceof CompletionException wrapped
                  ? wrapped
                  : new CompletionException(thrown);
            });
  }

  private HttpResponse accepted(ExportDetails details, HttpRequest request) {
    return withRetryAfter(HttpResponses.json(202, json(details, request)), details.summary());
  }

  /** Says when to look again, as long as there is something to wait for. */
  private static HttpResponse withRetryAfter(HttpResponse response, ExportSummary summary) {
    return summary.status().isTerminal()
        ? response
        : HttpResponses.withHeader(response, "Retry-After", LOOK_AGAIN_SECONDS);
  }

  private BiFunction<HttpRequest, Principal, CompletionStage<HttpResponse>> show(String id) {
    return (request, principal) ->
        owned(id, principal)
            .thenCompose(summary -> live.whenNew(request, summary, etag(summary), principal.user()))
            .thenCompose(summary -> show(summary, request))
            .thenApply(response -> LiveAnswers.withPreference(request, response));
  }

  private CompletionStage<HttpResponse> show(ExportSummary summary, HttpRequest request) {
    if (HttpResponses.matchesIfNoneMatch(request, etag(summary))) {
      HttpResponse unchanged = HttpResponse.create().withStatus(StatusCodes.NOT_MODIFIED);
      return CompletableFuture.completedStage(
          withRetryAfter(withEtag(unchanged, summary), summary));
    }
    return exports
        .details(summary.id())
        .thenApply(
            details ->
                withRetryAfter(
                    withEtag(HttpResponses.json(200, json(details, request)), details.summary()),
                    details.summary()));
  }

  private BiFunction<HttpRequest, Principal, CompletionStage<HttpResponse>> stream(String id) {
    return (request, principal) ->
        owned(id, principal).thenCompose(summary -> live.stream(request, summary.id(), principal));
  }

  private HttpResponse withEtag(HttpResponse response, ExportSummary summary) {
    return HttpResponses.withHeader(
        HttpResponses.withHeader(response, "ETag", etag(summary)),
        "Cache-Control",
        "private, no-cache");
  }

  private BiFunction<HttpRequest, Principal, CompletionStage<HttpResponse>> applyAction(
      String id, BiFunction<ExportId, String, CompletionStage<ExportDetails>> action) {
    return (request, principal) -> {
      request.discardEntityBytes(system);
      return owned(id, principal)
          .thenCompose(summary -> action.apply(summary.id(), principal.user()))
          .thenApply(details -> accepted(details, request));
    };
  }

  private CompletionStage<ExportDetails> retry(ExportId id, String by) {
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
                    owned(id, principal)
                        .thenCompose(
                            summary ->
                                exports.changePriority(summary.id(), priority, principal.user())))
            .thenApply(details -> accepted(details, request));
  }

  /**
   * Of an export that an admin sees, its owner's configurations are taken: deliveries use these.
   */
  private BiFunction<HttpRequest, Principal, CompletionStage<HttpResponse>> deliver(String id) {
    return (request, principal) ->
        body.withJson(
                request,
                json ->
                    owned(id, principal)
                        .thenCompose(
                            summary ->
                                requests
                                    .readDelivery(json, summary.owner())
                                    .thenCompose(
                                        wanted ->
                                            exports.deliver(
                                                summary.id(), wanted, principal.user()))))
            .exceptionallyCompose(thrown -> CompletableFuture.failedFuture(rate.refusal(thrown)))
            .thenApply(details -> accepted(details, request));
  }

  private BiFunction<HttpRequest, Principal, CompletionStage<HttpResponse>> history(String id) {
    return (request, principal) ->
        owned(id, principal)
            .thenCompose(
                summary ->
                    answers.hold(
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
        owned(id, principal)
            .thenCompose(summary -> exports.details(summary.id()))
            .thenCompose(
                details ->
                    answers.hold(
                        request,
                        ExportTasksJson.MAX_BYTES,
                        () -> ExportTasksJson.answer(details, coordinates)));
  }

  /** Little enough to be asked for every second or two. */
  private BiFunction<HttpRequest, Principal, CompletionStage<HttpResponse>> tasksUnderWay(
      String id) {
    return (request, principal) ->
        owned(id, principal)
            .thenCompose(summary -> exports.tasksUnderWay(summary.id()))
            .thenApply(now -> HttpResponses.json(200, ExportTasksJson.write(now)));
  }

  private BiFunction<HttpRequest, Principal, CompletionStage<HttpResponse>> files(String id) {
    return (request, principal) ->
        owned(id, principal)
            .thenApply(
                summary ->
                    HttpResponses.json(200, ExportJson.result(summary, link(summary, request))));
  }

  private BiFunction<HttpRequest, Principal, CompletionStage<HttpResponse>> file(
      String id, String name) {
    return (request, principal) ->
        owned(id, principal)
            .thenApply(
                summary -> {
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
                      .addHeader(Location.create(link(summary, request).apply(through, name)));
                });
  }

  private BiFunction<HttpRequest, Principal, CompletionStage<HttpResponse>> revokeLinks(String id) {
    return (request, principal) -> {
      request.discardEntityBytes(system);
      return owned(id, principal)
          .thenCompose(summary -> links.revoke(summary.id()))
          .thenApply(done -> HttpResponse.create().withStatus(StatusCodes.NO_CONTENT));
    };
  }

  /** Finds an export that is the caller's to see; others are as unknown as one that never was. */
  private CompletionStage<ExportSummary> owned(String text, Principal principal) {
    ExportId id = ExportId.parse(text);
    return exports
        .summary(id)
        .handle(
            (summary, thrown) -> {
              boolean unknown =
                  thrown != null && ExportFailure.of(thrown).code() == ErrorCode.EXPORT_UNKNOWN;
              if (thrown != null && !unknown) {
                throw new CompletionException(thrown);
              }
              if (unknown || !principal.isMine(summary.owner())) {
                throw new ExportFailure(
                    ErrorCode.EXPORT_UNKNOWN,
                    String.format(Locale.ROOT, "Cannot find export %s.", id));
              }
              return summary;
            });
  }

  private ObjectNode json(ExportDetails details, HttpRequest request) {
    return ExportJson.export(
        details, HttpResponses.baseUrl(settings, request), link(details.summary(), request));
  }

  private BiFunction<LinkDestination, String, String> link(
      ExportSummary summary, HttpRequest request) {
    ExportAttempt attempt = new ExportAttempt(summary.id(), summary.attempt());
    return (through, name) -> links.url(request, attempt, name, through);
  }

  /**
   * Changes with the export, and every half life of the links in it, so that no answer kept by its
   * tag holds a dead link.
   */
  private String etag(ExportSummary summary) {
    long epoch = summary.receipts().isEmpty() ? 0 : links.halfLives(summary.destinations());
    return String.format(Locale.ROOT, "\"%d-%d\"", summary.sequenceNumber(), epoch);
  }
}
