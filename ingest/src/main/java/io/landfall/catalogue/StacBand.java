package io.landfall.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What an asset says of one of its bands. Source: STAC 1.1 {@code bands}; for 1.0, the extensions
 * eo and raster.
 *
 * @param own its entry of {@code bands}
 * @param eo its entry of {@code eo:bands}
 * @param raster its entry of {@code raster:bands}
 * @param asset says what its bands do not
 * @param isOnly whether the asset has no other band
 */
record StacBand(JsonNode own, JsonNode eo, JsonNode raster, JsonNode asset, boolean isOnly) {
  private static final Set<String> PURE_NUMBER =
      Set.of("", "1", "none", "unitless", "dimensionless", "reflectance");

  /** Wavelengths of the red edge, in micrometres, and what STAC's common names call them. */
  private static String redEdge(double micrometers) {
    if (micrometers < 0.725) {
      return "rededge071";
    }
    return micrometers < 0.76 ? "rededge075" : "rededge078";
  }

  /** Returns its names, the common one first. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    String common =
        text(
            own.path("eo:common_name"),
            own.path("common_name"),
            eo.path("common_name"),
            isOnly ? asset.path("eo:common_name") : MissingNode.getInstance());
    double micrometers =
        first(own.path("eo:center_wavelength"), eo.path("center_wavelength")).asDouble(Double.NaN);
    add(names, common);
    if (common.equals("rededge") && micrometers > 0) {
      add(names, redEdge(micrometers));
    }
    String name = text(own.path("name"), eo.path("name"));
    add(names, name);
    BandFile.parse(name)
        .filter(band -> band.number() != null)
        .ifPresent(
            band -> {
              add(names, band.code());
              add(names, "B" + band.number());
            });
    return names;
  }

  private static void add(List<String> names, String name) {
    if (!name.isEmpty() && names.stream().noneMatch(name::equalsIgnoreCase)) {
      names.add(name);
    }
  }

  JsonNode nodata() {
    return first(own.path("nodata"), raster.path("nodata"), asset.path("nodata"));
  }

  JsonNode scale() {
    return first(own.path("raster:scale"), raster.path("scale"), asset.path("raster:scale"));
  }

  JsonNode offset() {
    return first(own.path("raster:offset"), raster.path("offset"), asset.path("raster:offset"));
  }

  /**
   * Returns the unit of the calibrated numbers; {@code ""}: pure numbers; {@code null}: unknown.
   */
  String unit() {
    JsonNode unit = first(own.path("unit"), raster.path("unit"), asset.path("unit"));
    if (!unit.isTextual()) {
      return null;
    }
    String text = unit.asText().strip();
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "kelvin" -> "K";
      case "metre", "meter", "metres", "meters" -> "m";
      default -> PURE_NUMBER.contains(text.toLowerCase(Locale.ROOT)) ? "" : text;
    };
  }

  double metersPerPixel() {
    return first(
            own.path("raster:spatial_resolution"),
            raster.path("spatial_resolution"),
            own.path("gsd"),
            eo.path("gsd"),
            asset.path("raster:spatial_resolution"))
        .asDouble(Double.NaN);
  }

  private static String text(JsonNode... nodes) {
    JsonNode node = first(nodes);
    return node.isValueNode() ? node.asText().strip() : "";
  }

  private static JsonNode first(JsonNode... nodes) {
    for (JsonNode node : nodes) {
      if (!node.isMissingNode() && !node.isNull()) {
        return node;
      }
    }
    return MissingNode.getInstance();
  }
}
