package io.landfall.api;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import io.landfall.api.http.HttpResponses;
import io.landfall.api.tiles.MapRoutes;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Lets pages of other sites read what everybody may read: the index of scenes and what describes
 * it, and maps whose addresses are signed; and everything else to those sites that the settings
 * name. No cookie ever counts here, so a page can do no more than who gives it a token.
 */
public final class Cors {
  private static final Set<String> OPEN_PATHS =
      Set.of("", "openapi.json", "problems", "stac", "local_index", "localindex", "planet");
  private static final String ANY_ORIGIN = "*";
  private static final String USUAL_HEADERS =
      "Accept, Content-Type, Content-Length, Accept-Encoding, X-CSRF-Token, Authorization";

  /** Names of headers that a page would like to send; more are not asked for by any browser. */
  private static final Pattern HEADER_NAMES = Pattern.compile("[A-Za-z0-9!#$&^_.+ ,-]{1,4096}+");

  private final Set<String> origins;

  /**
   * @param origins sites that may read all paths, as {@code https://maps.example.org}; {@code *}:
   *     all sites
   */
  public Cors(Set<String> origins) {
    this.origins = Set.copyOf(origins);
  }

  /** Adds to an answer what lets a page have it. */
  public HttpResponse withHeaders(HttpRequest request, HttpResponse response) {
    boolean toAll = isOpen(request) || MapRoutes.isSigned(request) || origins.contains(ANY_ORIGIN);
    if (!toAll && origins.isEmpty()) {
      return response;
    }
    String origin = request.getHeader("Origin").map(HttpHeader::value).orElse("");
    HttpResponse answer = toAll ? response : HttpResponses.withHeader(response, "Vary", "Origin");
    if (!toAll && !origins.contains(origin.toLowerCase(Locale.ROOT))) {
      return answer;
    }
    answer =
        HttpResponses.withHeader(
            answer, "Access-Control-Allow-Origin", toAll ? ANY_ORIGIN : origin);
    return request.method().equals(HttpMethods.OPTIONS)
        ? withPreflightHeaders(request, answer)
        : HttpResponses.withHeader(
            answer,
            "Access-Control-Expose-Headers",
            "Accept-Ranges, Allow, Content-Disposition, Content-Length, Content-Range, ETag, Link,"
                + " Location, Preference-Applied, RateLimit, RateLimit-Policy, Retry-After,"
                + " Warning, WWW-Authenticate, X-Trace-Id");
  }

  /** A page may send any header: none of them does more than the same one of another client. */
  private static HttpResponse withPreflightHeaders(HttpRequest request, HttpResponse response) {
    Optional<String> asked =
        request
            .getHeader("Access-Control-Request-Headers")
            .map(HttpHeader::value)
            .filter(names -> HEADER_NAMES.matcher(names).matches());
    HttpResponse answer =
        HttpResponses.withHeader(
            response, "Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, DELETE, OPTIONS");
    answer =
        HttpResponses.withHeader(
            answer, "Access-Control-Allow-Headers", asked.orElse(USUAL_HEADERS));
    answer = HttpResponses.withHeader(answer, "Vary", "Access-Control-Request-Headers");
    return HttpResponses.withHeader(answer, "Access-Control-Max-Age", "86400");
  }

  private static boolean isOpen(HttpRequest request) {
    String path = request.getUri().path();
    int end = path.indexOf('/', 1);
    return OPEN_PATHS.contains(
        path.isEmpty() ? "" : path.substring(1, end < 0 ? path.length() : end));
  }
}
