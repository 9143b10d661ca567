package io.landfall.api.broker;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import io.landfall.api.http.AnswerMemory;
import io.landfall.api.http.ApiSettings;
import io.landfall.api.http.HttpResponses;
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
      AnswerMemory answers,
      ActorSystem<?> system) {
    this.local = new LocalIndexRoutes(scenes, broker.tides(), settings, bodies, answers, system);
    this.planet = new PlanetRoutes(broker, settings, bodies, system);
  }

  /** The routes. */
  public Route routes() {
    return concat(
        pathPrefix("localindex", () -> concat(methods(), local.routes())),
        pathPrefix("local_index", () -> concat(methods(), local.routes())),
        pathPrefix("planet", () -> concat(methods(), planet.routes())));
  }

  /** All methods do the same here, but for the one that asks which there are. */
  private Route methods() {
    return extractRequest(
        request ->
            request.method().equals(HttpMethods.OPTIONS)
                ? complete(
                    HttpResponses.withHeader(
                        HttpResponse.create(), "Allow", "GET, HEAD, POST, OPTIONS"))
                : reject());
  }
}
