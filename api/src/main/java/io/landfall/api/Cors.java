package io.landfall.api;

import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import java.util.Set;

/**
 * Lets pages of other sites read what everybody may read: the index of scenes and what describes
 * it. No cookie ever counts here, so any site may.
 */
final class Cors extends AllDirectives {
  private static final Set<String> OPEN =
      Set.of("", "openapi.json", "stac", "local_index", "localindex", "planet");
  private static final String ANY = "*";

  /** Answers the question that a browser asks first. */
  Route preflight() {
    return extractRequest(
        request ->
            isOpen(request) && request.method().equals(HttpMethods.OPTIONS)
                ? complete(HttpResponse.create().withStatus(StatusCodes.OK))
                : reject());
  }

  /** Adds to an answer what lets a page have it. */
  static HttpResponse opened(HttpRequest request, HttpResponse response) {
    if (!isOpen(request)) {
      return response;
    }
    HttpResponse open = Answers.with(response, "Access-Control-Allow-Origin", ANY);
    if (!request.method().equals(HttpMethods.OPTIONS)) {
      return Answers.with(
          open,
          "Access-Control-Expose-Headers",
          "Link, Location, Retry-After, Warning, X-Trace-Id");
    }
    open = Answers.with(open, "Access-Control-Allow-Methods", "GET, HEAD, POST, OPTIONS");
    open =
        Answers.with(
            open,
            "Access-Control-Allow-Headers",
            "Accept, Content-Type, Content-Length, Accept-Encoding, X-CSRF-Token, Authorization");
    return Answers.with(open, "Access-Control-Max-Age", "86400");
  }

  private static boolean isOpen(HttpRequest request) {
    String path = request.getUri().path();
    int end = path.indexOf('/', 1);
    return OPEN.contains(path.isEmpty() ? "" : path.substring(1, end < 0 ? path.length() : end));
  }
}
