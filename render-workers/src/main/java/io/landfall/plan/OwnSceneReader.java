package io.landfall.plan;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.RasterGeometry;
import io.landfall.model.request.SourceReading;
import io.landfall.raster.RasterException;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.crs.CoordinateTransforms;
import io.landfall.source.RemoteSources;
import io.landfall.source.SceneFiles;
import io.landfall.source.SceneSidecars;
import io.landfall.workspace.OwnScene.OwnBand;
import io.landfall.workspace.OwnScene.OwnFile;
import io.landfall.workspace.OwnScene.OwnSceneContent;
import io.landfall.workspace.SceneInspector.SceneRefusedException;
import io.landfall.workspace.SceneInspector.SceneRefusedException.BandRefusal;
import io.landfall.workspace.SceneRegistration;
import io.landfall.workspace.SceneRegistration.BandRegistration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.locationtech.jts.geom.Geometry;

/**
 * Reads what the files of a scene say, for its registration. Blocks while files are read; what is
 * not read here is not relied on later: a plan opens each file anew.
 */
public final class OwnSceneReader {
  private static final int MAX_WARNINGS = 50;

  private final SceneFiles files;
  private final SceneSidecars sidecars;
  private final CoordinateTransforms transforms;
  private final UnaryOperator<String> resolve;
  private final UnaryOperator<String> redact;

  /**
   * A file as it was found.
   *
   * @param version of its content
   */
  public record HeaderOfFile(
      String href, SceneFiles.FileVersion version, RasterInfo info, RasterGeometry geometry) {}

  /**
   * Makes a reader.
   *
   * @param resolve from an href as it was given to a URL that may be read; throws what says why not
   * @param redact takes out of sentences what callers are not told
   */
  public OwnSceneReader(
      SceneFiles files,
      CoordinateTransforms transforms,
      UnaryOperator<String> resolve,
      UnaryOperator<String> redact) {
    this.files = files;
    this.sidecars = new SceneSidecars(files);
    this.transforms = transforms;
    this.resolve = resolve;
    this.redact = redact;
  }

  /**
   * Reads the header of a file, and what is beside it.
   *
   * @throws ExportFailure saying why it cannot be exported
   */
  public HeaderOfFile read(String href) {
    String url = resolve.apply(href);
    try {
      SceneFiles.FileVersion version = files.version(url);
      RasterInfo info = sidecars.info(url, version);
      RasterGeometry geometry =
          BandChoice.geometry(url, null, info, transforms, asRegistered(info), null);
      sidecars.mask(url, info);
      Footprint.of(List.of(geometry), transforms);
      Optional<String> told = BandChoice.told(url, info, geometry, transforms);
      if (told.isPresent()) {
        List<String> warnings = new ArrayList<>(info.warnings());
        warnings.add(told.get());
        info = info.withBands(info.bands(), warnings);
      }
      return new HeaderOfFile(href, version, info, geometry);
    } catch (RasterException e) {
      throw SceneFiles.failure(e);
    }
  }

  /** Nobody tells a height at registration; for a footprint that of the coefficients will do. */
  private static SourceReading asRegistered(RasterInfo info) {
    return info.rational() == null
        ? SourceReading.AS_FILES_SAY
        : SourceReading.AS_FILES_SAY.withRpcHeight(info.rational().height().offset());
  }

  /**
   * Puts together what is registered.
   *
   * @param headers of all files, by href
   * @throws SceneRefusedException naming bands that their files do not have
   */
  public OwnSceneContent content(SceneRegistration given, Map<String, HeaderOfFile> headers) {
    List<BandRefusal> refusals = new ArrayList<>();
    List<OwnBand> bands = new ArrayList<>();
    for (int i = 0; i < given.bands().size(); i++) {
      BandRegistration band = given.bands().get(i);
      int at = i;
      band(band, headers.get(band.href()).info())
          .ifPresentOrElse(
              bands::add, () -> refusals.add(refusal(at, band, headers.get(band.href()).info())));
    }
    if (!refusals.isEmpty()) {
      throw new SceneRefusedException(refusals);
    }
    List<HeaderOfFile> all = given.hrefs().stream().map(headers::get).toList();
    RasterGeometry largest =
        all.stream()
            .map(HeaderOfFile::geometry)
            .max(Comparator.comparingLong(g -> (long) g.width() * g.height()))
            .orElseThrow();
    return new OwnSceneContent(
        given.name(),
        given.acquired() == null ? acquired(all) : given.acquired(),
        given.cloudCover(),
        bands,
        all.stream()
            .map(file -> new OwnFile(file.href(), file.version().etag(), file.version().bytes()))
            .toList(),
        crs(largest),
        Footprint.toJson(
            Footprint.of(all.stream().map(HeaderOfFile::geometry).distinct().toList(), transforms)),
        largest.width(),
        largest.height(),
        warnings(all));
  }

