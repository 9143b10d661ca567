package io.landfall.api.http;

import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.ResponseEntity;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.ExceptionHandler;
import akka.http.javadsl.server.RejectionHandler;
import akka.http.scaladsl.model.EntityStreamException;
import akka.http.scaladsl.model.EntityStreamSizeException;
import akka.http.scaladsl.model.IllegalRequestException;
import akka.http.scaladsl.model.IllegalUriException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.ApiProblem;
import io.landfall.api.json.Json;
import io.landfall.api.json.ProblemStatus;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.quota.QuotaExcess;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Turns every failure into {@code application/problem+json} (RFC 9457). Nothing else does. */
public final class Problems {
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

  private Problems() {}

  /** The members that every problem has. */
  public static ObjectNode document(int status, String slug, String detail) {
    return Json.object()
        .put("type", "/problems/" + slug)
        .put("title", slug.replace('-', ' '))
        .put("status", status)
        .put("detail", detail);
  }

  /** The answer for {@code thrown}; what was not foreseen is logged and not shown. */
  public static HttpResponse response(Throwable thrown, String traceId) {
    Throwable cause = unwrapped(thrown);
    if (cause instanceof ApiProblem problem) {
      HttpResponse response =
          response(
              problem.status(),
              problem.slug(),
              problem.getMessage(),
              problem.errors(),
              problem.members(),
              traceId);
      for (Map.Entry<String, String> header : problem.headers().entrySet()) {
        response = HttpResponses.withHeader(response, header.getKey(), header.getValue());
      }
      return response;
    }
    if (cause instanceof EntityStreamSizeException) {
      return response(413, "content-too-large", "Cannot read a body so large.", List.of(), traceId);
    }
    if (cause instanceof EntityStreamException) {
      String detail = "Cannot read the body: it broke off, or its chunks are not well-formed.";
      return response(400, "body-malformed", detail, List.of(), traceId);
    }
    if (cause instanceof IllegalUriException) {
      String detail = "Cannot read the query of the URL. Encode it.";
      return response(400, "parameter-invalid", detail, List.of(), traceId);
    }
    if (cause instanceof IllegalRequestException illegal) {
      int status = illegal.status().intValue();
      return response(status, slug(status), illegal.info().summary(), List.of(), traceId);
    }
    ExportFailure failure = ExportFailure.of(cause);
    if (failure.code() == ErrorCode.INTERNAL) {
      if (cause instanceof TimeoutException) { // akka's ask: the export may well have taken it
        return timedOut(traceId);
      }
      try (var trace = MDC.putCloseable("traceId", traceId)) {
        LOG.error("Cannot answer request {}", traceId, cause);
      }
      String detail = "Cannot answer because of an error here; its trace id is in the log.";
      return response(500, ErrorCode.INTERNAL.slug(), detail, List.of(), traceId);
    }
    int status = ProblemStatus.of(failure.code());
    Optional<QuotaExcess> excess = QuotaExcess.of(failure);
    if (excess.isPresent()) {
      return QuotaProblem.response(excess.get(), failure.getMessage(), traceId);
    }
    HttpResponse response =
        response(status, failure.code().slug(), failure.getMessage(), List.of(), traceId);
    return status == 429 ? HttpResponses.withHeader(response, "Retry-After", "5") : response;
  }

  /** A problem as an answer. */
  static HttpResponse response(
      int status, String slug, String detail, List<ApiProblem.FieldError> errors, String traceId) {
    return response(status, slug, detail, errors, Json.object(), traceId);
  }

  static HttpResponse response(
      int status,
      String slug,
      String detail,
      List<ApiProblem.FieldError> errors,
      ObjectNode members,
      String traceId) {
    ObjectNode problem = document(status, slug, detail).put("traceId", traceId);
    ArrayNode list = problem.putArray("errors");
    errors.forEach(at -> list.addObject().put("pointer", at.pointer()).put("detail", at.detail()));
    problem.setAll(members);
    HttpResponse response =
        HttpResponse.create().withStatus(StatusCodes.get(status)).withEntity(entity(problem));
    return status == 401
        ? response.addHeader(RawHeader.create("WWW-Authenticate", "Bearer realm=\"landfall\""))
        : status == 503 ? response.addHeader(RawHeader.create("Retry-After", "5")) : response;
  }

  /** The answer when no other came in time. */
  public static HttpResponse timedOut(String traceId) {
    return response(
        503,
        ErrorCode.NO_ANSWER_IN_TIME.slug(),
        "Cannot say in time whether this was done; ask again.",
        List.of(),
        traceId);
  }

  /** Answers whatever a route throws or fails with. */
  public static ExceptionHandler exceptionHandler(String traceId) {
    return ExceptionHandler.newBuilder()
        .matchAny(thrown -> Directives.complete(response(thrown, traceId)))
        .build();
  }

  /** Answers the framework's own refusals; keeps their headers, as Allow of a 405. */
  public static RejectionHandler rejectionHandler(String traceId) {
    return RejectionHandler.defaultHandler()
        .mapRejectionResponse(plain -> plain.withEntity(rejectionBody(plain, traceId)));
  }

  private static ResponseEntity rejectionBody(HttpResponse plain, String traceId) {
    int status = plain.status().intValue();
    String message =
        plain.entity() instanceof HttpEntity.Strict strict
            ? strict.getData().utf8String()
            : plain.status().reason();
    ObjectNode problem = document(status, slug(status), message).put("traceId", traceId);
    problem.putArray("errors");
    return entity(problem);
  }

  /** The slug of a plain HTTP status: {@code 405} is {@code method-not-allowed}. */
  public static String slug(int status) {
    return StatusCodes.get(status).reason().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }

  private static HttpEntity.Strict entity(ObjectNode problem) {
    return HttpEntities.create(
        Json.PROBLEM_JSON, problem.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static Throwable unwrapped(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null
        && (cause instanceof CompletionException || cause instanceof ExecutionException)) {
      cause = cause.getCause();
    }
    return cause;
  }
}
