package io.landfall.api.http;

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
public final class Cors extends AllDirectives {
  private static final Set<String> OPEN_PATHS =
      Set.of("", "openapi.json", "stac", "local_index", "localindex", "planet");
  private static final String ANY_ORIGIN = "*";

  /** Answers the question that a browser asks first. */
  public Route preflight() {
    return extractRequest(
        request ->
            isOpen(request) && request.method().equals(HttpMethods.OPTIONS)
                ? complete(HttpResponse.create().withStatus(StatusCodes.OK))
                : reject());
  }

  /** Adds to an answer what lets a page have it. */
  public static HttpResponse withCorsHeaders(HttpRequest request, HttpResponse response) {
    if (!isOpen(request)) {
      return response;
    }
    HttpResponse open =
        HttpResponses.withHeader(response, "Access-Control-Allow-Origin", ANY_ORIGIN);
    if (!request.method().equals(HttpMethods.OPTIONS)) {
      return HttpResponses.withHeader(
          open,
          "Access-Control-Expose-Headers",
          "Link, Location, Retry-After, Warning, X-Trace-Id");
    }
    open =
        HttpResponses.withHeader(open, "Access-Control-Allow-Methods", "GET, HEAD, POST, OPTIONS");
    open =
        HttpResponses.withHeader(
            open,
            "Access-Control-Allow-Headers",
            "Accept, Content-Type, Content-Length, Accept-Encoding, X-CSRF-Token, Authorization");
    return HttpResponses.withHeader(open, "Access-Control-Max-Age", "86400");
  }

  private static boolean isOpen(HttpRequest request) {
    String path = request.getUri().path();
    int end = path.indexOf('/', 1);
    return OPEN_PATHS.contains(
        path.isEmpty() ? "" : path.substring(1, end < 0 ? path.length() : end));
  }
}
