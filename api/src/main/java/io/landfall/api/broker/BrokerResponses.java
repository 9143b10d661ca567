package io.landfall.api.broker;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.http.ApiSettings;
import io.landfall.api.http.FeatureCollections;
import io.landfall.api.http.HttpResponses;
import io.landfall.api.http.Problems;
import io.landfall.api.json.ApiProblem;
import io.landfall.api.json.Json;
import io.landfall.broker.BrokerFailure;
import io.landfall.broker.BrokerFeatureJson;
import io.landfall.broker.BrokerScene;
import io.landfall.broker.BrokerScenePage;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** What the broker's answers have in common. */
public final class BrokerResponses {
  private static final List<String> PREFIXES = List.of("/localindex/", "/local_index/", "/planet/");

  private BrokerResponses() {}

  /**
   * Returns a refusal on one of the broker's paths as its clients know it: a line of plain text,
   * unless they ask for JSON. Others stay as they are.
   */
  public static HttpResponse asPlainText(HttpRequest request, HttpResponse response) {
    boolean problem = response.entity().getContentType().equals(Json.PROBLEM_JSON);
    if (!problem
        || response.status().intValue() < 400
        || !(response.entity() instanceof HttpEntity.Strict strict)
        || PREFIXES.stream().noneMatch(request.getUri().path()::startsWith)) {
      return response;
    }
    HttpResponse withoutChallenge =
        response.removeHeader("WWW-Authenticate"); // it is not our token
    if (HttpResponses.isJsonRequested(request)) {
      return withoutChallenge;
    }
    String detail = Json.parse(strict.getData().toArray()).path("detail").asText();
    return withoutChallenge.withEntity(
        HttpEntities.create(ContentTypes.TEXT_PLAIN_UTF8, detail + "\n"));
  }

  /**
   * Answers scenes.
   *
   * @param path of the route, for the next link
   * @param query what was asked, without the cursor
   */
  static HttpResponse page(
      BrokerScenePage page, HttpRequest request, ApiSettings settings, StringBuilder query) {
    HttpResponse response =
        FeatureCollections.of(
            ContentTypes.APPLICATION_JSON,
            page.scenes(),
            BrokerFeatureJson::feature,
            links(page.next(), request, settings, query));
    return withWarnings(response, page.warnings());
  }

  /** Writes the members of a collection behind its features: a link to the next page. */
  static ObjectNode links(
      Optional<String> next, HttpRequest request, ApiSettings settings, StringBuilder query) {
    ObjectNode json = Json.object();
    next.ifPresent(
        after -> {
          query.append(query.isEmpty() ? "?" : "&").append("after=").append(after);
          json.putArray("links")
              .addObject()
              .put("rel", "next")
              .put(
                  "href",
                  HttpResponses.baseUrl(settings, request) + request.getUri().path() + query)
              .put("type", "application/json");
        });
    return json;
  }

  /** Answers one scene. */
  static HttpResponse scene(BrokerScenePage page) {
    BrokerScene scene = page.scenes().get(0);
    return withWarnings(HttpResponses.json(200, BrokerFeatureJson.feature(scene)), page.warnings());
  }

  static HttpResponse withWarnings(HttpResponse response, List<String> warnings) {
    HttpResponse withWarnings = response;
    for (String warning : warnings) {
      String text = warning.replaceAll("[^ -~]|[\"\\\\]", "");
      withWarnings =
          HttpResponses.withHeader(withWarnings, "Warning", "199 landfall \"" + text + "\"");
    }
    return withWarnings;
  }

  /** Makes a problem of what the broker says. */
  static ApiProblem problem(BrokerFailure failure) {
    int status = StatusCodes.lookup(failure.status()).isPresent() ? failure.status() : 502;
    var problem = new ApiProblem(status, Problems.slug(status), failure.getMessage());
    if (status != 503) { // which has one
      failure.retryAfter().ifPresent(when -> problem.withHeader("Retry-After", when));
    }
    return problem;
  }

  /** Returns what a stage failed with. */
  static Throwable unwrap(Throwable thrown) {
    return thrown instanceof CompletionException && thrown.getCause() != null
        ? thrown.getCause()
        : thrown;
  }
}
