package io.landfall.catalogue;

import io.landfall.landsat.LandsatId;
import io.landfall.landsat.MtlMetadata;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.RasterGeometry;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.SceneId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A folder with a file a band, with or without the product's metadata: Landsat's MTL file,
 * Sentinel-2's MTD file. Sentinel-2 products may be as they were downloaded, with bands further
 * down.
 */
final class SceneFolder {
  static final Double LANDSAT_FILL = 0.0;
  private static final Double SENTINEL_2_NO_DATA = 0.0;

  /** Files of Landsat whose fill is 0; those of Collection 1 and ARD are tagged with theirs. */
  private static final Pattern FILL_IS_0 =
      Pattern.compile("(?:S[RT]_)?B\\d.*", Pattern.CASE_INSENSITIVE);

  private static final Pattern SENTINEL_2_TIME =
      Pattern.compile(
          "(?:S2[A-D]_MSIL\\d[AC]|(?:L2A_)?T\\d{2}[A-Z]{3})_"
              + "(\\d{4})(\\d\\d)(\\d\\d)T(\\d\\d)(\\d\\d)(\\d\\d)(?:_.*)?");

  private SceneFolder() {}

  /** Reads a folder that nothing above belongs to. */
  static Scene read(SceneId id, Path folder, String name) {
    return read(id, folder, name, folder);
  }

  /**
   * Reads the folder's listing and metadata.
   *
   * @param name of the folder or archive, for people
   * @param top the folder that nothing above is read of
   * @throws ExportFailure SCENE_UNREADABLE; SCENE_UNSUPPORTED where it holds no band files, or
   *     those of several products
   */
  static Scene read(SceneId id, Path folder, String name, Path top) {
    FolderFiles files = FolderFiles.of(folder, top);
    FolderBands bands = FolderBands.of(folder, files.rasters());
    if (bands.isEmpty()) {
      throw new ExportFailure(
          ErrorCode.SCENE_UNSUPPORTED,
          "Cannot use %s as a scene: no file in it is named like a band (…_B4.TIF). Give a raster file or the folder of one scene."
              .formatted(folder));
    }
    Optional<MtlMetadata> mtl = mtl(files.mtl(), bands.product());
    Optional<Sentinel2Metadata> mtd = mtd(files.mtd(), bands.product());
    String product =
        mtl.flatMap(MtlMetadata::productId)
            .or(() -> mtd.flatMap(Sentinel2Metadata::productId))
            .orElseGet(() -> product(name.replaceFirst("(?i)\\.SAFE$", ""), bands.product()));
    return scene(id, product, bands, mtl, mtd);
  }

  private static Scene scene(
      SceneId id,
      String product,
      FolderBands bands,
      Optional<MtlMetadata> mtl,
      Optional<Sentinel2Metadata> mtd) {
    String sensor = BandAliases.isKnown(bands.product()) ? bands.product() : product;
    BandAliases names =
        mtl.filter(metadata -> !metadata.isMultispectralScanner())
            .map(metadata -> BandAliases.ofLandsat(metadata.satellite()))
            .orElseGet(() -> BandAliases.ofProduct(sensor));
    boolean landsat = mtl.isPresent() || BandAliases.isLandsat(sensor);
    boolean sentinel2 = !landsat && (mtd.isPresent() || isPlainSentinel2(sensor));
    List<SceneBand> found = new ArrayList<>();
    List<String> shown = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    for (FolderBands.ProductBand band : bands.bands()) {
      List<String> aliases = band.aliases(names);
      BandFile file = band.file().band();
      Calibration calibration =
          sentinel2
              ? Calibration.ofSentinel2(mtd, file, warnings)
              : Calibration.ofLandsat(mtl, file, warnings);
      found.add(
          new SceneBand(
              aliases,
              band.file().path().toUri().toString(),
              0,
              nodata(file, landsat, sentinel2),
              geometry(aliases, mtl),
              calibration.rescaling(),
              calibration.unit()));
      if (band.isBest() && !file.isAuxiliary()) {
        shown.add(aliases.get(0));
      }
    }
    List<SceneBand> named = CommonNames.withSynonyms(found);
    Optional<String> acquired =
        mtl.flatMap(MtlMetadata::acquired)
            .or(() -> mtd.flatMap(Sentinel2Metadata::acquired))
            .or(() -> sentinel2Time(product).or(() -> sentinel2Time(bands.product())));
    List<String> orElse = shown.isEmpty() ? named.stream().map(SceneBand::name).toList() : shown;
    return new Scene(
        id,
        product,
        named,
        CommonNames.defaultBands(named, orElse),
        acquired.orElse(null),
        mtl.flatMap(MtlMetadata::cloudCover)
            .or(() -> mtd.flatMap(Sentinel2Metadata::cloudCover))
            .orElse(null),
        warnings);
  }

