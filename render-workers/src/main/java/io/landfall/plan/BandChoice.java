package io.landfall.plan;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.RasterGeometry;
import io.landfall.model.SampleType;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.cloud.CloudMask;
import io.landfall.model.plan.PlannedBand;
import io.landfall.model.request.SourceReading;
import io.landfall.plan.cloud.CloudMaskChoice;
import io.landfall.plan.place.ControlPointPlace;
import io.landfall.plan.place.DegreeRange;
import io.landfall.plan.place.RationalPlace;
import io.landfall.plan.place.TerrainPlace;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.crs.CoordinateTransforms;
import io.landfall.source.RemoteSources;
import io.landfall.source.SceneFiles;
import io.landfall.source.SceneSidecars;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Chooses the bands of scenes by name and opens their files' headers. */
final class BandChoice {
  /** Colours that are no name for a band. */
  private static final Set<String> SAYS_NOTHING = Set.of("gray", "undefined", "palette");

  private final SceneFiles files;
  private final SceneSidecars sidecars;
  private final SourceReading sources;
  private final PlanWarnings warnings;
  private final CoordinateTransforms transforms;
  private final TerrainPlace terrain;
  private final CloudMaskChoice clouds;

  /**
   * Makes a chooser.
   *
   * @param sources what the person knows of the files
   * @param warnings takes what of the files is not as a person may expect
   * @param transforms tell of CRSs
   * @param cloudMask what is masked of each scene; {@code null}: nothing
   * @param terrain what scenes lie on that rational polynomial coefficients place; {@code null}: it
   *     is not known
   */
  BandChoice(
      SceneFiles files,
      SourceReading sources,
      PlanWarnings warnings,
      CoordinateTransforms transforms,
      CloudMask cloudMask,
      TerrainPlace terrain) {
    this.files = files;
    this.sidecars = new SceneSidecars(files);
    this.sources = sources;
    this.warnings = warnings;
    this.transforms = transforms;
    this.terrain = terrain;
    this.clouds =
        new CloudMaskChoice(
            cloudMask,
            (scene, band) -> pinned(scene, band, List.of(band)).planned(),
            warnings::add);
  }

  PlanWarnings warnings() {
    return warnings;
  }

  /** Begins to open the files of bands that will be chosen. */
  void prepare(Collection<SceneBand> some) {
    files.prepareNow(some.stream().map(SceneBand::href).toList());
  }

  /** Begins to open the files of those scenes that are one file. */
  void prepareWhole(Collection<Scene> scenes) {
    prepare(
        scenes.stream()
            .map(scene -> scene.bands().get(0))
            .filter(band -> band.index() == SceneBand.ALL_BANDS)
            .toList());
  }

  /** The scene with the bands of a single file spelled out. */
  Scene withBandsOfFile(Scene scene) {
    warnings.addAll(scene.warnings());
    if (scene.bands().get(0).index() != SceneBand.ALL_BANDS) {
      return scene;
    }
    SceneBand whole = scene.bands().get(0);
    String href = whole.href();
    RasterInfo info = sidecars.info(href, files.version(href));
    checkOneABand(sources.bandNames(), "band names", href, info);
    List<SceneBand> bands = new ArrayList<>();
    List<String> shown = new ArrayList<>();
    for (int i = 0; i < info.bands().size(); i++) {
      String name = sources.bandNames().isEmpty() ? null : sources.bandNames().get(i);
      List<String> aliases = aliases(name, info.bands().get(i), i);
      if (info.bands().size() == 1 && !whole.name().equals("*")) {
        aliases.addAll(name == null ? 0 : 1, whole.aliases());
      }
      SceneBand band =
          new SceneBand(
              aliases,
              href,
              i,
              whole.nodata(),
              whole.geometry(),
              whole.calibration(),
              whole.unit());
      bands.add(band);
      if (!OpacityBand.is(band, info)) {
        shown.add(String.valueOf(i + 1));
      }
    }
    String acquired = scene.acquired() == null ? info.acquired() : scene.acquired();
    return new Scene(
        scene.id(), scene.name(), bands, shown, acquired, scene.cloudCover(), scene.warnings());
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
    String number = String.valueOf(index + 1);
    if (!band.name().isBlank() && !band.name().equals(number)) {
      aliases.add(band.name());
    }
    if (!SAYS_NOTHING.contains(band.color())
        && aliases.stream().noneMatch(band.color()::equalsIgnoreCase)) {
      aliases.add(capitalized(band.color()));
    }
    aliases.add(number);
    return aliases;
  }

