package io.landfall.api.broker;

import static akka.http.javadsl.server.PathMatchers.segment;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import io.landfall.api.ApiSettings;
import io.landfall.api.RequestBody;
import io.landfall.broker.BrokerFailure;
import io.landfall.broker.FoundPage;
import io.landfall.broker.PlanetBroker;
import io.landfall.broker.PlanetBroker.Activation;
import io.landfall.broker.PlanetItemType;
import io.landfall.broker.PlanetKey;
import io.landfall.broker.PlanetQuery;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * {@code /planet/discover/{itemType}}, {@code /planet/{itemType}/{id}} and {@code
 * /planet/activate/{itemType}/{id}}, by any method, with the caller's key.
 */
final class PlanetRoutes extends AllDirectives {
  private static final List<String> SEARCHED_BY =
      List.of("bbox", "cloudCover", "acquiredDate", "maxAcquiredDate", "tides");

  private final BrokerPorts broker;
  private final ApiSettings settings;
  private final ActorSystem<?> system;
  private final RequestBody bodies;

  PlanetRoutes(BrokerPorts broker, ApiSettings settings, ActorSystem<?> system) {
    this.broker = broker;
    this.settings = settings;
    this.system = system;
    this.bodies = new RequestBody(settings, system);
  }

  /** The routes. */
  Route routes() {
    return concat(
        path(
            segment("discover").slash(segment()),
            type -> answer(request -> asked -> discover(request, asked, type))),
        path(
            segment("activate").slash(segment()).slash(segment()),
            (type, id) -> answer(request -> asked -> activate(asked, type, id))),
        path(
            segment().slash(segment()),
            (type, id) -> answer(request -> asked -> show(asked, type, id))));
  }

  private Route answer(
      Function<HttpRequest, Function<Parameters, CompletionStage<HttpResponse>>> handler) {
    return extractRequest(
        request ->
            completeWithFuture(
                Parameters.of(request, bodies, system)
                    .thenCompose(handler.apply(request))
                    .exceptionallyCompose(
                        thrown -> {
                          Throwable cause = BrokerAnswers.cause(thrown);
                          return CompletableFuture.failedFuture(
                              cause instanceof BrokerFailure failure
                                  ? BrokerAnswers.problem(failure)
                                  : cause);
                        })));
  }

  private CompletionStage<HttpResponse> discover(
      HttpRequest request, Parameters asked, String typeName) {
    PlanetKey key = key(asked);
    PlanetItemType type = PlanetItemType.of(typeName);
    PlanetQuery query =
        new PlanetQuery(
            asked.area(),
            asked.cloudCover().orElse(null),
            date(asked, "acquiredDate"),
            date(asked, "maxAcquiredDate"));
    PlanetBroker planet = broker.planet();
    return asked
        .text("after")
        .map(after -> planet.more(after, key))
        .orElseGet(() -> planet.discover(type, query, key))
        .thenCompose(page -> withTides(page, asked))
        .thenApply(page -> BrokerAnswers.page(page, request, settings, asked.query(SEARCHED_BY)));
  }

  private CompletionStage<HttpResponse> show(Parameters asked, String typeName, String id) {
    PlanetKey key = key(asked);
    return broker
        .planet()
        .scene(PlanetItemType.of(typeName), id, key)
        .thenApply(found -> new FoundPage(List.of(found), Optional.empty(), List.of()))
        .thenCompose(page -> withTides(page, asked))
        .thenApply(BrokerAnswers::scene);
  }

  private CompletionStage<HttpResponse> activate(Parameters asked, String typeName, String id) {
    PlanetKey key = key(asked);
    return broker
        .planet()
        .activate(PlanetItemType.activated(typeName), id, key)
        .thenApply(PlanetRoutes::passedOn);
  }

  private static HttpResponse passedOn(Activation activation) {
    ContentType type = ContentTypes.APPLICATION_OCTET_STREAM;
    try {
      type = activation.contentType().<ContentType>map(ContentTypes::parse).orElse(type);
    } catch (IllegalArgumentException e) {
      // it names no type
    }
    return HttpResponse.create().withEntity(HttpEntities.create(type, activation.body()));
  }

  private static PlanetKey key(Parameters asked) {
    return PlanetKey.of(asked.text("PL_API_KEY").orElse(null));
  }

  /** Passes a time on as it was written, once it is clear that it is one. */
  private static String date(Parameters asked, String name) {
    return asked.instant(name).flatMap(at -> asked.text(name)).orElse(null);
  }

  private CompletionStage<FoundPage> withTides(FoundPage page, Parameters asked) {
    return asked.tides() ? broker.tides().withTides(page) : CompletableFuture.completedFuture(page);
  }
}
