package io.landfall.api.export;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.Location;
import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.api.audit.Requesters;
import io.landfall.api.endpoint.Endpoints;
import io.landfall.api.http.HttpResponses;
import io.landfall.api.http.IdempotencyKeys;
import io.landfall.api.http.RequestRate;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.export.Estimator;
import io.landfall.export.ExportDetails;
import io.landfall.export.Exports;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.request.RequestOrigin;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** New exports, begun once for a key, and what they would take. */
final class ExportSubmissions {
  private final Exports exports;
  private final Estimator estimator;
  private final ExportRequests requests;
  private final Endpoints endpoints;
  private final SubmissionRate rate;
  private final Requesters requesters;
  private final ExportAnswers answers;
  private final LiveAnswers live;

  ExportSubmissions(
      Exports exports,
      Estimator estimator,
      ExportRequests requests,
      Endpoints endpoints,
      SubmissionRate rate,
      Requesters requesters,
      ExportAnswers answers,
      LiveAnswers live) {
    this.exports = exports;
    this.estimator = estimator;
    this.requests = requests;
    this.endpoints = endpoints;
    this.rate = rate;
    this.requesters = requesters;
    this.answers = answers;
    this.live = live;
  }

  /** Begins an export. */
  CompletionStage<HttpResponse> submit(HttpRequest request, Principal principal) {
    RequestRate.Allowance allowance = rate.take(principal.user());
    Optional<String> key = request.getHeader("Idempotency-Key").map(HttpHeader::value);
    ExportId id =
        key.map(text -> new ExportId(IdempotencyKeys.id(principal.user(), text)))
            .orElseGet(ExportId::generate);
    return endpoints
        .withJson(
            request,
            json -> {
              CompletionStage<ExportDetails> submitted =
                  requests
                      .read(json, principal)
                      .thenCompose(
                          wanted -> exports.submit(id, wanted, requesters.of(request, principal)));
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
              String self = endpoints.url(request, "/v1/exports/" + id);
              HttpResponse taken = allowance.on(answers.accepted(details, request));
              return LiveAnswers.withPreference(request, taken.addHeader(Location.create(self)));
            });
  }

  /** Returns why a submission failed; in the words of the key where that belongs to another one. */
  private static Throwable keyRefusal(ExportId id, Throwable thrown) {
    return ExportFailure.of(thrown).code() == ErrorCode.STATE_CONFLICT
        ? IdempotencyKeys.reused("export", "/v1/exports/" + id)
        : thrown;
  }

  /** Tells what an export would take. */
  CompletionStage<HttpResponse> estimate(HttpRequest request, Principal principal) {
    return endpoints
        .withJson(request, json -> requests.read(json, principal))
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
}