  /** No-data of a bit field is a bit, and of others tagged. */
  private static Double nodata(BandFile file, boolean landsat, boolean sentinel2) {
    if (landsat && FILL_IS_0.matcher(file.code()).matches()) {
      return LANDSAT_FILL;
    }
    return sentinel2 && file.number() != null ? SENTINEL_2_NO_DATA : null;
  }

  private static RasterGeometry geometry(List<String> aliases, Optional<MtlMetadata> mtl) {
    return mtl.flatMap(metadata -> metadata.geometry(cellSize(aliases))).orElse(null);
  }

  /** The folder's name is for people if it is a product's. */
  private static String product(String folderName, String fileStart) {
    return !BandAliases.isKnown(folderName) && BandAliases.isKnown(fileStart)
        ? fileStart
        : folderName;
  }

  /** Harmonised products have another no-data value, which their files tell. */
  private static boolean isPlainSentinel2(String product) {
    return BandAliases.isSentinel2(product) && !product.toUpperCase(Locale.ROOT).startsWith("HLS");
  }

  private static Optional<String> sentinel2Time(String product) {
    Matcher time = SENTINEL_2_TIME.matcher(product);
    return time.matches() ? Optional.of(time.replaceFirst("$1-$2-$3T$4:$5:$6Z")) : Optional.empty();
  }

  private static Optional<MtlMetadata> mtl(List<Path> files, String product) {
    MtlMetadata first = null;
    for (Path file : files) {
      MtlMetadata metadata = MtlMetadata.read(file);
      if (first != null && !first.productId().equals(metadata.productId())) {
        throw otherMetadata(file, metadata.productId(), first.productId().orElse(""));
      }
      if (LandsatId.parse(product).isPresent() && !metadata.describes(product)) {
        throw otherMetadata(file, metadata.productId(), product);
      }
      first = first == null ? metadata : first;
    }
    return Optional.ofNullable(first);
  }

  private static Optional<Sentinel2Metadata> mtd(List<Path> files, String product) {
    Sentinel2Metadata first = null;
    for (Path file : files) {
      Sentinel2Metadata metadata = Sentinel2Metadata.read(file);
      if (first != null && !first.productId().equals(metadata.productId())) {
        throw otherMetadata(file, metadata.productId(), first.productId().orElse(""));
      }
      if (!metadata.mayDescribe(product)) {
        throw otherMetadata(file, metadata.productId(), product);
      }
      first = first == null ? metadata : first;
    }
    return Optional.ofNullable(first);
  }

  private static ExportFailure otherMetadata(Path file, Optional<String> is, String product) {
    return new ExportFailure(
        ErrorCode.SCENE_UNSUPPORTED,
        "Cannot use %s as a scene: the metadata %s are of %s, and other files of %s. Take out what is not of the one product."
            .formatted(
                file.getParent(), file.getFileName(), is.orElse("an unnamed product"), product));
  }

  private static String cellSize(List<String> aliases) {
    return switch (aliases.get(0)) {
      case "panchromatic" -> "GRID_CELL_SIZE_PANCHROMATIC";
      case "tirs1", "tirs2" -> "GRID_CELL_SIZE_THERMAL";
      default -> "GRID_CELL_SIZE_REFLECTIVE";
    };
  }
}
