package io.landfall.broker;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What Planet's JSON says, as our values. What it must not lack and does is a 502. */
final class PlanetItemReader {
  private PlanetItemReader() {}

  /** Reads a scene of a search or alone. */
  static BasicSceneMetadata readBasicMetadata(JsonNode item) {
    JsonNode properties = item.path("properties");
    JsonNode geometry = item.path("geometry");
    if (!item.path("id").isTextual() || !isArea(geometry)) {
      throw new BrokerFailure(502, "Planet Labs returned a scene without id or footprint.");
    }
    return new BasicSceneMetadata(
        item.get("id").textValue(),
        geometry,
        time(properties.path("acquired"))
            .orElseThrow(
                () ->
                    new BrokerFailure(
                        502, "Planet Labs returned a scene without a time of acquisition.")),
        cloudCover(properties.path("cloud_cover")),
        isFinite(properties.path("gsd")) ? properties.get("gsd").doubleValue() : 0,
        properties.path("satellite_id").asText(""));
  }

  /** Turns a part of one into percent, digit by digit: 0.07 is 7. */
  static double cloudCover(JsonNode part) {
    return isFinite(part)
        ? BigDecimal.valueOf(part.doubleValue()).movePointRight(2).doubleValue()
        : BasicSceneMetadata.UNKNOWN_CLOUD_COVER;
  }

  /**
   * Reads the {@code analytic} file among the files of a scene; empty: there is none.
   *
   * @throws BrokerFailure 502 when what stands there makes no sense
   */
  static Optional<PlanetAsset> readAnalyticAsset(JsonNode assets) {
    JsonNode analytic = assets.path("analytic");
    if (analytic.isMissingNode() || analytic.isNull()) {
      return Optional.empty();
    }
    String location = text(analytic, "location");
    String status = text(analytic, "status");
    Instant expires = null;
    if (analytic.hasNonNull("expires_at")) {
      expires = time(analytic.get("expires_at")).orElseThrow(PlanetItemReader::invalidAssets);
    }
    if (status == null || status.equals("active") && (location == null || expires == null)) {
      throw invalidAssets();
    }
    List<String> permissions = new ArrayList<>();
    analytic.path("_permissions").forEach(permission -> permissions.add(permission.asText()));
    return Optional.of(
        new PlanetAsset(
            location, expires, permissions, status, analytic.path("type").asText("analytic")));
  }

  /** Returns where to ask for the {@code analytic} file. */
  static String readActivationUrl(JsonNode assets) {
    JsonNode link = assets.at("/analytic/_links/activate");
    if (!link.isTextual()) {
      throw invalidAssets();
    }
    return link.textValue();
  }

  static BrokerFailure invalidAssets() {
    return new BrokerFailure(502, "Planet Labs returned invalid metadata for this scene's assets.");
  }

  private static String text(JsonNode node, String name) {
    String text = node.path(name).asText("");
    return text.isBlank() ? null : text;
  }

  private static Optional<Instant> time(JsonNode text) {
    try {
      return Optional.of(OffsetDateTime.parse(text.asText("")).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** JSON may write numbers that are beyond all of ours, and could not be written again. */
  static boolean isFinite(JsonNode number) {
    return number.isNumber() && Double.isFinite(number.doubleValue());
  }

  /**
   * Tells whether a geometry is an area whose box can be found. It is handed on as it came, and
   * Planet's recorded answers have rings that are open: the strict reader of GeoJSON would refuse
   * them.
   */
  private static boolean isArea(JsonNode geometry) {
    JsonNode coordinates = geometry.path("coordinates");
    return switch (geometry.path("type").asText()) {
      case "Polygon" -> isNested(coordinates, 2);
      case "MultiPolygon" -> isNested(coordinates, 3);
      default -> false;
    };
  }

  /** Tells whether lists lie in lists, {@code depth} deep, around positions. */
  private static boolean isNested(JsonNode node, int depth) {
    if (!node.isArray() || node.isEmpty()) {
      return false;
    }
    if (depth == 0) {
      return node.size() >= 2 && isFinite(node.get(0)) && isFinite(node.get(1));
    }
    for (JsonNode inner : node) {
      if (!isNested(inner, depth - 1)) {
        return false;
      }
    }
    return true;
  }
}
