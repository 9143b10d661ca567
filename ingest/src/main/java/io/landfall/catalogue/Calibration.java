package io.landfall.catalogue;

import io.landfall.landsat.MtlMetadata;
import io.landfall.model.Rescaling;
import java.util.List;
import java.util.Optional;

/**
 * What a product's metadata say of the numbers of one band.
 *
 * @param rescaling how they become the quantity that was measured; {@code null}: they do not say
 * @param unit of that quantity; {@code ""} for reflectance; {@code null}: unknown
 */
record Calibration(Rescaling rescaling, String unit) {
  static final Calibration UNKNOWN = new Calibration(null, null);

  /**
   * Returns that of a Landsat band. The metadata of level 1 say nothing of files of the surface,
   * and those of level 2 nothing of others.
   *
   * @param warnings takes a sentence where the metadata say what cannot be used
   */
  static Calibration ofLandsat(
      Optional<MtlMetadata> metadata, BandFile band, List<String> warnings) {
    if (metadata.isEmpty() || band.number() == null) {
      return UNKNOWN;
    }
    MtlMetadata mtl = metadata.get();
    try {
      return switch (band.level()) {
        case "SR" -> mtl.isLevel2() ? of(mtl.reflectance(band.number()), "") : UNKNOWN;
        case "ST" -> mtl.isLevel2() ? of(mtl.temperature(band.number()), "K") : UNKNOWN;
        case "" -> mtl.isLevel2() ? UNKNOWN : of(mtl.reflectance(band.number()), "");
        default -> UNKNOWN;
      };
    } catch (IllegalArgumentException e) {
      warnings.add(unusable(mtl.productId().orElse(""), band.code(), e));
      return UNKNOWN;
    }
  }

  /**
   * Returns that of a Sentinel-2 band.
   *
   * @param warnings takes a sentence where the metadata say what cannot be used
   */
  static Calibration ofSentinel2(
      Optional<Sentinel2Metadata> metadata, BandFile band, List<String> warnings) {
    if (metadata.isEmpty()) {
      return UNKNOWN;
    }
    try {
      return metadata.get().calibration(band);
    } catch (IllegalArgumentException e) {
      warnings.add(unusable(metadata.get().productId().orElse(""), band.code(), e));
      return UNKNOWN;
    }
  }

  private static Calibration of(Optional<Rescaling> rescaling, String unit) {
    return rescaling.map(known -> new Calibration(known, unit)).orElse(UNKNOWN);
  }

  private static String unusable(String product, String band, IllegalArgumentException e) {
    return "The metadata of %s do not say what the numbers of band %s stand for: %s. Give the product's own metadata file for calibrated values."
        .formatted(product, band, e.getMessage());
  }
}
