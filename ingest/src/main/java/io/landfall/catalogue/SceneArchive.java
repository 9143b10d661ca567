package io.landfall.catalogue;

import io.landfall.archive.ArchiveForm;
import io.landfall.archive.ArchiveLimits;
import io.landfall.archive.ArchiveMember;
import io.landfall.archive.ArchiveReader;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.Scene;
import io.landfall.model.SceneId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A scene in an archive: its rasters, what belongs to them and metadata are extracted into a
 * folder, once. Files of a {@code .SAFE} product keep their folders below it, others lose theirs.
 */
final class SceneArchive {
  private static final ArchiveLimits LIMITS =
      new ArchiveLimits(16L << 30, 100, 256L << 20, 10_000); // scenes compress to a tenth at best

  /** Of bands and metadata. */
  private static final int MAX_ENTRIES = 1_000;

  /** Of a Sentinel-2 product: PRODUCT.SAFE/GRANULE/ID/IMG_DATA/R10m/FILE. */
  private static final int MAX_SAFE_DEPTH = 8;

  private static final String SAFE = ".SAFE";

  /** Changed when other files are extracted than before, so that earlier folders are not taken. */
  private static final String CONTENT_VERSION = "-4";

  private SceneArchive() {}

  /** Returns the name of an archive without its endings. */
  static String name(Path file) {
    return ArchiveForm.withoutEnding(file.getFileName().toString()).replaceFirst("(?i)\\.gz$", "");
  }

  /**
   * Reads the scene of an archive: bands and metadata, or one raster.
   *
   * @param cache where it is extracted
   * @throws ExportFailure as {@link #extract}, and as {@link SceneFolder#read}
   */
  static Scene scene(SceneId id, Path archive, Path cache) {
    Path folder = extract(archive, cache);
    List<Path> rasters = FolderFiles.of(folder, folder).rasters();
    if (FolderBands.of(folder, rasters).isEmpty()) {
      if (rasters.size() != 1) {
        throw unsupported(
            archive,
            rasters.isEmpty()
                ? "it holds no raster"
                : String.format(
                    Locale.ROOT,
                    "it holds %d rasters, and none is named like a band (…_B4.TIF)",
                    rasters.size()),
            "Give a raster file, or an archive or folder of one scene");
      }
      return RemoteScenes.rasterScene(id, name(archive), rasters.get(0).toUri().toString());
    }
    return SceneFolder.read(id, folder, name(archive));
  }

  /**
   * Extracts the archive below {@code cache}; other files than rasters, their sidecars and metadata
   * are left out.
   *
   * @return the folder with the files: of a {@code .SAFE} product its own
   * @throws ExportFailure SCENE_UNREADABLE if the archive is damaged or too large;
   *     SCENE_UNSUPPORTED if it holds several products, or nothing of one
   */
  static Path extract(Path archive, Path cache) {
    try {
      String version =
          String.format(
              Locale.ROOT,
              "%x-%d-%d",
              archive.toAbsolutePath().hashCode(), // archives of one name may lie in two folders
              Files.size(archive),
              Files.getLastModifiedTime(archive).toMillis());
      Path folder =
          new ArchiveCache(cache, ArchiveCache.MAX_BYTES)
              .get(
                  name(archive) + "-" + version + CONTENT_VERSION,
                  into -> new ExtractionRun(into).extract(archive));
      return productFolder(archive, folder);
    } catch (IOException | InvalidPathException e) {
      throw new ExportFailure(
          ErrorCode.SCENE_UNREADABLE,
          String.format(
              Locale.ROOT,
              "Cannot extract %s: %s. Give the file as it was downloaded, or the folder of its"
                  + " files.",
              archive,
              e.getMessage()),
          e);
    }
  }

  private static Path productFolder(Path archive, Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.sorted().toList();
    }
    List<Path> products = files.stream().filter(Files::isDirectory).toList();
    if (products.isEmpty()) {
      return folder;
    }
    if (files.size() > 1) {
      throw unsupported(
          archive,
          String.format(
              Locale.ROOT,
              "it holds more than the product %s: %s",
              products.get(0).getFileName(),
              files.stream()
                  .filter(file -> !file.equals(products.get(0)))
                  .toList()
                  .get(0)
                  .getFileName()),
          "Extract it, and give the folder of one product");
    }
    return products.get(0);
  }

  private static ExportFailure unsupported(Path archive, String why, String fix) {
    return new ExportFailure(
        ErrorCode.SCENE_UNSUPPORTED,
        String.format(Locale.ROOT, "Cannot use %s as a scene: %s. %s.", archive, why, fix));
  }

  /** One run over an archive. */
  private static final class ExtractionRun {
    private final Path into;
    private int files;
    private String archiveInside;

    ExtractionRun(Path into) {
      this.into = into;
    }

    void extract(Path archive) throws IOException {
      ArchiveReader.read(archive, LIMITS, this::extract);
      if (files == 0 && archiveInside != null) {
        throw unsupported(
            archive,
            String.format(Locale.ROOT, "it holds no raster, but the archive %s", archiveInside),
            "Extract it, and give what is inside");
      }
    }

    private void extract(ArchiveMember member, InputStream content) throws IOException {
      Path name = Path.of(member.fileName());
      if (!FolderFiles.isWanted(name) && !FolderFiles.isSidecar(name)) {
        boolean isArchive = ArchiveForm.hasArchiveName(member.fileName());
        archiveInside = isArchive ? member.fileName() : archiveInside;
        return;
      }
      if (++files > MAX_ENTRIES) {
        throw new IOException(
            String.format(Locale.ROOT, "it holds more than %d files", MAX_ENTRIES));
      }
      Path file = into;
      for (String part : extractedPath(member)) {
        file = file.resolve(part);
      }
      if (Files.exists(file)) {
        throw new IOException(
            String.format(Locale.ROOT, "it holds two files named %s", file.getFileName()));
      }
      Files.createDirectories(file.getParent());
      Files.copy(content, file);
      Files.setLastModifiedTime(file, member.modified()); // extracted again, it is the same
    }

    private static List<String> extractedPath(ArchiveMember member) throws IOException {
      List<String> path = member.path();
      for (int i = 0; i < path.size() - 1; i++) {
        if (path.get(i).toUpperCase(Locale.ROOT).endsWith(SAFE)) {
          if (path.size() - i > MAX_SAFE_DEPTH) {
            throw new IOException(
                String.format(Locale.ROOT, "%s lies too deep in it", member.fileName()));
          }
          return path.subList(i, path.size());
        }
      }
      return List.of(member.fileName());
    }
  }
}
