package io.landfall.api;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import java.time.Duration;

/** All routes, inside what they share: trace ids, problems, headers, deadlines. */
public final class Routes extends AllDirectives {
  private final ApiSettings settings;
  private final SystemRoutes systemRoutes;
  private final ExportRoutes exports;
  private final DownloadRoutes downloads;

  public Routes(ApiPorts ports, ApiSettings settings, ActorSystem<?> system) {
    this.settings = settings;
    this.systemRoutes = new SystemRoutes(settings, ports.readiness());
    this.exports = new ExportRoutes(ports, settings, new Authentication(ports.tokens()), system);
    this.downloads = new DownloadRoutes(ports);
  }

  /** Returns the whole API. */
  public Route routes() {
    Route all =
        concat(
            systemRoutes.routes(),
            pathPrefix("v1", () -> concat(exports.routes(), downloads.routes())));
    return extractRequest(
        request -> {
          String traceId = TraceIds.of(request);
          return mapResponse(
              response -> shared(response, traceId),
              () ->
                  withRequestTimeout(
                      scala.concurrent.duration.Duration.fromNanos(patience(request).toNanos()),
                      late -> shared(Problems.late(traceId), traceId),
                      () ->
                          handleExceptions(
                              Problems.exceptions(traceId),
                              () -> handleRejections(Problems.rejections(traceId), () -> all))));
        });
  }

  private Duration patience(HttpRequest request) {
    return request.method().isSafe() ? settings.requestTimeout() : settings.writeTimeout();
  }

  private static HttpResponse shared(HttpResponse response, String traceId) {
    HttpResponse answer = Answers.with(response, "X-Trace-Id", traceId);
    answer = Answers.with(answer, "X-Content-Type-Options", "nosniff");
    return Answers.withDefault(answer, "Cache-Control", "no-store");
  }
}
