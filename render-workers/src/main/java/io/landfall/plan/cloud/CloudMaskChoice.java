package io.landfall.plan.cloud;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.RasterGeometry;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.SceneId;
import io.landfall.model.cloud.BitTest;
import io.landfall.model.cloud.CloudClass;
import io.landfall.model.cloud.CloudMask;
import io.landfall.model.cloud.MissingQuality;
import io.landfall.model.cloud.QualityMask;
import io.landfall.model.plan.PlannedBand;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes the rule by which the clouds of each scene are masked. */
public final class CloudMaskChoice {
  private final CloudMask asked;
  private final Pin pin;
  private final Consumer<String> warnings;
  private final Map<SceneId, Optional<QualityMask>> known = new HashMap<>();

  /** Pins a band of a scene. */
  @FunctionalInterface
  public interface Pin {
    /**
     * Returns what the plan names of it.
     *
     * @throws ExportFailure what opening its file throws
     */
    PlannedBand of(Scene scene, SceneBand band);
  }

  /**
   * Makes one.
   *
   * @param asked {@code null}: no clouds are masked
   * @param warnings takes sentences
   */
  public CloudMaskChoice(CloudMask asked, Pin pin, Consumer<String> warnings) {
    this.asked = asked;
    this.pin = pin;
    this.warnings = warnings;
  }

  /**
   * Returns a band of a scene under the scene's cloud mask, if it is to have one.
   *
   * @throws ExportFailure BAND_UNKNOWN for a scene without a quality band, unless such are taken
   *     with a warning; SCENE_UNSUPPORTED for one whose quality band cannot be laid over the band
   */
  public PlannedBand masked(Scene scene, PlannedBand band) {
    if (asked == null) {
      return band;
    }
    Optional<QualityMask> found = known.get(scene.id());
    if (found == null) {
      found = rule(scene);
      known.put(scene.id(), found);
    }
    found.ifPresent(rule -> checkPlace(scene, rule.geometry(), band));
    return band.withClouds(found.orElse(null));
  }

  private Optional<QualityMask> rule(Scene scene) {
    Optional<QualityBand> quality = QualityBand.of(scene);
    if (quality.isEmpty()) {
      refuseOrWarn(scene);
      return Optional.empty();
    }
    PlannedBand band = pin.of(scene, quality.get().band());
    if (band.type().isFloating() || band.rescaling() != null) {
      throw new ExportFailure(
          ErrorCode.SCENE_UNSUPPORTED,
          "Cannot mask the clouds of scene %s: its band %s should hold bits or classes, and holds %s. Give the product's own file."
              .formatted(scene.name(), band.name(), band.type()));
    }
    List<BitTest> masked = new ArrayList<>();
    List<BitTest> fill = new ArrayList<>();
    for (CloudClass one : asked.classes()) {
      List<BitTest> tests = quality.get().scheme().tests(one, asked.confidence());
      if (tests.isEmpty() && !asked.isUsual()) {
        warnings.accept(
            "The band %s of scene %s does not tell %s: nothing of it is masked for that."
                .formatted(quality.get().scheme().label(), scene.name(), one.label()));
      }
      (one == CloudClass.FILL ? fill : masked).addAll(tests);
    }
    return Optional.of(
        new QualityMask(
            band.href(),
            band.etag(),
            band.bytes(),
            band.index(),
            band.geometry(),
            masked,
            fill,
            asked.buffer(),
            null));
  }

  private void refuseOrWarn(Scene scene) {
    String why =
        "scene %s has no band that tells them (QA_PIXEL, pixel_qa, BQA or SCL)"
            .formatted(scene.name());
    if (asked.missing() != MissingQuality.WARN) {
      throw new ExportFailure(
          ErrorCode.BAND_UNKNOWN,
          "Cannot mask clouds: %s. Add the product's file of that band to the scene, leave the scene or the cloud mask out, or let such scenes be taken unmasked, as --cloud-missing warn does."
              .formatted(why));
    }
    warnings.accept("Clouds are not masked in a scene: %s.".formatted(why));
  }

  private static void checkPlace(Scene scene, RasterGeometry quality, PlannedBand band) {
    RasterGeometry place = band.geometry();
    boolean sameCrs =
        place.epsg() == quality.epsg()
            && (place.crs() == null ? quality.crs() == null : place.crs().equals(quality.crs()));
    if (!sameCrs || !place.transform().isNorthUp() || !quality.transform().isNorthUp()) {
      throw new ExportFailure(
          ErrorCode.SCENE_UNSUPPORTED,
          "Cannot mask the clouds of scene %s: its quality band and its band %s must be in one CRS with north up, and are not. Warp one onto the grid of the other."
              .formatted(scene.name(), band.name()));
    }
  }
}
