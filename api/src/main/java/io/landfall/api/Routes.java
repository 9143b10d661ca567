package io.landfall.api;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import io.landfall.api.broker.BrokerAnswers;
import io.landfall.api.broker.BrokerRoutes;
import io.landfall.api.stac.StacRoutes;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** All routes, inside what they share: trace ids, problems, headers, deadlines. */
public final class Routes extends AllDirectives {
  private final ApiSettings settings;
  private final RequestMeter meter;
  private final SystemRoutes systemRoutes;
  private final ExportRoutes exports;
  private final DownloadRoutes downloads;
  private final BrokerRoutes broker;
  private final StacRoutes stac;
  private final IngestRoutes ingest;
  private final Cors cors = new Cors();

  public Routes(ApiPorts ports, ApiSettings settings, ActorSystem<?> system) {
    this.settings = settings;
    this.meter = ports.meter();
    this.systemRoutes = new SystemRoutes(settings, ports.readiness());
    var authentication = new Authentication(ports.tokens(), settings.writeTimeout().dividedBy(2));
    this.exports = new ExportRoutes(ports, settings, authentication, system);
    this.ingest = new IngestRoutes(ports.ingest(), authentication);
    this.downloads = new DownloadRoutes(ports);
    this.broker = new BrokerRoutes(ports.scenes(), ports.broker(), settings, system);
    this.stac = new StacRoutes(ports.scenes(), settings, system, systemRoutes.description());
  }

  /** Returns the whole API. */
  public Route routes() {
    Route all =
        concat(
            cors.preflight(),
            systemRoutes.routes(),
            broker.routes(),
            stac.routes(),
            ingest.routes(),
            pathPrefix("v1", () -> concat(exports.routes(), downloads.routes())));
    return extractRequest(
        request -> {
          var exchange = new Exchange(request, TraceIds.of(request));
          return mapResponse(
              exchange::finish,
              () ->
                  withRequestTimeout(
                      scala.concurrent.duration.Duration.fromNanos(patience(request).toNanos()),
                      late -> exchange.finish(Problems.late(exchange.traceId)),
                      () ->
                          handleExceptions(
                              Problems.exceptions(exchange.traceId),
                              () ->
                                  handleRejections(
                                      Problems.rejections(exchange.traceId), () -> all))));
        });
  }

  private Duration patience(HttpRequest request) {
    return request.method().isSafe() ? settings.requestTimeout() : settings.writeTimeout();
  }

  /** One request: finished by its answer, or by the lack of one; whichever is first counts. */
  private final class Exchange {
    private final HttpRequest request;
    private final String method;
    private final String traceId;
    private final long beganNanos = System.nanoTime();
    private final AtomicBoolean counted = new AtomicBoolean();

    Exchange(HttpRequest request, String traceId) {
      String name = request.method().value();
      this.method = HttpMethods.lookup(name).isPresent() ? name : "OTHER";
      this.request = request;
      this.traceId = traceId;
    }

    HttpResponse finish(HttpResponse response) {
      if (counted.compareAndSet(false, true)) {
        Duration took = Duration.ofNanos(System.nanoTime() - beganNanos);
        meter.answered(method, response.status().intValue(), took);
      }
      HttpResponse answer =
          Answers.with(BrokerAnswers.plain(request, response), "X-Trace-Id", traceId);
      answer = Answers.with(answer, "X-Content-Type-Options", "nosniff");
      return Cors.opened(request, Answers.withDefault(answer, "Cache-Control", "no-store"));
    }
  }
}
