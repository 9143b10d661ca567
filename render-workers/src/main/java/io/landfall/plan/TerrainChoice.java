package io.landfall.plan;

import io.landfall.export.SceneSource;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.Rescaling;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.TerrainInterpolation;
import io.landfall.model.TerrainModel;
import io.landfall.model.plan.PlannedBand;
import io.landfall.model.request.RpcDem;
import io.landfall.model.request.SourceReading;
import io.landfall.plan.place.TerrainPlace;
import io.landfall.raster.crs.CoordinateTransforms;
import io.landfall.source.SceneFiles;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Pins the terrain model that scenes are put on which rational polynomial coefficients place. */
final class TerrainChoice {
  private static final Set<String> METRES = Set.of("m", "metre", "metres", "meter", "meters");

  private TerrainChoice() {}

  /**
   * Finds and pins the model.
   *
   * @param dem {@code null}: none is wanted
   * @param catalogue as who asks sees it
   * @return {@code null} if none is wanted
   * @throws ExportFailure as for a scene; SCENE_UNSUPPORTED also if its pixels lie by no affine
   *     transform, or a mask beside it tells which are valid
   */
  static TerrainPlace of(
      RpcDem dem,
      SceneSource catalogue,
      SceneFiles files,
      PlanWarnings warnings,
      CoordinateTransforms transforms) {
    if (dem == null) {
      return null;
    }
    BandChoice bands =
        new BandChoice(files, SourceReading.AS_FILES_SAY, warnings, transforms, null, null);
    Scene scene = bands.withBandsOfFile(catalogue.scene(dem.scene()));
    SceneBand first = scene.bands().get(0);
    ChosenBand band = bands.choose(scene, first, List.of(first));
    PlannedBand planned = band.planned();
    check(band);
    if (scene.bands().size() > 1) {
      warnings.add(
          "Heights are those of band %s of %s, its first of %d."
              .formatted(planned.name(), band.fileName(), scene.bands().size()));
    }
    return new TerrainPlace(
        band.fileName(),
        new TerrainModel(
            planned.href(),
            planned.etag(),
            planned.bytes(),
            planned.index(),
            planned.type(),
            planned.nodata(),
            planned.geometry(),
            rescaling(band, warnings),
            dem.interpolation() == null ? TerrainInterpolation.BILINEAR : dem.interpolation(),
            dem.missingValue(),
            dem.offset() == null ? 0 : dem.offset(),
            0,
            0),
        transforms);
  }

  private static void check(ChosenBand band) {
    PlannedBand planned = band.planned();
    String why =
        planned.geometry().warp() != null
            ? "no affine transform places its pixels"
            : planned.mask() != null || planned.alpha() != null
                ? "a mask beside it or an alpha band tells which of its pixels are valid, and only"
                    + " no-data values and masks inside are read"
                : null;
    if (why != null) {
      throw new ExportFailure(
          ErrorCode.SCENE_UNSUPPORTED,
          "Cannot take heights from %s: %s. Warp it to a grid with a no-data value, as with gdalwarp -dstnodata -9999, and name that."
              .formatted(band.fileName(), why));
    }
  }

  /** Returns what makes metres of samples; {@code null}: they are. */
  private static Rescaling rescaling(ChosenBand band, PlanWarnings warnings) {
    Rescaling told = CalibrationChoice.calibration(band);
    String unit = CalibrationChoice.unit(band);
    Double metres = CalibrationChoice.metres(unit);
    if (unit != null && metres == null && !METRES.contains(unit.toLowerCase(Locale.ROOT))) {
      warnings.add(
          "Heights of %s are in %s, which is not known as a length: they are taken for metres."
              .formatted(band.fileName(), unit));
    }
    double scale = (told == null ? 1 : told.scale()) * (metres == null ? 1 : metres);
    double offset = (told == null ? 0 : told.offset()) * (metres == null ? 1 : metres);
    if (scale == 1 && offset == 0) {
      return null;
    }
    warnings.add(
        "Heights of %s are %s * number + %s m, as it says; gdalwarp would take its numbers for metres."
            .formatted(band.fileName(), scale, offset));
    return new Rescaling(scale, offset);
  }
}
