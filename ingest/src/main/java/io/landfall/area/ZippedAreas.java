package io.landfall.area;

import io.landfall.archive.ArchiveMember;
import io.landfall.archive.ArchiveReader;
import io.landfall.scratch.ScratchFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A zip archive of files with areas: shapefiles with what belongs to them, KML (as KMZ),
 * GeoPackages, GeoJSON, WKT. They are extracted into a folder of their own, which is deleted again.
 */
final class ZippedAreas implements AutoCloseable {
  private static final int MAX_FILES = 1_000;
  private static final int MAX_DEPTH = 16;
  private static final int MAX_LAYERS = 10_000;
  private static final int MAX_NAME_CHARACTERS = 1 << 20;
  private static final List<String> BESIDE_A_SHAPEFILE = List.of(".shx", ".dbf", ".prj");
  private static final List<String> ENDINGS =
      List.of(".shp", ".kml", ".gpkg", ".geojson", ".geojsonl", ".geojsons", ".json", ".wkt");

  private final Path folder;
  private final AreaLimits limits;
  private int files;

  private ZippedAreas(Path folder, AreaLimits limits) {
    this.folder = folder;
    this.limits = limits;
  }

  /**
   * Extracts an archive.
   *
   * @throws AreaFormatException if it is damaged or too large
   */
  static ZippedAreas extract(Path zip, AreaLimits limits) {
    ZippedAreas areas = null;
    try {
      areas =
          new ZippedAreas(
              Files.createTempDirectory(ScratchFolder.path(), "landfall-area-"), limits);
      ArchiveReader.read(zip, limits.archive(), areas::extract);
      return areas;
    } catch (IOException | RuntimeException e) { // of a damaged archive it may be any
      if (areas != null) {
        areas.close();
      }
      throw new AreaFormatException(
          "it cannot be extracted: " + e.getMessage(), "Extract it, and give the file in it", e);
    }
  }

  /** Returns where it was extracted. */
  Path folder() {
    return folder;
  }

  private void extract(ArchiveMember member, InputStream content) throws IOException {
    String name = member.fileName().toLowerCase(Locale.ROOT);
    boolean isWanted =
        !name.startsWith(".") // macOS puts ._NAME beside each file
            && Stream.concat(ENDINGS.stream(), BESIDE_A_SHAPEFILE.stream())
                .anyMatch(name::endsWith);
    if (!isWanted) {
      return;
    }
    if (++files > MAX_FILES || member.path().size() > MAX_DEPTH) {
      throw new IOException(
          "it holds more than %d files, or one in more than %d folders"
              .formatted(MAX_FILES, MAX_DEPTH));
    }
    Path file = folder;
    for (String part : member.path()) {
      file = file.resolve(part);
    }
    if (Files.exists(file)) {
      throw new IOException("it holds two files named %s".formatted(member.fileName()));
    }
    Files.createDirectories(file.getParent());
    Files.copy(content, file);
  }

  /**
   * Returns the layers of all files; a name that several have is preceded by that of the file. Some
   * formats are in memory as long as their layers are, so the file of a layer is read again for it.
   *
   * @throws AreaFormatException if a file is damaged, or there is none
   */
  List<AreaLayer> layers() {
    List<AreaLayer> layers = new ArrayList<>();
    List<AreaLayer> byPath = new ArrayList<>();
    long characters = 0;
    for (Path file : areaFiles()) {
      List<String> names = layers(file).stream().map(AreaLayer::name).toList();
      characters += names.stream().mapToLong(String::length).sum();
      if (layers.size() + names.size() > MAX_LAYERS || characters > MAX_NAME_CHARACTERS) {
        throw new AreaFormatException(
            "its files have more than %d layers, or names of more than %d characters in all"
                .formatted(MAX_LAYERS, MAX_NAME_CHARACTERS),
            "Save the layer that is meant as a file of its own");
      }
      for (int i = 0; i < names.size(); i++) {
        int index = i;
        AreaLayer.Content again =
            reading -> layers(file).get(index).content().read(reading); // one file in memory
        layers.add(new AreaLayer(names.get(i), again));
        byPath.add(new AreaLayer("%s/%s".formatted(folder.relativize(file), names.get(i)), again));
      }
    }
    long names = layers.stream().map(AreaLayer::name).distinct().count();
    return names == layers.size() ? layers : byPath;
  }

  private List<AreaLayer> layers(Path file) {
    return AreaFile.layers(file, AreaFile.head(file), limits, href -> isInside(file, href));
  }

  /** Tells whether a link leads to a file of the archive: each of them is read. */
  private boolean isInside(Path from, String href) {
    try {
      return Files.exists(from.resolveSibling(href))
          && from.resolveSibling(href).normalize().startsWith(folder);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private List<Path> areaFiles() {
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> found =
          all.filter(Files::isRegularFile)
              .filter(file -> ENDINGS.stream().anyMatch(lowerName(file)::endsWith))
              .sorted()
              .toList();
      if (found.isEmpty()) {
        throw new AreaFormatException(
            "it is a zip archive without a file of an area (%s)"
                .formatted(String.join(", ", ENDINGS)),
            "");
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e); // of a folder of ours
    }
  }

  private static String lowerName(Path file) {
    return file.getFileName().toString().toLowerCase(Locale.ROOT);
  }

  /** Deletes what was extracted; quietly, since it is in nobody's way. */
  @Override
  public void close() {
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      folder.toFile().delete();
    }
  }
}
