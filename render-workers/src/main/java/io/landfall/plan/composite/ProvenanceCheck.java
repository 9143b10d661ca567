package io.landfall.plan.composite;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.request.Composite;
import io.landfall.raster.provenance.ProvenancePlan;

/** Says which exports have one scene for each pixel, so that a raster of their numbers is true. */
public final class ProvenanceCheck {
  private ProvenanceCheck() {}

  /**
   * Checks.
   *
   * @param severalMosaics whether inputs of the tool are of different mosaics
   * @param looksAround whether the tool looks at pixels around each
   * @param composite {@code null}: the first scene with data gives a pixel
   * @param bands that are taken of the scenes
   * @param scenes of the mosaic
   * @throws ExportFailure REQUEST_INVALID, EXPORT_TOO_LARGE
   */
  public static void check(
      boolean severalMosaics, boolean looksAround, Composite composite, int bands, int scenes) {
    if (severalMosaics) {
      throw refused(
          "the tool reads several mosaics, each of which has scenes of its own. Ask for it with an"
              + " export of each");
    }
    if (looksAround) {
      throw refused(
          "the tool looks at the pixels around each, which may be of other scenes. Ask for it with"
              + " an export of the bands");
    }
    if (composite != null) {
      check(composite, bands);
    }
    if (scenes > ProvenancePlan.MOST_SCENES) {
      throw new ExportFailure(
          ErrorCode.EXPORT_TOO_LARGE,
          "Cannot tell the scene of each pixel: of %d scenes, %d have numbers. Export fewer at a time."
              .formatted(scenes, ProvenancePlan.MOST_SCENES));
    }
  }

  private static void check(Composite composite, int bands) {
    switch (composite.method()) {
      case MEAN, MEDIAN, PERCENTILE ->
          throw refused(
              "a %s may be made of several of them. Choose first, last, min or max of one band, or"
                      .formatted(composite.text())
                  + " a best: composite");
      case MIN, MAX -> {
        if (bands > 1) {
          throw refused(
              "the %s of each of %d bands may be of another. Export one band at a time"
                  .formatted(composite.text(), bands));
        }
      }
      case FIRST, LAST, NEAREST_DATE, LEAST_CLOUD, BEST -> {
        // one scene gives all bands
      }
    }
  }

  private static ExportFailure refused(String why) {
    return new ExportFailure(
        ErrorCode.REQUEST_INVALID, "Cannot tell the scene of each pixel: %s.".formatted(why));
  }
}
