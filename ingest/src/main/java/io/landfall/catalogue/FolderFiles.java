package io.landfall.catalogue;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of a product's folder that are of use: rasters and metadata. Of a Sentinel-2 product
 * they lie below it, in {@code GRANULE/.../IMG_DATA}.
 *
 * @param rasters in the order of their paths
 * @param mtl Landsat's metadata, as text before JSON before XML
 * @param mtd Sentinel-2's metadata
 */
record FolderFiles(List<Path> rasters, List<Path> mtl, List<Path> mtd) {
  private static final int MAX_FILES = 1_000;
  private static final List<String> MTL_ENDINGS = List.of("_MTL.TXT", "_MTL.JSON", "_MTL.XML");

  private static final List<String> SIDECAR_ENDINGS =
      List.of(
          ".AUX.XML",
          ".MSK",
          ".OVR",
          ".TFW",
          ".TIFW",
          ".TIFFW",
          ".JGW",
          ".J2W",
          ".JP2W",
          ".WLD",
          ".PRJ",
          ".RPB",
          ".RPC",
          "_RPC.TXT");

  /** Folders inside a Sentinel-2 product, whose metadata lie at its top. */
  private static final Pattern INSIDE_SAFE =
      Pattern.compile("R\\d\\dm|IMG_DATA|L(?:1C|2A)_.*|GRANULE", Pattern.CASE_INSENSITIVE);

  /**
   * Lists a folder.
   *
   * @param top the folder that nothing above is read of
   * @throws ExportFailure SCENE_UNREADABLE; NOT_ALLOWED for a link to what does not lie below
   *     {@code top}; SCENE_UNSUPPORTED where it holds more than one granule, or more files than any
   *     product
   */
  static FolderFiles of(Path folder, Path top) {
    List<Path> all = new ArrayList<>(wanted(folder, top));
    if (rasters(all).isEmpty()) {
      Path images = imageFolder(folder);
      if (!images.equals(folder)) {
        all.addAll(wanted(images, top));
      }
      for (Path resolution : folders(images, "(?i)R\\d\\dm")) {
        all.addAll(wanted(resolution, top));
      }
    }
    Path above = folder;
    while (mtd(all).isEmpty()
        && !above.equals(top)
        && above.getFileName() != null
        && INSIDE_SAFE.matcher(above.getFileName().toString()).matches()) {
      above = above.getParent();
      all.addAll(mtd(wanted(above, top)));
    }
    List<Path> mtl = new ArrayList<>();
    for (String ending : MTL_ENDINGS) {
      all.stream().filter(file -> upperName(file).endsWith(ending)).forEach(mtl::add);
    }
    return new FolderFiles(rasters(all), mtl, mtd(all));
  }

  /** Tells whether a file of an archive belongs to the product's bands and metadata. */
  static boolean isWanted(Path file) {
    if (file.getFileName().toString().startsWith(".")) {
      return false; // macOS puts ._NAME beside each file of a tar file
    }
    return isRaster(file)
        || MTL_ENDINGS.stream().anyMatch(upperName(file)::endsWith)
        || Sentinel2Metadata.isMetadata(file);
  }

  /** Tells whether a file of an archive may tell of a raster beside it, as its place. */
  static boolean isSidecar(Path file) {
    return !file.getFileName().toString().startsWith(".")
        && SIDECAR_ENDINGS.stream().anyMatch(upperName(file)::endsWith);
  }

  private static Path imageFolder(Path folder) {
    List<Path> granules = new ArrayList<>();
    for (Path granule : folders(folder.resolve("GRANULE"), ".*")) {
      if (Files.isDirectory(granule.resolve("IMG_DATA"))) {
        granules.add(granule);
      }
    }
    if (granules.size() > 1) {
      throw new ExportFailure(
          ErrorCode.SCENE_UNSUPPORTED,
          "Cannot use %s as a scene: it has %d granules, which are scenes of their own. Give one of them, as %s."
              .formatted(folder, granules.size(), granules.get(0)));
    }
    Path images = (granules.isEmpty() ? folder : granules.get(0)).resolve("IMG_DATA");
    return Files.isDirectory(images) ? images : folder;
  }

  private static List<Path> folders(Path folder, String name) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    return list(folder).stream()
        .filter(Files::isDirectory)
        .filter(below -> below.getFileName().toString().matches(name))
        .toList();
  }

  private static List<Path> wanted(Path folder, Path top) {
    List<Path> files =
        list(folder).stream().filter(FolderFiles::isWanted).filter(Files::isRegularFile).toList();
    if (files.size() > MAX_FILES) {
      throw new ExportFailure(
          ErrorCode.SCENE_UNSUPPORTED,
          "Cannot use %s as a scene: it holds %d rasters, more than any product. Give the folder of one product."
              .formatted(folder, files.size()));
    }
    if (top.getNameCount() > 0) {
      Path realTop = real(top); // which may lie behind a link itself
      files.forEach(file -> checkInside(file, realTop));
    }
    return files;
  }

  /** Metadata are read here, so a link to what lies elsewhere must not get as far. */
  private static void checkInside(Path file, Path realTop) {
    if (!real(file).startsWith(realTop)) {
      throw new ExportFailure(
          ErrorCode.NOT_ALLOWED,
          "Cannot read %s: it is a link to what lies outside the import folder. Put the file itself there."
              .formatted(file));
    }
  }

  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      throw new ExportFailure(
          ErrorCode.SCENE_UNREADABLE,
          "Cannot read %s: %s.".formatted(file, e.getClass().getSimpleName()),
          e);
    }
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new ExportFailure(
          ErrorCode.SCENE_UNREADABLE,
          "Cannot list the folder %s: %s.".formatted(folder, e.getMessage()),
          e);
    }
  }

  private static List<Path> rasters(List<Path> files) {
    return files.stream().filter(FolderFiles::isRaster).toList();
  }

  private static List<Path> mtd(List<Path> files) {
    return files.stream().filter(Sentinel2Metadata::isMetadata).toList();
  }

  /** Tells whether a file is a raster, by its name. */
  static boolean isRaster(Path file) {
    String name = upperName(file);
    return name.endsWith(".TIF") || name.endsWith(".TIFF") || name.endsWith(".JP2");
  }

  private static String upperName(Path file) {
    return file.getFileName().toString().toUpperCase(Locale.ROOT);
  }
}
