package io.landfall.plan;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.RasterGeometry;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.algebra.ToolInput;
import io.landfall.model.plan.PlannedBand;
import io.landfall.model.request.SourceReading;
import io.landfall.raster.RasterInfo;
import io.landfall.source.RemoteSources;
import io.landfall.source.SceneFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Chooses the bands of scenes by name and opens their files' headers. */
final class BandChoice {
  private final SceneFiles files;
  private final SourceReading sources;

  /**
   * Makes a chooser.
   *
   * @param sources what the person knows of the files
   */
  BandChoice(SceneFiles files, SourceReading sources) {
    this.files = files;
    this.sources = sources;
  }

  /** The scene with the bands of a single file spelled out. */
  Scene withBandsOfFile(Scene scene) {
    if (scene.bands().get(0).index() != SceneBand.ALL_BANDS) {
      return scene;
    }
    String href = scene.bands().get(0).href();
    RasterInfo info = files.open(href, files.version(href)).info();
    checkOneABand(sources.bandNames(), "band names", href, info);
    List<SceneBand> bands = new ArrayList<>();
    List<String> shown = new ArrayList<>();
    for (int i = 0; i < info.bands().size(); i++) {
      String name = sources.bandNames().isEmpty() ? null : sources.bandNames().get(i);
      List<String> aliases = aliases(name, info.bands().get(i), i);
      SceneBand band = new SceneBand(aliases, href, i, null, null, null, null);
      bands.add(band);
      if (name != null || !info.bands().get(i).color().equals("alpha")) {
        shown.add(String.valueOf(i + 1));
      }
    }
    return new Scene(scene.id(), scene.name(), bands, shown, scene.acquired(), scene.warnings());
  }

  /** Refuses a list that says something of each band of a file, and not of as many as it has. */
  private static void checkOneABand(List<?> given, String what, String href, RasterInfo info) {
    if (!given.isEmpty() && given.size() != info.bands().size()) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid %s: there are %d for the bands of %s, which has %d. Give one per band."
              .formatted(what, given.size(), RemoteSources.safeName(href), info.bands().size()));
    }
  }

  private static List<String> aliases(String given, RasterInfo.BandInfo band, int index) {
    List<String> aliases = new ArrayList<>();
    if (given != null) { // the person knows better than the file
      aliases.add(given);
      aliases.add(String.valueOf(index + 1));
      return aliases;
    }
    for (String alias : List.of(band.name(), band.color(), String.valueOf(index + 1))) {
      boolean says =
          !alias.equals("gray") && !alias.equals("undefined") && !alias.equals("palette");
      if (says && !alias.isBlank() && !aliases.contains(alias.toLowerCase(Locale.ROOT))) {
        aliases.add(alias.toLowerCase(Locale.ROOT));
      }
    }
    return aliases;
  }

  /** Returns the band that answers to {@code alias}; {@code null} if none does. */
  static SceneBand find(Scene scene, String alias) {
    return scene.bands().stream().filter(band -> band.hasAlias(alias)).findFirst().orElse(null);
  }

  /**
   * Pins a band of a scene.
   *
   * @param values which numbers are wanted of it
   */
  PlannedBand plannedBand(Scene scene, SceneBand band, ToolInput.SampleValues values) {
    SceneFiles.FileVersion version = files.version(band.href());
    RasterInfo info = files.open(band.href(), version).info();
    if (band.index() >= info.bands().size()) {
      throw new ExportFailure(
          ErrorCode.BAND_UNKNOWN,
          "Cannot find band %s of scene %s: %s has %d bands."
              .formatted(
                  band.name(),
                  scene.name(),
                  RemoteSources.safeName(band.href()),
                  info.bands().size()));
    }
    RasterInfo.BandInfo header = info.bands().get(band.index());
    if (sources.srcNodata().size() > 1) {
      checkOneABand(sources.srcNodata(), "no-data values", band.href(), info);
    }
    Double given = sources.nodata(band.index());
    Double known = header.nodata() != null ? header.nodata() : band.nodata();
    Double nodata = given != null ? given : known;
    return new PlannedBand(
        band.name(),
        band.href(),
        version.etag(),
        version.bytes(),
        band.index(),
        header.type(),
        nodata,
        geometry(band, info),
        values == ToolInput.SampleValues.CALIBRATED ? band.calibration() : null);
  }

  /** Returns where the pixels lie: as the file says, else as the metadata beside it does. */
  private static RasterGeometry geometry(SceneBand band, RasterInfo info) {
    if ((info.epsg() != null || info.crs() != null) && info.transform() != null) {
      int epsg = info.epsg() == null ? 0 : info.epsg();
      return new RasterGeometry(epsg, info.crs(), info.transform(), info.width(), info.height());
    }
    RasterGeometry beside = band.geometry();
    if (beside != null && beside.width() == info.width() && beside.height() == info.height()) {
      return beside;
    }
    String name = RemoteSources.safeName(band.href());
    boolean known = info.epsg() != null || info.crs() != null;
    if (known && info.crsNote() != null) {
      throw new ExportFailure(
          ErrorCode.SCENE_UNSUPPORTED,
          "Cannot place %s on the ground: %s. Warp it to a grid, as with gdalwarp, and export that."
              .formatted(name, info.crsNote()));
    }
    String why =
        known
            ? "it has no geotransform"
            : "its coordinate reference system is not known (%s)"
                .formatted(info.crsNote() != null ? info.crsNote() : "the file names none");
    throw new ExportFailure(
        ErrorCode.SCENE_UNSUPPORTED,
        "Cannot place %s on the ground: %s. Write both into a copy, as with gdal_translate -a_srs EPSG:CODE, which takes a world file beside it too, or export its folder with the scene's MTL file in it."
            .formatted(name, why));
  }
}
