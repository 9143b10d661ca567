package io.landfall.api.broker;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import io.landfall.api.http.ApiSettings;
import io.landfall.api.stac.AsyncSceneCatalogue;
import java.util.function.Supplier;
import scala.concurrent.duration.Duration;

/** All paths of bf-ia-broker. Nobody needs a token for them. */
public final class BrokerRoutes extends AllDirectives {
  private final LocalIndexRoutes local;
  private final PlanetRoutes planet;
  private final ApiSettings settings;

  public BrokerRoutes(
      AsyncSceneCatalogue scenes, BrokerPorts broker, ApiSettings settings, ActorSystem<?> system) {
    this.local = new LocalIndexRoutes(scenes, broker.tides(), settings, system);
    this.planet = new PlanetRoutes(broker, settings, system);
    this.settings = settings;
  }

  /** The routes. */
  public Route routes() {
    return concat(
        prefixed("localindex", local::routes),
        prefixed("local_index", local::routes),
        prefixed("planet", planet::routes));
  }

  /** Searches are given their time whatever the method. */
  private Route prefixed(String prefix, Supplier<Route> routes) {
    Duration timeout = Duration.fromNanos(settings.requestTimeout().toNanos());
    return pathPrefix(prefix, () -> withRequestTimeout(timeout, routes));
  }
}
