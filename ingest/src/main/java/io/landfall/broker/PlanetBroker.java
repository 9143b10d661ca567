package io.landfall.broker;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.index.IndexedScene;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Planet's imagery for callers who bring a key. Stages fail with {@link BrokerFailure}. */
public final class PlanetBroker {
  private final PlanetClient client;
  private final BrokerSettings settings;
  private final LandsatLinks landsat;

  /**
   * @param index finds scenes of the index by entity id
   */
  public PlanetBroker(
      BrokerSettings settings, Function<String, CompletionStage<Optional<IndexedScene>>> index) {
    this.settings = settings;
    this.client = new PlanetClient(settings.planet(), new Upstream(settings.limits()));
    this.landsat = new LandsatLinks(settings.landsatHost(), index);
  }

  /**
   * What Planet answered to a request for a file, for the caller as it is.
   *
   * @param contentType empty: Planet did not say
   */
  public record Activation(Optional<String> contentType, byte[] body) {}

  /** Searches. */
  public CompletionStage<FoundPage> discover(
      PlanetItemType type, PlanetQuery query, PlanetKey key) {
    var pages = new Pages(key);
    return client.search(type, query, key).thenCompose(pages::add);
  }

  /**
   * Goes on with a search.
   *
   * @param next what {@link FoundPage#next} was
   */
  public CompletionStage<FoundPage> more(String next, PlanetKey key) {
    URI page =
        client
            .page(next)
            .orElseThrow(
                () -> new BrokerFailure(400, "The after value of %s is invalid".formatted(next)));
    var pages = new Pages(key);
    return client.page(page, key).thenCompose(pages::add);
  }

  /** Tells of one scene where its files are. */
  public CompletionStage<Found> scene(PlanetItemType type, String id, PlanetKey key) {
    return client
        .item(type, id, key)
        .thenCompose(
            item -> {
              Found found = Found.of(PlanetScenes.basic(item));
              return switch (type.files()) {
                case ACTIVATED ->
                    client
                        .assets(type, id, key)
                        .thenApply(
                            assets ->
                                found
                                    .with(HorizontalAccuracy.PLANET)
                                    .with(
                                        PlanetScenes.analytic(assets)
                                            .orElseThrow(PlanetScenes::invalidAssets)));
                case SENTINEL_BUCKET ->
                    CompletableFuture.completedFuture(
                        found
                            .with(HorizontalAccuracy.SENTINEL)
                            .with(SentinelLinks.of(settings.sentinelHost(), found.basic().id())));
                case LANDSAT_BUCKET ->
                    landsat
                        .of(found.basic().id(), item.path("properties"))
                        .thenApply(links -> found.with(HorizontalAccuracy.LANDSAT).with(links));
                case NONE -> CompletableFuture.completedFuture(found);
              };
            });
  }

  /** Asks for a scene's {@code analytic} file to be made ready. */
  public CompletionStage<Activation> activate(PlanetItemType type, String id, PlanetKey key) {
    return client
        .assets(type, id, key)
        .thenCompose(
            assets ->
                client.activate(
                    client
                        .own(PlanetScenes.activationLink(assets))
                        .orElseThrow(PlanetScenes::invalidAssets),
                    key))
        .thenApply(answer -> new Activation(answer.contentType(), answer.body()));
  }

  /** Takes page after page of Planet's, as many as are allowed and as there is time for. */
  private final class Pages {
    private final PlanetKey key;
    private final long beganNanos = System.nanoTime();
    private final List<Found> found = new ArrayList<>();
    private int taken;

    Pages(PlanetKey key) {
      this.key = key;
    }

    CompletionStage<FoundPage> add(JsonNode page) {
      page.path("features").forEach(item -> found.add(Found.of(PlanetScenes.basic(item))));
      taken++;
      String link = page.at("/_links/_next").asText("");
      if (link.isBlank() || page.path("features").isEmpty()) {
        return done(Optional.empty(), List.of());
      }
      Optional<URI> next = client.own(link);
      if (next.isEmpty()) {
        return done(
            Optional.empty(),
            List.of("there are more scenes, but Planet's next page lies on another server"));
      }
      if (taken == settings.pages() || !hasTime()) {
        return done(next.map(PlanetClient::cursor), List.of());
      }
      return client.page(next.get(), key).thenCompose(this::add);
    }

    private CompletionStage<FoundPage> done(Optional<String> next, List<String> warnings) {
      return CompletableFuture.completedFuture(new FoundPage(found, next, warnings));
    }

    private boolean hasTime() {
      Duration took = Duration.ofNanos(System.nanoTime() - beganNanos);
      return took.plus(settings.limits().answer()).compareTo(settings.patience()) <= 0;
    }
  }
}
