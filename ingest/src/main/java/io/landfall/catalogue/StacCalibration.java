package io.landfall.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.model.Rescaling;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a STAC item says of the numbers of its bands: scale and offset of the raster extension, else
 * what its properties tell of products whose numbers are always the same. Source of the latter:
 * ESA's product specification of Sentinel-2, and the USGS' of Landsat Collection 2 Level-2.
 */
final class StacCalibration {
  private static final Pattern SENTINEL_2_BAND = Pattern.compile("B(?:\\d{1,2}|8A)");
  private static final Pattern LANDSAT_REFLECTANCE = Pattern.compile("(?i).*_SR_B\\d\\.TIF.*");
  private static final Pattern LANDSAT_TEMPERATURE = Pattern.compile("(?i).*_ST_B\\d+\\.TIF.*");
  private static final double SENTINEL_2_SCALE = 1e-4;
  private static final double SENTINEL_2_OFFSET = -0.1;
  private static final double FIRST_BASELINE_WITH_OFFSET = 4;

  private final String item;
  private final JsonNode properties;
  private final List<String> warnings;

  /**
   * Makes a reader.
   *
   * @param item its name, for warnings
   * @param warnings takes a sentence where the item says what cannot be used
   */
  StacCalibration(String item, JsonNode properties, List<String> warnings) {
    this.item = item;
    this.properties = properties;
    this.warnings = warnings;
  }

  /** Returns that of a band. */
  Calibration of(StacAsset asset, StacBand band) {
    JsonNode scale = band.scale();
    JsonNode offset = band.offset();
    if (scale.isMissingNode() && offset.isMissingNode()) {
      return ofProduct(asset, band);
    }
    Optional<Double> factor = scale.isMissingNode() ? Optional.of(1.0) : number(scale);
    Optional<Double> added = offset.isMissingNode() ? Optional.of(0.0) : number(offset);
    if (factor.isEmpty() || added.isEmpty() || factor.get() == 0) {
      warnings.add(
          "Item %s does not say what the numbers of its asset %s stand for: scale %s and offset %s are not of use. Correct the item for calibrated values."
              .formatted(item, asset.key(), scale, offset));
      return new Calibration(null, band.unit());
    }
    Rescaling rescaling = new Rescaling(factor.get(), added.get());
    String unit = band.unit();
    if (unit == null && asset.hasRole(Set.of("reflectance"))) {
      unit = "";
    }
    return new Calibration(withoutAppliedOffset(rescaling), unit);
  }

  /** Earth Search took the offset out of the numbers, and names it all the same. */
  private Rescaling withoutAppliedOffset(Rescaling rescaling) {
    if (!isOffsetApplied() || Math.abs(rescaling.offset() + 1_000 * rescaling.scale()) > 1e-9) {
      return rescaling;
    }
    String warning =
        "Item %s gives the offset %s of its bands, and says that it is in their numbers already (boa_offset_applied): it is not added again."
            .formatted(item, rescaling.offset());
    if (!warnings.contains(warning)) {
      warnings.add(warning);
    }
    return new Rescaling(rescaling.scale(), 0);
  }

  private boolean isOffsetApplied() {
    return properties.path("earthsearch:boa_offset_applied").asBoolean()
        || properties.path("sentinel:boa_offset_applied").asBoolean();
  }

  private Calibration ofProduct(StacAsset asset, StacBand band) {
    Optional<Double> baseline = number(properties.path("s2:processing_baseline"));
    boolean sentinel2 = band.isOnly() && baseline.isPresent();
    if (sentinel2 && band.names().stream().anyMatch(n -> SENTINEL_2_BAND.matcher(n).matches())) {
      boolean shifted = baseline.get() >= FIRST_BASELINE_WITH_OFFSET && !isOffsetApplied();
      return new Calibration(new Rescaling(SENTINEL_2_SCALE, shifted ? SENTINEL_2_OFFSET : 0), "");
    }
    boolean level2 =
        properties.path("landsat:correction").asText().startsWith("L2")
            && properties.path("landsat:collection_number").asText().equals("02");
    if (level2 && LANDSAT_REFLECTANCE.matcher(asset.href()).matches()) {
      return new Calibration(new Rescaling(2.75e-5, -0.2), "");
    }
    if (level2 && LANDSAT_TEMPERATURE.matcher(asset.href()).matches()) {
      return new Calibration(new Rescaling(0.00341802, 149), "K");
    }
    return new Calibration(null, band.unit());
  }

  /** Returns a finite number, which may be written as text; empty: it is none. */
  static Optional<Double> number(JsonNode node) {
    try {
      double number = node.isNumber() ? node.asDouble() : Double.parseDouble(node.asText(""));
      return Double.isFinite(number) ? Optional.of(number) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
