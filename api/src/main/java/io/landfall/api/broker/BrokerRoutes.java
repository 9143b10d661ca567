package io.landfall.api.broker;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import io.landfall.api.http.ApiSettings;
import io.landfall.api.http.RequestBodyReader;
import io.landfall.api.stac.AsyncSceneCatalogue;

/** All paths of bf-ia-broker. Nobody needs a token for them. */
public final class BrokerRoutes extends AllDirectives {
  private final LocalIndexRoutes local;
  private final PlanetRoutes planet;

  public BrokerRoutes(
      AsyncSceneCatalogue scenes,
      BrokerPorts broker,
      ApiSettings settings,
      RequestBodyReader bodies,
      ActorSystem<?> system) {
    this.local = new LocalIndexRoutes(scenes, broker.tides(), settings, bodies, system);
    this.planet = new PlanetRoutes(broker, settings, bodies, system);
  }

  /** The routes. */
  public Route routes() {
    return concat(
        pathPrefix("localindex", local::routes),
        pathPrefix("local_index", local::routes),
        pathPrefix("planet", planet::routes));
  }
}
