package io.landfall.api.broker;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import io.landfall.api.ApiSettings;
import io.landfall.api.SceneSearch;
import java.util.function.Supplier;
import scala.concurrent.duration.Duration;

/** All paths of bf-ia-broker. Nobody needs a token for them. */
public final class BrokerRoutes extends AllDirectives {
  private final LocalIndexRoutes local;
  private final PlanetRoutes planet;
  private final ApiSettings settings;

  public BrokerRoutes(
      SceneSearch scenes, BrokerPorts broker, ApiSettings settings, ActorSystem<?> system) {
    this.local = new LocalIndexRoutes(scenes, broker.tides(), settings, system);
    this.planet = new PlanetRoutes(broker, settings, system);
    this.settings = settings;
  }

  /** The routes. */
  public Route routes() {
    return concat(
        below("localindex", local::routes),
        below("local_index", local::routes),
        below("planet", planet::routes));
  }

  /** Searches are given their time whatever the method. */
  private Route below(String prefix, Supplier<Route> routes) {
    Duration patience = Duration.fromNanos(settings.requestTimeout().toNanos());
    return pathPrefix(prefix, () -> withRequestTimeout(patience, routes));
  }
}
