package io.landfall.plan.cloud;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.cloud.QualityScheme;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The band of a scene that tells of clouds, found by its names: those that files, STAC assets and
 * metadata give it.
 */
record QualityBand(SceneBand band, QualityScheme scheme) {
  /** How products before collections are called: LC80200392015216LGN00. */
  private static final Pattern PRE_COLLECTION =
      Pattern.compile("L[COTEM][1-9]\\d{13}[A-Z]{3}\\d{2}");

  /** As in LC08_L1TP_020039_20150804_20170226_01_T1. */
  private static final Pattern COLLECTION_1 = Pattern.compile("_20\\d{6}_01_(?:RT|T1|T2|A1|A2)");

  /** The first that a scene has counts. */
  private static final List<String> NAMES = List.of("qa_pixel", "pixel_qa", "bqa", "scl");

  private static final List<String> RESOLUTIONS = List.of("_20m", "_60m");

  /**
   * Finds it; empty: the scene has none.
   *
   * @throws ExportFailure SCENE_UNSUPPORTED for one whose bits may mean this or that
   */
  static Optional<QualityBand> of(Scene scene) {
    for (String name : NAMES) {
      for (SceneBand band : scene.bands()) {
        if (band.aliases().stream().anyMatch(alias -> isNamed(alias, name))) {
          return Optional.of(new QualityBand(band, scheme(name, scene, band)));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isNamed(String alias, String name) {
    String lower = alias.toLowerCase(Locale.ROOT);
    for (String resolution : RESOLUTIONS) {
      if (lower.endsWith(resolution)) {
        lower = lower.substring(0, lower.length() - resolution.length());
      }
    }
    return lower.equals(name)
        || lower.equals(name.replace("_", ""))
        || lower.endsWith("_" + name)
        || lower.endsWith("." + name);
  }

  private static QualityScheme scheme(String name, Scene scene, SceneBand band) {
    return switch (name) {
      case "qa_pixel" -> QualityScheme.LANDSAT_2;
      case "pixel_qa" -> QualityScheme.LANDSAT_1;
      case "scl" -> QualityScheme.SENTINEL_2;
      default -> ofBqa(scene, band);
    };
  }

  /**
   * The bits of BQA changed with Collection 1, and only the product's name tells which it is of.
   */
  private static QualityScheme ofBqa(Scene scene, SceneBand band) {
    String told = scene.name() + " " + scene.id().value() + " " + band.href();
    if (COLLECTION_1.matcher(told).find()) {
      return QualityScheme.LANDSAT_1_LEVEL_1;
    }
    if (PRE_COLLECTION.matcher(told).find()) {
      return QualityScheme.LANDSAT_PRE_COLLECTION;
    }
    throw new ExportFailure(
        ErrorCode.SCENE_UNSUPPORTED,
        "Cannot mask the clouds of scene %s: its band BQA may be of Collection 1 or from before, whose bits differ, and no name tells which. Name its folder as the product, as LC08_L1TP_020039_20150804_20170226_01_T1 or LC80200392015216LGN00."
            .formatted(scene.name()));
  }
}
