package io.landfall.broker;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.index.query.IndexedScene;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Planet's imagery for callers who bring a key. Stages fail with {@link BrokerFailure}. */
public final class PlanetBroker {
  private final PlanetClient client;
  private final BrokerSettings settings;
  private final LandsatBandLinks landsat;

  /**
   * @param index finds scenes of the index by entity id
   * @param reading where answers are read
   */
  public PlanetBroker(
      BrokerSettings settings,
      Function<String, CompletionStage<Optional<IndexedScene>>> index,
      Executor reading) {
    this.settings = settings;
    this.client =
        new PlanetClient(
            settings.planetUrl(),
            new UpstreamClient(settings.limits(), reading, settings.traceReceivers()));
    this.landsat = new LandsatBandLinks(settings.landsatHost(), index);
  }

  /**
   * What Planet answered to a request for a file, for the caller as it is.
   *
   * @param contentType empty: Planet did not say
   */
  public record ActivationResponse(Optional<String> contentType, byte[] body) {}

  /** Searches. */
  public CompletionStage<BrokerScenePage> discover(
      PlanetItemType type, PlanetQuery query, PlanetKey key) {
    var pages = new PageCollector(key);
    return client.search(type, query, key).thenCompose(pages::add);
  }

  /**
   * Goes on with a search.
   *
   * @param next what {@link BrokerScenePage#next} was
   */
  public CompletionStage<BrokerScenePage> nextPage(String next, PlanetKey key) {
    URI page =
        client
            .page(next)
            .orElseThrow(
                () -> new BrokerFailure(400, "The after value of %s is invalid".formatted(next)));
    var pages = new PageCollector(key);
    return client.page(page, key).thenCompose(pages::add);
  }

  /** Tells of one scene where its files are. */
  public CompletionStage<BrokerScene> scene(PlanetItemType type, String id, PlanetKey key) {
    return client
        .item(type, id, key)
        .thenCompose(
            item -> {
              BrokerScene found = BrokerScene.of(PlanetItemReader.readBasicMetadata(item));
              return switch (type.files()) {
                case ACTIVATED ->
                    client
                        .assets(type, id, key)
                        .thenApply(
                            assets ->
                                found
                                    .withDetail(HorizontalAccuracy.PLANET)
                                    .withDetail(
                                        PlanetItemReader.readAnalyticAsset(assets)
                                            .orElseThrow(PlanetItemReader::invalidAssets)));
                case SENTINEL_BUCKET ->
                    CompletableFuture.completedFuture(
                        found
                            .withDetail(HorizontalAccuracy.SENTINEL)
                            .withDetail(
                                SentinelBandLinks.of(settings.sentinelHost(), found.basic().id())));
                case LANDSAT_BUCKET ->
                    landsat
                        .of(found.basic().id(), item.path("properties"))
                        .thenApply(
                            links ->
                                found.withDetail(HorizontalAccuracy.LANDSAT).withDetail(links));
                case NONE -> CompletableFuture.completedFuture(found);
              };
            });
  }

  /** Asks for a scene's {@code analytic} file to be made ready. */
  public CompletionStage<ActivationResponse> activate(
      PlanetItemType type, String id, PlanetKey key) {
    return client
        .assets(type, id, key)
        .thenCompose(
            assets ->
                client.activate(
                    client
                        .trustedUrl(PlanetItemReader.readActivationUrl(assets))
                        .orElseThrow(PlanetItemReader::invalidAssets),
                    key))
        .thenApply(answer -> new ActivationResponse(answer.contentType(), answer.body()));
  }

  /** Takes page after page of Planet's, as many as are allowed and as there is time for. */
  private final class PageCollector {
    private final PlanetKey key;
    private final long beganNanos = System.nanoTime();
    private final List<BrokerScene> found = new ArrayList<>();
    private int taken;

    PageCollector(PlanetKey key) {
      this.key = key;
    }

    CompletionStage<BrokerScenePage> add(JsonNode page) {
      page.path("features")
          .forEach(item -> found.add(BrokerScene.of(PlanetItemReader.readBasicMetadata(item))));
      taken++;
      String link = page.at("/_links/_next").asText("");
      if (link.isBlank() || page.path("features").isEmpty()) {
        return done(Optional.empty(), List.of());
      }
      Optional<URI> next = client.trustedUrl(link);
      if (next.isEmpty()) {
        return done(
            Optional.empty(),
            List.of("there are more scenes, but Planet's next page lies on another server"));
      }
      if (taken == settings.maxPages() || !hasTime()) {
        return done(next.map(PlanetClient::encodeCursor), List.of());
      }
      return client.page(next.get(), key).thenCompose(this::add);
    }

    private CompletionStage<BrokerScenePage> done(Optional<String> next, List<String> warnings) {
      return CompletableFuture.completedFuture(new BrokerScenePage(found, next, warnings));
    }

    private boolean hasTime() {
      Duration took = Duration.ofNanos(System.nanoTime() - beganNanos);
      return took.plus(settings.limits().responseTimeout()).compareTo(settings.requestTimeout())
          <= 0;
    }
  }
}
