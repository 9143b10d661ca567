package io.landfall.api;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import io.landfall.api.http.HealthRoutes;
import io.landfall.api.http.ReadinessCheck;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Health and metrics on a port of their own, that a node of any role may have: whoever watches the
 * nodes asks here, and callers of the API cannot.
 */
public final class ManagementServer extends AllDirectives {
  private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(1);

  private final HealthRoutes health;
  private final Supplier<String> metrics;

  private ManagementServer(List<ReadinessCheck> checks, Supplier<String> metrics) {
    this.health = new HealthRoutes(checks);
    this.metrics = metrics;
  }

  /**
   * Binds host and port until the actor system shuts down; the stage fails when the port is taken.
   *
   * @param metrics gives them in Prometheus' text
   */
  public static CompletionStage<ServerBinding> start(
      String host,
      int port,
      List<ReadinessCheck> checks,
      Supplier<String> metrics,
      ActorSystem<?> system) {
    return Http.get(system)
        .newServerAt(host, port)
        .bind(new ManagementServer(checks, metrics).routes())
        .thenApply(binding -> binding.addToCoordinatedShutdown(SHUTDOWN_TIMEOUT, system));
  }

  private Route routes() {
    return concat(health.routes(), path("metrics", () -> get(() -> complete(scrape()))));
  }

  private HttpResponse scrape() {
    return HttpResponse.create()
        .withEntity(HttpEntities.create(ContentTypes.TEXT_PLAIN_UTF8, metrics.get()));
  }
}
