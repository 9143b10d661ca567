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
import io.landfall.api.http.ApiSettings;
import io.landfall.api.http.PageCursors;
import io.landfall.api.http.RequestBodyReader;
import io.landfall.api.http.TraceIds;
import io.landfall.broker.BrokerFailure;
import io.landfall.broker.BrokerScenePage;
import io.landfall.broker.PlanetBroker;
import io.landfall.broker.PlanetBroker.ActivationResponse;
import io.landfall.broker.PlanetItemType;
import io.landfall.broker.PlanetKey;
import io.landfall.broker.PlanetQuery;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

  private static final Set<String> KNOWN =
      Set.of(
          "bbox", "cloudCover", "acquiredDate", "maxAcquiredDate", "tides", "after", "PL_API_KEY");

  private final BrokerPorts broker;
  private final ApiSettings settings;
  private final ActorSystem<?> system;
  private final RequestBodyReader bodies;

  PlanetRoutes(
      BrokerPorts broker, ApiSettings settings, RequestBodyReader bodies, ActorSystem<?> system) {
    this.broker = broker;
    this.settings = settings;
    this.system = system;
    this.bodies = bodies;
  }

  /** The routes. */
  Route routes() {
    return concat(
        path(
            segment("discover").slash(segment()),
            type -> respond(request -> parameters -> discover(request, parameters, type))),
        path(
            segment("activate").slash(segment()).slash(segment()),
            (type, id) -> respond(request -> parameters -> activate(parameters, type, id))),
        path(
            segment().slash(segment()),
            (type, id) ->
                type.equals("activate") // whose id is missing
                    ? reject()
                    : respond(request -> parameters -> scene(parameters, type, id))));
  }

  private Route respond(
      Function<HttpRequest, Function<BrokerParameters, CompletionStage<HttpResponse>>> handler) {
    return extractRequest(
        request ->
            completeWithFuture(
                BrokerParameters.of(request, KNOWN, bodies, system)
                    .thenCompose(
                        parameters ->
                            TraceIds.within(request, () -> handler.apply(request).apply(parameters))
                                .thenApply(
                                    answer ->
                                        BrokerResponses.withWarnings(
                                            answer, parameters.warnings())))
                    .exceptionallyCompose(
                        thrown -> {
                          Throwable cause = BrokerResponses.unwrap(thrown);
                          return CompletableFuture.failedFuture(
                              cause instanceof BrokerFailure failure
                                  ? BrokerResponses.problem(failure)
                                  : cause);
                        })));
  }

  private CompletionStage<HttpResponse> discover(
      HttpRequest request, BrokerParameters parameters, String typeName) {
    PlanetKey key = key(parameters);
    PlanetItemType type = PlanetItemType.parse(typeName);
    PlanetQuery query =
        new PlanetQuery(
            parameters.area(),
            parameters.cloudCover().orElse(null),
            date(parameters, "acquiredDate"),
            date(parameters, "maxAcquiredDate"));
    PlanetBroker planet = broker.planet();
    String search =
        PageCursors.mark("planet", typeName, parameters.toQuery(SEARCHED_BY).toString());
    return parameters
        .text("after")
        .map(after -> planet.nextPage(unbound(search, after), key))
        .orElseGet(() -> planet.discover(type, query, key))
        .thenCompose(page -> withTides(page, parameters))
        .thenApply(page -> page.withNext(next -> PageCursors.bind(search, next)))
        .thenApply(
            page -> BrokerResponses.page(page, request, settings, parameters.toQuery(SEARCHED_BY)));
  }

  private static String unbound(String search, String after) {
    return PageCursors.unbind(search, after)
        .orElseThrow(
            () ->
                BrokerParameters.invalid(
                    "The after value of %s is invalid",
                    after, "take it from a next link of the same search."));
  }

  private CompletionStage<HttpResponse> scene(
      BrokerParameters parameters, String typeName, String id) {
    PlanetKey key = key(parameters);
    return broker
        .planet()
        .scene(PlanetItemType.parse(typeName), id, key)
        .thenApply(found -> new BrokerScenePage(List.of(found), Optional.empty(), List.of()))
        .thenCompose(page -> withTides(page, parameters))
        .thenApply(BrokerResponses::scene);
  }

  private CompletionStage<HttpResponse> activate(
      BrokerParameters parameters, String typeName, String id) {
    PlanetKey key = key(parameters);
    return broker
        .planet()
        .activate(PlanetItemType.parseActivated(typeName), id, key)
        .thenApply(PlanetRoutes::toResponse);
  }

  private static HttpResponse toResponse(ActivationResponse activation) {
    ContentType type = ContentTypes.APPLICATION_OCTET_STREAM;
    try {
      type = activation.contentType().<ContentType>map(ContentTypes::parse).orElse(type);
    } catch (IllegalArgumentException e) {
      // it names no type
    }
    return HttpResponse.create().withEntity(HttpEntities.create(type, activation.body()));
  }

  private static PlanetKey key(BrokerParameters parameters) {
    return PlanetKey.of(parameters.text("PL_API_KEY").orElse(null));
  }

  /** Passes a time on as it was written, once it is clear that it is one. */
  private static String date(BrokerParameters parameters, String name) {
    return parameters.instant(name).flatMap(at -> parameters.text(name)).orElse(null);
  }

  private CompletionStage<BrokerScenePage> withTides(
      BrokerScenePage page, BrokerParameters parameters) {
    return parameters.tides()
        ? broker.tides().withTides(page)
        : CompletableFuture.completedFuture(page);
  }
}
