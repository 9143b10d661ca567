package io.landfall.broker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the tide service how high the sea stood over scenes. Where it does not say, scenes are
 * answered without: a search never fails for the tide.
 */
public final class TideClient {
  private static final Logger LOG = LoggerFactory.getLogger(TideClient.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd-HH-mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final URI service;
  private final int most;
  private final Duration patience;
  private final Upstream upstream;

  public TideClient(BrokerSettings settings) {
    this.service = settings.tides();
    this.most = settings.tideLocations();
    this.patience = settings.tideLimits().answer();
    this.upstream = new Upstream(settings.tideLimits());
  }

  /** Says why there are no tides. */
  private static final class NoTides extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoTides(String message) {
      super(message, null, false, false);
    }
  }

  /** Adds the tide to each scene of a page, or a warning. Never fails. */
  public CompletionStage<FoundPage> withTides(FoundPage page) {
    if (page.scenes().isEmpty()) {
      return CompletableFuture.completedFuture(page);
    }
    if (service == null) {
      return CompletableFuture.completedFuture(
          warned(page, page.scenes(), "no tide service is configured"));
    }
    return tides(page.scenes(), 0, new ArrayList<>())
        .toCompletableFuture()
        .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .handle(
            (scenes, thrown) -> {
              if (thrown == null) {
                boolean all = scenes.stream().allMatch(TideClient::hasTide);
                return all
                    ? new FoundPage(scenes, page.next(), page.warnings())
                    : warned(page, scenes, "the tide service did not know them all");
              }
              String why = why(Upstream.cause(thrown));
              LOG.warn("Answering without tides of {}: {}", service.getHost(), why);
              return warned(page, page.scenes(), "the tide service failed, " + why);
            });
  }

  private static String why(Throwable cause) {
    return cause instanceof NoTides || cause instanceof Upstream.NoAnswer
        ? cause.getMessage()
        : cause instanceof TimeoutException
            ? Upstream.NoAnswer.Why.LATE.text()
            : "for a reason of ours";
  }

  private static FoundPage warned(FoundPage page, List<Found> scenes, String why) {
    List<String> warnings = new ArrayList<>(page.warnings());
    warnings.add("tides are missing: " + why);
    return new FoundPage(scenes, page.next(), warnings);
  }

  private static boolean hasTide(Found scene) {
    return scene.parts().stream().anyMatch(Tides.class::isInstance);
  }

  /** One call for all scenes that fit one; the order of scenes is that of answers. */
  private CompletionStage<List<Found>> tides(List<Found> scenes, int from, List<Found> done) {
    if (from >= scenes.size()) {
      return CompletableFuture.completedFuture(done);
    }
    List<Found> some = scenes.subList(from, Math.min(scenes.size(), from + most));
    return upstream
        .send(
            HttpRequest.newBuilder(service)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(question(some).toString())))
        .thenCompose(
            answer -> {
              done.addAll(answered(some, answer));
              return tides(scenes, from + some.size(), done);
            });
  }

  private static ObjectNode question(List<Found> scenes) {
    ObjectNode question = JsonNodeFactory.instance.objectNode();
    ArrayNode locations = question.putArray("locations");
    for (Found scene : scenes) {
      Box box = scene.basic().bbox();
      ObjectNode location = locations.addObject();
      location.set("lat", FeatureJson.number(box.middleLatitude()));
      location.set("lon", FeatureJson.number(box.middleLongitude()));
      location.put("dtg", MINUTE.format(scene.basic().acquired()));
    }
    return question;
  }

  private static List<Found> answered(List<Found> scenes, Upstream.Answer answer) {
    if (!answer.isGood()) {
      throw new NoTides("it answered " + answer.status());
    }
    JsonNode locations = read(answer.body()).path("locations");
    if (!locations.isArray() || locations.size() != scenes.size()) {
      throw new NoTides("it answered for other than the places asked for");
    }
    List<Found> answered = new ArrayList<>();
    for (int i = 0; i < scenes.size(); i++) {
      Found scene = scenes.get(i);
      answered.add(tides(locations.get(i).path("results")).map(scene::with).orElse(scene));
    }
    return answered;
  }

  private static JsonNode read(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new NoTides("its answer is no JSON");
    }
  }

  private static Optional<Tides> tides(JsonNode results) {
    JsonNode current = results.path("currentTide");
    JsonNode minimum = results.path("minimumTide24Hours");
    JsonNode maximum = results.path("maximumTide24Hours");
    return Stream.of(current, minimum, maximum).allMatch(PlanetScenes::isFinite)
        ? Optional.of(
            new Tides(current.doubleValue(), minimum.doubleValue(), maximum.doubleValue()))
        : Optional.empty();
  }
}
