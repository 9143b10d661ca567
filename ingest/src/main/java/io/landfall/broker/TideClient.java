package io.landfall.broker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.http.Backoff;
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
import java.util.concurrent.Executor;
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

  private final URI serviceUrl;
  private final int maxLocations;
  private final Duration timeout;
  private final UpstreamClient upstream;

  /**
   * @param reading where answers are read
   */
  public TideClient(BrokerSettings settings, Executor reading) {
    this.serviceUrl = settings.tidesUrl();
    this.maxLocations = settings.maxTideLocations();
    this.timeout = settings.tideLimits().responseTimeout();
    this.upstream = new UpstreamClient(settings.tideLimits(), reading, settings.traceReceivers());
  }

  /** Says why there are no tides. */
  private static final class TidesUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TidesUnavailableException(String message) {
      super(message, null, false, false);
    }
  }

  /** Adds the tide to each scene of a page, or a warning. Never fails. */
  public CompletionStage<BrokerScenePage> withTides(BrokerScenePage page) {
    if (page.scenes().isEmpty()) {
      return CompletableFuture.completedFuture(page);
    }
    if (serviceUrl == null) {
      return CompletableFuture.completedFuture(
          withWarning(page, page.scenes(), "no tide service is configured"));
    }
    return tides(page.scenes(), 0, new ArrayList<>())
        .toCompletableFuture()
        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .handle(
            (scenes, thrown) -> {
              if (thrown == null) {
                boolean all = scenes.stream().allMatch(TideClient::hasTide);
                return all
                    ? new BrokerScenePage(scenes, page.next(), page.warnings())
                    : withWarning(page, scenes, "the tide service did not know them all");
              }
              String reason = reason(Backoff.unwrap(thrown));
              LOG.warn("Answering without tides of {}: {}", serviceUrl.getHost(), reason);
              return withWarning(page, page.scenes(), "the tide service failed, " + reason);
            });
  }

  private static String reason(Throwable cause) {
    return cause instanceof TidesUnavailableException
            || cause instanceof UpstreamClient.UpstreamException
        ? cause.getMessage()
        : cause instanceof TimeoutException
            ? UpstreamClient.UpstreamException.UpstreamError.TIMEOUT.message()
            : "for a reason of ours";
  }

  private static BrokerScenePage withWarning(
      BrokerScenePage page, List<BrokerScene> scenes, String reason) {
    List<String> warnings = new ArrayList<>(page.warnings());
    warnings.add("tides are missing: " + reason);
    return new BrokerScenePage(scenes, page.next(), warnings);
  }

  private static boolean hasTide(BrokerScene scene) {
    return scene.details().stream().anyMatch(Tides.class::isInstance);
  }

  /** One call for all scenes that fit one; the order of scenes is that of answers. */
  private CompletionStage<List<BrokerScene>> tides(
      List<BrokerScene> scenes, int from, List<BrokerScene> merged) {
    if (from >= scenes.size()) {
      return CompletableFuture.completedFuture(merged);
    }
    List<BrokerScene> batch = scenes.subList(from, Math.min(scenes.size(), from + maxLocations));
    return upstream
        .send(
            HttpRequest.newBuilder(serviceUrl)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(requestBody(batch).toString())))
        .thenCompose(
            answer -> {
              merged.addAll(merge(batch, answer));
              return tides(scenes, from + batch.size(), merged);
            });
  }

  private static ObjectNode requestBody(List<BrokerScene> scenes) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode locations = body.putArray("locations");
    for (BrokerScene scene : scenes) {
      GeographicBox box = scene.basic().bbox();
      ObjectNode location = locations.addObject();
      location.set("lat", BrokerFeatureJson.number(box.middleLatitude()));
      location.set("lon", BrokerFeatureJson.number(box.middleLongitude()));
      location.put("dtg", MINUTE.format(scene.basic().acquired()));
    }
    return body;
  }

  private static List<BrokerScene> merge(
      List<BrokerScene> scenes, UpstreamClient.UpstreamResponse answer) {
    if (!answer.isSuccess()) {
      throw new TidesUnavailableException("it answered " + answer.status());
    }
    JsonNode locations = read(answer.body()).path("locations");
    if (!locations.isArray() || locations.size() != scenes.size()) {
      throw new TidesUnavailableException("it answered for other than the places asked for");
    }
    List<BrokerScene> answered = new ArrayList<>();
    for (int i = 0; i < scenes.size(); i++) {
      BrokerScene scene = scenes.get(i);
      answered.add(tides(locations.get(i).path("results")).map(scene::withDetail).orElse(scene));
    }
    return answered;
  }

  private static JsonNode read(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new TidesUnavailableException("its answer is not valid JSON");
    }
  }

  private static Optional<Tides> tides(JsonNode results) {
    JsonNode current = results.path("currentTide");
    JsonNode minimum = results.path("minimumTide24Hours");
    JsonNode maximum = results.path("maximumTide24Hours");
    return Stream.of(current, minimum, maximum).allMatch(PlanetItemReader::isFinite)
        ? Optional.of(
            new Tides(current.doubleValue(), minimum.doubleValue(), maximum.doubleValue()))
        : Optional.empty();
  }
}