  private static String capitalized(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  /** Returns the band that answers to {@code alias}; {@code null} if none does. */
  static SceneBand find(Scene scene, String alias) {
    return scene.bands().stream().filter(band -> band.hasAlias(alias)).findFirst().orElse(null);
  }

  /**
   * Pins a band of a scene, under the scene's cloud mask if clouds are masked.
   *
   * @param found one of the scene's
   * @param asked all bands of the scene that are wanted
   */
  ChosenBand choose(Scene scene, SceneBand found, List<SceneBand> asked) {
    ChosenBand band = pinned(scene, found, asked);
    return band.with(clouds.masked(scene, band.planned()));
  }

  private ChosenBand pinned(Scene scene, SceneBand found, List<SceneBand> asked) {
    SceneFiles.FileVersion version = files.version(found.href());
    RasterInfo info = sidecars.info(found.href(), version);
    SceneBand band = found.index() == SceneBand.ONLY_BAND ? onlyBand(scene, found, info) : found;
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
    warnings.addAll(info.warnings());
    warnings.lostItems(info.fileItems(), band.href());
    if (band.registered() != null
        && !SceneFiles.isSameVersion(band.registered().version(), version.etag())) {
      warnings.changedSinceRegistered(scene.name(), band.href());
    }
    Double nodata = nodata(band, info);
    PlannedBand planned =
        new PlannedBand(
            band.name(),
            band.href(),
            version.etag(),
            version.bytes(),
            band.index(),
            info.bands().get(band.index()).type(),
            nodata,
            geometry(band, info),
            null,
            OpacityBand.of(scene, band, info, asked),
            sidecars.mask(band.href(), info),
            null,
            tellsAlone(nodata, info, info.bands().get(band.index()).type()));
    return new ChosenBand(planned, band, info, files.open(band.href(), version).hasMask());
  }

  private static SceneBand onlyBand(Scene scene, SceneBand band, RasterInfo info) {
    SceneBand first =
        new SceneBand(
            band.aliases(),
            band.href(),
            0,
            band.nodata(),
            band.geometry(),
            band.calibration(),
            band.unit());
    if (info.bands().stream().skip(1).allMatch(other -> other.color().equals("alpha"))) {
      return first;
    }
    throw new ExportFailure(
        ErrorCode.BAND_UNKNOWN,
        "Cannot choose a band of %s of scene %s: %s has %d bands, and the scene's metadata do not tell them apart. Export the file itself."
            .formatted(
                band.name(),
                scene.name(),
                RemoteSources.safeName(band.href()),
                info.bands().size()));
  }

  /**
   * Returns the no-data value of a band: what the person says, else the first that its samples can
   * equal of what its file and its scene say.
   */
  private Double nodata(SceneBand band, RasterInfo info) {
    if (sources.srcNodata().size() > 1) {
      checkOneABand(sources.srcNodata(), "no-data values", band.href(), info);
    }
    RasterInfo.BandInfo header = info.bands().get(band.index());
    Double given = givenNodata(band);
    List<Double> known =
        given != null
            ? List.of(given)
            : Stream.of(header.nodata(), band.nodata()).filter(Objects::nonNull).toList();
    for (double value : known) {
      if (ValidityChoice.isHeldBy(header.type(), value)) {
        return value;
      }
      warnings.unusedNodata(value, header.type(), band.name(), band.href());
    }
    return null;
  }

  /**
   * Tells whether a band without data is one whatever the others of its file hold. 0 and values of
   * bytes may be those of a dark or bright pixel of an image; any other stands for nothing else,
   * and so does one that the other bands do not share.
   */
  private boolean tellsAlone(Double nodata, RasterInfo info, SampleType type) {
    if (nodata == null || type.isFloating()) {
      return false;
    }
    Stream<Double> declared =
        sources.srcNodata().isEmpty()
            ? info.bands().stream().map(RasterInfo.BandInfo::nodata)
            : sources.srcNodata().stream();
    boolean mayBeColour = nodata == 0 || type == SampleType.UINT8;
    return !mayBeColour || declared.filter(Objects::nonNull).distinct().count() > 1;
  }

  private Double givenNodata(SceneBand band) {
    Double given = sources.nodata(band.index());
    return given == null && band.registered() != null ? band.registered().nodata() : given;
  }

  private RasterGeometry geometry(SceneBand band, RasterInfo info) {
    RasterGeometry placed =
        geometry(band.href(), band.geometry(), info, transforms, sources, terrain);
    told(band.href(), info, placed, transforms).ifPresent(warnings::add);
    return placed;
  }

  /**
   * Says how well the place of a raster is known that no affine transform places, and of others
   * that theirs cannot be right.
   */
  static Optional<String> told(
      String href, RasterInfo info, RasterGeometry placed, CoordinateTransforms transforms) {
    String name = RemoteSources.safeName(href);
    if (placed.warp() == null) {
      return DegreeRange.told(name, placed, transforms);
    }
    return Optional.ofNullable(
        placed.warp().rational() != null
            ? RationalPlace.told(name, placed, transforms)
            : ControlPointPlace.told(name, info, placed, transforms));
  }

  /**
   * Returns where the pixels lie: as the file says, else as the metadata beside it does.
   *
   * @param beside what these say; {@code null}: nothing
   * @param sources what a person knows of files that no affine transform places
   * @param terrain what they lie on; {@code null}: it is not known
   * @throws ExportFailure SCENE_UNSUPPORTED if nothing tells it
   */
  static RasterGeometry geometry(
      String href,
      RasterGeometry beside,
      RasterInfo info,
      CoordinateTransforms transforms,
      SourceReading sources,
      TerrainPlace terrain) {
    int epsg = info.epsg() == null ? 0 : transforms.plane(info.epsg());
    if ((info.epsg() != null || info.crs() != null) && info.transform() != null) {
      return new RasterGeometry(epsg, info.crs(), info.transform(), info.width(), info.height());
    }
    if (ControlPointPlace.isOf(info)) {
      return ControlPointPlace.geometry(
          RemoteSources.safeName(href), info, epsg, sources.controlPoints());
    }
    if (beside != null && beside.width() == info.width() && beside.height() == info.height()) {
      return beside;
    }
    String name = RemoteSources.safeName(href);
    if (RationalPlace.isOf(info)) {
      return RationalPlace.geometry(name, info, sources.rpcHeight(), terrain);
    }
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

  /** Begins to open the files of scenes, some before they are asked for. */
  final class OpenedAhead {
    /** Files that are opened and not asked for yet, of many scenes. */
    static final int FILES = 64;

    private final List<Scene> scenes;
    private final Function<Scene, List<SceneBand>> asked;
    private final int ahead;
    private int at;
    private int begun;

    /**
     * Makes ready.
     *
     * @param asked gives the bands that will be chosen of a scene
     * @param bands of each scene, at most
     */
    OpenedAhead(List<Scene> scenes, Function<Scene, List<SceneBand>> asked, int bands) {
      this.scenes = scenes;
      this.asked = asked;
      this.ahead = Math.max(1, FILES / bands);
    }

    /** Notes that the files of the next scene will be asked for. */
    void next() {
      int until = Math.min(scenes.size(), ++at + ahead);
      for (; begun < until; begun++) {
        prepare(asked.apply(scenes.get(begun)));
      }
    }
  }
}
