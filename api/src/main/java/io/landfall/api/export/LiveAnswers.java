package io.landfall.api.export;

import akka.NotUsed;
import akka.actor.Cancellable;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.StatusCodes;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import io.landfall.api.endpoint.Endpoints;
import io.landfall.api.http.ApiSettings;
import io.landfall.api.http.HttpResponses;
import io.landfall.api.http.Preferences;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.api.http.TokenStore.TokenScope;
import io.landfall.api.live.LiveFeeds;
import io.landfall.export.ExportDetails;
import io.landfall.export.ExportSummary;
import io.landfall.export.Exports;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** Answers that go with an export while it goes on: streams of events, and those that wait. */
final class LiveAnswers {
  /** A client that lost its stream comes again after so long; browsers would take 3 s. */
  private static final ByteString PREAMBLE = ByteString.fromString("retry: 2000\n\n");

  /** What a listener is told at last whose token is no longer good; it moves no Last-Event-ID. */
  private static final ByteString TOKEN_ENDED =
      ByteString.fromString(
          "event: end\ndata: {\"code\": \"not-authenticated\", \"detail\": \"Cannot tell more: the"
              + " token of this stream has expired or was withdrawn. Come again with another and"
              + " Last-Event-ID.\"}\n\n");

  private static final Pattern SEQUENCE_NUMBER = Pattern.compile("\\d{1,18}");

  private final LiveFeeds feeds;
  private final Exports exports;
  private final ApiSettings settings;
  private final Endpoints endpoints;

  LiveAnswers(LiveFeeds feeds, Exports exports, ApiSettings settings, Endpoints endpoints) {
    this.feeds = feeds;
    this.exports = exports;
    this.settings = settings;
    this.endpoints = endpoints;
  }

  /** Throws 406 when the caller takes no events. */
  static void requireEventsAccepted(HttpRequest request) {
    HttpResponses.requireAccepted(request, MediaTypes.TEXT_EVENT_STREAM);
  }

  /**
   * Answers with the events after {@code Last-Event-ID}, until the caller may listen no more; 204
   * where none will follow it.
   */
  CompletionStage<HttpResponse> stream(HttpRequest request, ExportId id, Principal principal) {
    return feeds.stream(id, principal.user(), lastEventId(request), settings.requestTimeout())
        .thenApply(
            events ->
                events
                    .map(told -> events(told.merge(ending(request, principal), true)))
                    .orElseGet(() -> HttpResponse.create().withStatus(StatusCodes.NO_CONTENT)));
  }

  /** Ends a stream by its last event once its listener may not listen any more. */
  private Source<ByteString, Cancellable> ending(HttpRequest request, Principal principal) {
    Duration interval = feeds.tokenCheck();
    return Source.tick(interval, interval, TOKEN_ENDED)
        .mapAsync(
            1,
            ended ->
                endpoints
                    .isStillLetIn(request, TokenScope.EXPORTS_READ, principal)
                    .thenApply(may -> may ? ByteString.emptyByteString() : ended))
        .filter(ByteString::nonEmpty)
        .take(1);
  }

  private static HttpResponse events(Source<ByteString, NotUsed> events) {
    HttpResponse response =
        HttpResponse.create()
            .withEntity(
                HttpEntities.create(
                    MediaTypes.TEXT_EVENT_STREAM.toContentType(),
                    Source.single(PREAMBLE).concat(events)));
    return HttpResponses.withHeader(response, "X-Accel-Buffering", "no");
  }

  private static long lastEventId(HttpRequest request) {
    String text = request.getHeader("Last-Event-ID").map(HttpHeader::value).orElse("").strip();
    if (text.isEmpty()) {
      return 0;
    }
    if (!SEQUENCE_NUMBER.matcher(text).matches()) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid Last-Event-ID: it is the id of an event, a whole number. Leave the header out to"
              + " begin at the first.");
    }
    return Long.parseLong(text);
  }

  /** Waits for the end of an export as its caller prefers; what was accepted stays so. */
  CompletionStage<ExportDetails> whenEnded(
      HttpRequest request, ExportDetails submitted, String user) {
    Duration wait = Preferences.wait(request);
    if (wait.isZero()) {
      return CompletableFuture.completedFuture(submitted);
    }
    ExportId id = submitted.summary().id();
    return feeds
        .await(id, user, now -> now.status().isTerminal(), wait)
        .thenCompose(waited -> exports.details(id))
        .exceptionally(thrown -> submitted);
  }

  /**
   * Waits as the caller prefers: for a change of what he has, else for the end.
   *
   * @param etag of {@code summary}
   */
  CompletionStage<ExportSummary> whenNew(
      HttpRequest request, ExportSummary summary, String etag, String user) {
    Duration wait = Preferences.wait(request);
    boolean hasTag = request.getHeader("If-None-Match").isPresent();
    boolean isKnown = hasTag && HttpResponses.matchesIfNoneMatch(request, etag);
    if (wait.isZero() || summary.status().isTerminal() || hasTag && !isKnown) {
      return CompletableFuture.completedFuture(summary);
    }
    long seen = summary.sequenceNumber();
    return feeds
        .await(
            summary.id(),
            user,
            now -> now.status().isTerminal() || isKnown && now.sequenceNumber() > seen,
            wait)
        .thenCompose(waited -> exports.summary(summary.id()));
  }

  /** Says that the wish to wait was heard. */
  static HttpResponse withPreference(HttpRequest request, HttpResponse response) {
    Duration wait = Preferences.wait(request);
    return wait.isZero()
        ? response
        : HttpResponses.withHeader(response, "Preference-Applied", "wait=" + wait.toSeconds());
  }
}
