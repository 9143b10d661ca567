package io.landfall.api.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.RemoteAddress;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import io.landfall.api.proxy.AddressRanges;
import io.landfall.api.proxy.TrustedProxies;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.util.function.Supplier;

/** {@code /metrics}, for those whose address may read them: they tell how busy the service is. */
public final class MetricsRoutes extends AllDirectives {
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final AddressRanges readers;
  private final Supplier<String> metrics;

  /**
   * @param metrics gives them in Prometheus' text
   */
  public MetricsRoutes(AddressRanges readers, Supplier<String> metrics) {
    this.readers = readers;
    this.metrics = metrics;
  }

  /** Returns the route. */
  public Route routes() {
    return path("metrics", () -> get(() -> extractRequest(request -> complete(scrape(request)))));
  }

  private HttpResponse scrape(HttpRequest request) {
    boolean allowed =
        request
            .getAttribute(AttributeKeys.remoteAddress)
            .flatMap(RemoteAddress::getAddress)
            .filter(readers::contains)
            .filter(address -> !TrustedProxies.isOfUnknownClient(request)) // it is the proxy's
            .isPresent();
    if (!allowed) {
      throw new ExportFailure(
          ErrorCode.NOT_ALLOWED,
          "Cannot show the metrics to your address. Ask the operator to add it to"
              + " landfall.api.metrics-readers, or ask the management port.");
    }
    return HttpResponse.create()
        .withEntity(
            HttpEntities.create(ContentTypes.parse(PROMETHEUS), metrics.get().getBytes(UTF_8)));
  }
}
