package io.landfall.catalogue;

import io.landfall.landsat.MtlMetadata;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.RasterGeometry;
import io.landfall.model.Rescaling;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.SceneId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A folder with a file a band, with or without an MTL file. */
final class SceneFolder {
  private static final int MAX_FILES = 1_000;
  static final double LANDSAT_FILL = 0;

  private SceneFolder() {}

  /**
   * Reads the folder's listing and metadata.
   *
   * @throws ExportFailure SCENE_UNREADABLE, or SCENE_UNSUPPORTED where it holds no band files
   */
  static Scene read(SceneId id, Path folder, String name) {
    List<Path> files = list(folder);
    Optional<MtlMetadata> metadata =
        files.stream().filter(SceneFolder::isMetadata).findFirst().map(MtlMetadata::read);
    String product = metadata.flatMap(MtlMetadata::productId).orElse(name);
    BandAliases names =
        metadata
            .filter(mtl -> !mtl.isMultispectralScanner())
            .map(mtl -> BandAliases.ofLandsat(mtl.satellite()))
            .orElseGet(() -> bandAliases(product, files));
    boolean landsat = metadata.isPresent() || BandAliases.isLandsat(product);
    List<SceneBand> bands = new ArrayList<>();
    for (Path file : files) {
      if (isRaster(file)) {
        names
            .aliases(stem(file))
            .ifPresent(aliases -> bands.add(band(file, aliases, landsat, metadata)));
      }
    }
    if (bands.isEmpty()) {
      throw new ExportFailure(
          ErrorCode.SCENE_UNSUPPORTED,
          "Cannot use %s as a scene: no file in it is named like a band (…_B4.TIF). Give a raster file or the folder of one scene."
              .formatted(folder));
    }
    bands.sort(Comparator.comparing(SceneFolder::sortKey));
    return new Scene(
        id,
        product,
        bands,
        defaultBands(bands),
        metadata.flatMap(MtlMetadata::acquired).orElse(null));
  }

  /** Returns the names of the bands to show when nobody chose. */
  static List<String> defaultBands(List<SceneBand> bands) {
    List<String> colours = List.of("red", "green", "blue");
    return colours.stream().allMatch(name -> bands.stream().anyMatch(b -> b.hasAlias(name)))
        ? colours
        : bands.stream().map(SceneBand::name).toList();
  }

  private static BandAliases bandAliases(String product, List<Path> files) {
    BandAliases byFolder = BandAliases.ofProduct(product);
    return files.stream()
        .filter(SceneFolder::isRaster)
        .findFirst()
        .filter(file -> !BandAliases.isLandsat(product))
        .map(file -> BandAliases.ofProduct(stem(file)))
        .orElse(byFolder);
  }

  private static SceneBand band(
      Path file, List<String> aliases, boolean landsat, Optional<MtlMetadata> metadata) {
    RasterGeometry geometry = metadata.flatMap(mtl -> mtl.geometry(cellSize(aliases))).orElse(null);
    boolean quality = aliases.get(0).contains("QA"); // no-data of a bit field is a bit, and tagged
    Double nodata = landsat && !quality ? LANDSAT_FILL : null;
    return new SceneBand(
        aliases,
        file.toUri().toString(),
        0,
        nodata,
        geometry,
        calibration(aliases, metadata),
        null);
  }

  static Rescaling calibration(List<String> aliases, Optional<MtlMetadata> metadata) {
    Optional<String> number = aliases.stream().filter(alias -> alias.matches("\\d+")).findFirst();
    return number.flatMap(n -> metadata.flatMap(mtl -> mtl.reflectance(n))).orElse(null);
  }

  private static String cellSize(List<String> aliases) {
    return switch (aliases.get(0)) {
      case "panchromatic" -> "GRID_CELL_SIZE_PANCHROMATIC";
      case "tirs1", "tirs2" -> "GRID_CELL_SIZE_THERMAL";
      default -> "GRID_CELL_SIZE_REFLECTIVE";
    };
  }

  /** Orders bands by number; those without one come last. */
  private static String sortKey(SceneBand band) {
    return band.aliases().stream()
        .filter(alias -> alias.matches("\\d+A?"))
        .findFirst()
        .map(alias -> "%3s".formatted(alias.replace("A", "")) + alias)
        .orElse("~" + band.name());
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().limit(MAX_FILES).toList();
    } catch (IOException e) {
      throw new ExportFailure(
          ErrorCode.SCENE_UNREADABLE,
          "Cannot list the folder %s: %s.".formatted(folder, e.getMessage()),
          e);
    }
  }

  private static boolean isMetadata(Path file) {
    String name = file.getFileName().toString().toUpperCase(Locale.ROOT);
    return name.endsWith("_MTL.TXT") || name.endsWith("_MTL.JSON");
  }

  static boolean isRaster(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".tif") || name.endsWith(".tiff") || name.endsWith(".jp2");
  }

  private static String stem(Path file) {
    String name = file.getFileName().toString();
    return name.substring(0, name.lastIndexOf('.'));
  }
}
