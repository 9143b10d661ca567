package io.landfall.api;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import io.landfall.api.edge.GuardedServer;
import io.landfall.api.http.ConnectionSettings;
import io.landfall.api.http.HealthRoutes;
import io.landfall.api.http.ReadinessCheck;
import io.landfall.api.proxy.TrustedProxies;
import java.net.InetSocketAddress;
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

  /** For a few who ask every few seconds. */
  private static final ConnectionSettings CONNECTIONS =
      new ConnectionSettings(
          64,
          64,
          TrustedProxies.NONE,
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofSeconds(20),
          1 << 10,
          1 << 10);

  private final HealthRoutes health;
  private final Supplier<String> metrics;

  private ManagementServer(List<ReadinessCheck> checks, Supplier<String> metrics) {
    this.health = HealthRoutes.forOperators(checks);
    this.metrics = metrics;
  }

  /**
   * Binds host and port until the actor system shuts down; the stage fails when the port is taken.
   * Returns where it listens.
   *
   * @param metrics gives them in Prometheus' text
   */
  public static CompletionStage<InetSocketAddress> start(
      String host,
      int port,
      List<ReadinessCheck> checks,
      Supplier<String> metrics,
      ActorSystem<?> system) {
    return GuardedServer.start(
        host,
        port,
        new ManagementServer(checks, metrics).routes(),
        CONNECTIONS,
        SHUTDOWN_TIMEOUT,
        system);
  }

  private Route routes() {
    return concat(health.routes(), path("metrics", () -> get(() -> complete(scrape()))));
  }

  private HttpResponse scrape() {
    return HttpResponse.create()
        .withEntity(HttpEntities.create(ContentTypes.TEXT_PLAIN_UTF8, metrics.get()));
  }
}
