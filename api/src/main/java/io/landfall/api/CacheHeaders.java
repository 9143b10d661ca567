package io.landfall.api;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import io.landfall.api.http.HttpResponses;
import io.landfall.api.proxy.TrustedProxies;

/** What every answer says of how long it is good, and when to ask again. */
public final class CacheHeaders {
  /** For who is turned away now and finds room a little later. */
  private static final String RETRY_SECONDS = "5";

  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNAVAILABLE = 503;

  private CacheHeaders() {}

  /**
   * Adds what an answer does not say yet.
   *
   * @param request as the client sent it
   */
  public static HttpResponse complete(HttpRequest request, HttpResponse response) {
    HttpResponse answer = HttpResponses.withHeaderIfAbsent(response, "Cache-Control", "no-store");
    int status = response.status().intValue();
    if (status == TOO_MANY_REQUESTS || status == UNAVAILABLE) {
      answer = HttpResponses.withHeaderIfAbsent(answer, "Retry-After", RETRY_SECONDS);
    }
    boolean kept =
        !answer
            .getHeader("Cache-Control")
            .map(header -> header.value())
            .orElse("")
            .equals("no-store");
    if (kept && status < 400) {
      answer = HttpResponses.withHeader(answer, "Vary", "Accept, Accept-Encoding");
    }
    if (kept && TrustedProxies.isForwarded(request)) { // its links depend on what a proxy said
      answer =
          HttpResponses.withHeader(
              answer,
              "Vary",
              "Forwarded, X-Forwarded-Proto, X-Forwarded-Host, X-Forwarded-Port,"
                  + " X-Forwarded-Prefix");
    }
    return answer;
  }
}
