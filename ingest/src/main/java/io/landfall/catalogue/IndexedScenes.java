package io.landfall.catalogue;

import io.landfall.export.SceneSource;
import io.landfall.index.query.IndexedScene;
import io.landfall.landsat.LandsatBands;
import io.landfall.landsat.LandsatId;
import io.landfall.landsat.LandsatScene;
import io.landfall.landsat.MtlMetadata;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.SceneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scenes of the index, by product or entity id; its band files lie where the list says. What is a
 * file is taken from there.
 */
public final class IndexedScenes implements SceneSource {
  private static final Logger LOG = LoggerFactory.getLogger(IndexedScenes.class);
  private static final Set<ErrorCode> NO_FILE =
      Set.of(ErrorCode.SCENE_UNKNOWN, ErrorCode.NOT_ALLOWED);

  private final SceneSource files;
  private final Function<String, Optional<IndexedScene>> index;
  private final DocumentFetcher documents;

  /**
   * Makes a source.
   *
   * @param files asked first, and for all that looks like no Landsat scene
   * @param index finds a scene by product or entity id
   * @param documents fetches metadata, and asks no host that it should not
   */
  public IndexedScenes(
      SceneSource files,
      Function<String, Optional<IndexedScene>> index,
      DocumentFetcher documents) {
    this.files = files;
    this.index = index;
    this.documents = documents;
  }

  @Override
  public Scene scene(SceneId id) {
    try {
      return files.scene(id);
    } catch (ExportFailure failure) {
      if (!NO_FILE.contains(failure.code()) || LandsatId.parse(id.value()).isEmpty()) {
        throw failure;
      }
      return index
          .apply(id.value())
          .map(found -> scene(id, found.listed()))
          .orElseThrow(() -> failure);
    }
  }

  private Scene scene(SceneId id, LandsatScene listed) {
    if (LandsatBands.href(listed, "").isEmpty()) {
      throw new ExportFailure(
          ErrorCode.SCENE_UNREADABLE,
          "Cannot read scene %s: the list that the index has it from does not say where its files are. Put them below the import folder."
              .formatted(id));
    }
    Optional<MtlMetadata> metadata = metadata(listed);
    BandAliases names = BandAliases.ofProduct(listed.id());
    List<SceneBand> bands = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    for (LandsatBands.LandsatBand band : LandsatBands.of(listed)) {
      Set<String> aliases = new LinkedHashSet<>(List.of(band.key(), band.fileSuffix()));
      Optional<BandFile> file = BandFile.parse(band.fileSuffix());
      file.map(names::aliases).ifPresent(aliases::addAll);
      Calibration calibration =
          file.map(parsed -> Calibration.ofLandsat(metadata, parsed, warnings))
              .orElse(Calibration.UNKNOWN);
      bands.add(
          new SceneBand(
              List.copyOf(aliases),
              href(listed, band.fileSuffix() + ".TIF"),
              0,
              SceneFolder.LANDSAT_FILL,
              null,
              calibration.rescaling(),
              calibration.unit()));
    }
    List<String> shown = bands.stream().map(SceneBand::name).toList();
    LandsatBands.qualitySuffix(listed.id())
        .ifPresent(
            suffix ->
                bands.add(
                    new SceneBand(
                        List.of(suffix),
                        href(listed, suffix + ".TIF"),
                        0,
                        null,
                        null,
                        null,
                        null)));
    List<SceneBand> named = CommonNames.withSynonyms(bands);
    return new Scene(
        id,
        listed.id(),
        named,
        CommonNames.defaultBands(named, shown),
        listed.acquired().truncatedTo(ChronoUnit.SECONDS).toString(),
        listed.cloudCover(),
        warnings);
  }

  /** Google's bucket is open to all by https too. */
  private static String href(LandsatScene listed, String end) {
    return LandsatBands.href(listed, end)
        .orElseThrow()
        .replaceFirst("^gs://", "https://storage.googleapis.com/");
  }

  /** A scene without it can be exported all the same, but for its reflectance. */
  private Optional<MtlMetadata> metadata(LandsatScene listed) {
    for (String end : List.of("MTL.json", "MTL.txt", "MTL.xml")) {
      String href = href(listed, end);
      try {
        return Optional.of(MtlMetadata.parse(href, documents.fetch(href, MtlMetadata.MAX_BYTES)))
            .filter(metadata -> metadata.describes(listed.id()));
      } catch (ExportFailure e) {
        LOG.debug("Scene {} comes without {}: {}", listed.id(), end, e.getMessage());
      }
    }
    return Optional.empty();
  }
}