  /** Returns a band as its file has it; empty if it does not, or cannot hold its no-data value. */
  private static Optional<OwnBand> band(BandRegistration given, RasterInfo info) {
    int index = given.index() == null ? onlyBand(info) : given.index() - 1;
    if (index < 0 || index >= info.bands().size()) {
      return Optional.empty();
    }
    RasterInfo.BandInfo header = info.bands().get(index);
    if (given.nodata() != null && !ValidityChoice.isHeldBy(header.type(), given.nodata())) {
      return Optional.empty();
    }
    Double own = header.nodata();
    return Optional.of(
        new OwnBand(
            given.name(),
            given.href(),
            index + 1,
            given.nodata(),
            own != null && ValidityChoice.isHeldBy(header.type(), own) ? own : null,
            header.type(),
            info.width(),
            info.height(),
            header.calibration(),
            header.unit()));
  }

  /** Returns the only band from 0 that is not opacity; -1: there are several. */
  private static int onlyBand(RasterInfo info) {
    int[] data =
        IntStream.range(0, info.bands().size())
            .filter(i -> !info.bands().get(i).color().equals("alpha"))
            .toArray();
    return data.length == 1 ? data[0] : info.bands().size() == 1 ? 0 : -1;
  }

  private static BandRefusal refusal(int at, BandRegistration given, RasterInfo info) {
    int count = info.bands().size();
    if (given.index() == null && onlyBand(info) < 0) {
      return new BandRefusal(
          at,
          "index",
          ErrorCode.BAND_UNKNOWN,
          "Cannot choose the band \"%s\": its file has %d bands. Say by index which it is, from 1."
              .formatted(given.name(), count));
    }
    if (given.index() != null && given.index() > count) {
      return new BandRefusal(
          at,
          "index",
          ErrorCode.BAND_UNKNOWN,
          "Cannot find band %d of \"%s\": its file has %d. Indices count from 1."
              .formatted(given.index(), given.name(), count));
    }
    int index = given.index() == null ? onlyBand(info) : given.index() - 1;
    return new BandRefusal(
        at,
        "nodata",
        ErrorCode.REQUEST_INVALID,
        "Invalid no-data value %s of band \"%s\": its samples are %s, which cannot equal it. Correct it or leave it out."
            .formatted(given.nodata(), given.name(), info.bands().get(index).type()));
  }

  private static String acquired(List<HeaderOfFile> all) {
    return all.stream()
        .map(file -> file.info().acquired())
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private static String crs(RasterGeometry geometry) {
    return geometry.crs() == null ? "EPSG:" + geometry.epsg() : geometry.crs().toString();
  }

  private List<String> warnings(List<HeaderOfFile> all) {
    Set<String> warnings = new LinkedHashSet<>();
    all.forEach(file -> warnings.addAll(file.info().warnings()));
    List<String> crs = all.stream().map(file -> crs(file.geometry())).distinct().toList();
    if (crs.size() > 1) {
      warnings.add(
          "Its files are in %d coordinate systems (%s): all are brought to that of an export."
              .formatted(crs.size(), String.join(", ", crs.stream().limit(3).toList())));
    }
    Geometry first = Footprint.of(List.of(all.get(0).geometry()), transforms);
    for (HeaderOfFile file : all) {
      if (!Footprint.of(List.of(file.geometry()), transforms).intersects(first)) {
        warnings.add(
            "%s lies elsewhere than %s: they have no place in common. Check that both are of this scene."
                .formatted(
                    RemoteSources.safeName(file.href()),
                    RemoteSources.safeName(all.get(0).href())));
      }
    }
    return warnings.stream().limit(MAX_WARNINGS).map(redact).toList();
  }
}
