package io.landfall.api.http;

import static akka.http.javadsl.server.PathMatchers.segment;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import akka.http.scaladsl.model.StatusCode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.ApiProblem;
import io.landfall.api.json.Json;
import io.landfall.api.json.ProblemType;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** {@code /problems/{type}}: what the {@code type} of a problem leads to. */
public final class ProblemRoutes extends AllDirectives {
  private static final String CACHE = "public, max-age=3600";
  private static final String NOTHING_LOADED = "default-src 'none'; frame-ancestors 'none'";
  private static final int FIRST_FAILURE = 400;
  private static final int LAST_FAILURE = 599;

  private final ApiSettings settings;

  public ProblemRoutes(ApiSettings settings) {
    this.settings = settings;
  }

  /** Returns the routes. */
  public Route routes() {
    return pathPrefix(
        "problems",
        () ->
            concat(
                pathEnd(() -> get(() -> extractRequest(request -> complete(list(request))))),
                path(
                    segment(),
                    slug -> get(() -> extractRequest(request -> complete(page(request, slug)))))));
  }

  private HttpResponse list(HttpRequest request) {
    if (!HttpResponses.isHtmlRequested(request)) {
      HttpResponses.requireJsonAccepted(request);
      ObjectNode json = Json.object();
      var list = json.putArray("problems");
      ProblemType.all().forEach(type -> list.add(json(type)));
      return kept(HttpResponses.json(200, json));
    }
    String prefix = HttpResponses.pathPrefix(settings, request);
    return html(
        "Problems",
        ProblemType.all().stream()
            .map(
                type ->
                    "<li><a href=\"%s/problems/%s\">%s</a> (%d): %s</li>%n"
                        .formatted(prefix, type.slug(), type.slug(), type.status(), type.meaning()))
            .collect(Collectors.joining("", "<ul>\n", "</ul>\n")));
  }

  private HttpResponse page(HttpRequest request, String slug) {
    ProblemType type =
        ProblemType.find(slug)
            .or(() -> ofStatus(slug))
            .orElseThrow(
                () ->
                    new ApiProblem(
                        404,
                        "problem-unknown",
                        "Cannot find a problem of this type. All are at /problems."));
    if (!HttpResponses.isHtmlRequested(request)) {
      HttpResponses.requireJsonAccepted(request);
      return kept(HttpResponses.json(200, json(type)));
    }
    return html(
        type.slug(),
        "<p>%s</p>%n<p>HTTP status %d. Who can fix it: %s. What exactly is wrong and what to do, the <code>detail</code> of the problem says.</p>%n"
            .formatted(type.meaning(), type.status(), type.fixer()));
  }

  private static ObjectNode json(ProblemType type) {
    return Json.object()
        .put("type", "/problems/" + type.slug())
        .put("title", type.slug().replace('-', ' '))
        .put("status", type.status())
        .put("meaning", type.meaning())
        .put("fixedBy", type.fixer());
  }

  /** A refusal of the framework is named by its status. */
  private static Optional<ProblemType> ofStatus(String slug) {
    List<ProblemType> found =
        IntStream.rangeClosed(FIRST_FAILURE, LAST_FAILURE)
            .mapToObj(StatusCodes::lookup)
            .flatMap(Optional::stream)
            .filter(status -> Problems.slug(status.intValue()).equals(slug))
            .map(
                status ->
                    new ProblemType(
                        slug,
                        status.intValue(),
                        status.intValue() < 500 ? "the caller: the request" : "the operator",
                        ((StatusCode) status).defaultMessage()))
            .toList();
    return found.stream().findFirst();
  }

  /** None of the texts holds what a caller has written, or a character that HTML reserves. */
  private static HttpResponse html(String title, String body) {
    String page =
        """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>%s</title></head>
        <body><h1>%s</h1>
        %s</body></html>
        """
            .formatted(title, title, body);
    return kept(
        HttpResponses.withHeader(
            HttpResponse.create()
                .withEntity(HttpEntities.create(ContentTypes.TEXT_HTML_UTF8, page)),
            "Content-Security-Policy",
            NOTHING_LOADED));
  }

  private static HttpResponse kept(HttpResponse response) {
    return HttpResponses.withHeader(response, "Cache-Control", CACHE);
  }
}
