package io.landfall.catalogue;

import io.landfall.archive.ArchiveForm;
import io.landfall.archive.ArchiveLimits;
import io.landfall.archive.ArchiveMember;
import io.landfall.archive.ArchiveReader;
import io.landfall.archive.SingleFileException;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.SceneId;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A scene in an archive: its rasters, what belongs to them and metadata are extracted into a
 * folder, once. Rasters that lie in it uncompressed are read there, and a {@link MemberPlaceholder}
 * stands for each. Files of a {@code .SAFE} product keep their folders below it, others lose
 * theirs.
 */
final class SceneArchive {
  private static final ArchiveLimits LIMITS =
      new ArchiveLimits(16L << 30, 100, 256L << 20, 10_000); // scenes compress to a tenth at best

  /** Of bands and metadata. */
  private static final int MAX_ENTRIES = 1_000;

  /** Of a Sentinel-2 product: PRODUCT.SAFE/GRANULE/ID/IMG_DATA/R10m/FILE. */
  private static final int MAX_SAFE_DEPTH = 8;

  private static final String SAFE = ".SAFE";
  private static final String COMPRESSED =
      "it is compressed, and on another machine only files of tar and zip archives that are not"
          + " compressed are read";
  private static final String DOWNLOAD = "Download it, and give its path";

  /** Changed when other files are extracted than before, so that earlier folders are not taken. */
  private static final String CONTENT_VERSION = "-6";

  private SceneArchive() {}

  /**
   * Reads the scene of an archive: bands and metadata, or one raster.
   *
   * @param cache where it is extracted
   * @throws ExportFailure SCENE_UNREADABLE if the archive is damaged or too large;
   *     SCENE_UNSUPPORTED if it holds several products, or nothing of one; as {@link
   *     SceneFolder#read}
   */
  static Scene scene(SceneId id, Path archive, Path cache) {
    return scene(id, local(archive), cache);
  }

  /** Reads that of an archive that may lie on another machine. */
  static Scene scene(SceneId id, ArchiveSource archive, Path cache) {
    return inPlace(sceneOfFolder(id, archive, extract(archive, cache)), archive);
  }

  private static ArchiveSource local(Path archive) {
    try {
      return ArchiveSource.of(archive);
    } catch (IOException e) {
      throw unreadable(archive.toString(), e);
    }
  }

  /** Names the archive where a placeholder stands for what lies in it. */
  private static Scene inPlace(Scene scene, ArchiveSource archive) {
    List<SceneBand> bands = new ArrayList<>();
    for (SceneBand band : scene.bands()) {
      Path file = Path.of(URI.create(band.href()));
      try {
        bands.add(band.withHref(MemberPlaceholder.href(file, archive)));
      } catch (IOException e) {
        throw new ExportFailure(
            ErrorCode.SCENE_UNREADABLE,
            String.format(Locale.ROOT, "Cannot read %s: %s. Export again.", file, e),
            e);
      }
    }
    return scene.withBands(bands);
  }

  private static Scene sceneOfFolder(SceneId id, ArchiveSource archive, Path folder) {
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
      return RemoteScenes.rasterScene(id, archive.name(), rasters.get(0).toUri().toString());
    }
    return SceneFolder.read(id, folder, archive.name());
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
    return extract(local(archive), cache);
  }

  private static Path extract(ArchiveSource archive, Path cache) {
    try {
      Path folder =
          new ArchiveCache(cache, ArchiveCache.MAX_BYTES)
              .get(
                  archive.key() + CONTENT_VERSION,
                  into -> new ExtractionRun(into).extract(archive));
      return productFolder(archive, folder);
    } catch (IOException | InvalidPathException e) {
      throw unreadable(archive.title(), e);
    }
  }

  private static ExportFailure unreadable(String archive, Exception e) {
    if (e instanceof SingleFileException single) {
      return new ExportFailure(
          ErrorCode.SCENE_UNSUPPORTED,
          String.format(
              Locale.ROOT,
              "Cannot use %s as a scene: %s. Decompress it, as with \"%s\", and give what comes of"
                  + " it.",
              archive,
              e.getMessage(),
              single.command()),
          e);
    }
    return new ExportFailure(
        ErrorCode.SCENE_UNREADABLE,
        String.format(
            Locale.ROOT,
            "Cannot extract %s: %s. Give the file as it was downloaded, or the folder of its"
                + " files.",
            archive,
            e.getMessage()),
        e);
  }

  private static Path productFolder(ArchiveSource archive, Path folder) throws IOException {
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

  private static ExportFailure unsupported(ArchiveSource archive, String why, String fix) {
    return new ExportFailure(
        ErrorCode.SCENE_UNSUPPORTED,
        String.format(Locale.ROOT, "Cannot use %s as a scene: %s. %s.", archive.title(), why, fix));
  }

  /** One run over an archive. */
  private static final class ExtractionRun {
    private final Path into;
    private final List<Path> placeholders = new ArrayList<>();
    private final Set<Path> again = new HashSet<>();
    private int files;
    private String archiveInside;

    ExtractionRun(Path into) {
      this.into = into;
    }

    void extract(ArchiveSource archive) throws IOException {
      try (SeekableByteChannel file = archive.opener().open()) {
        if (archive.isRemote()) {
          requireForm(archive, ArchiveReader.form(file));
        }
        extract(archive, file);
      }
    }

    private void extract(ArchiveSource archive, SeekableByteChannel file) throws IOException {
      ArchiveReader.read(
          file, LIMITS, (member, content) -> extract(member, content, archive.isRemote()));
      if (files == 0 && archiveInside != null) {
        throw unsupported(
            archive,
            String.format(Locale.ROOT, "it holds no raster, but the archive %s", archiveInside),
            "Extract it, and give what is inside");
      }
      for (Path raster : placeholders) { // what lies beside it is read with it
        if (hasSidecar(raster)) {
          again.add(raster);
        }
      }
      if (!again.isEmpty()) {
        file.position(0);
        ArchiveReader.read(file, LIMITS, this::extractAgain);
      }
    }

    private static boolean hasSidecar(Path raster) throws IOException {
      String name = raster.getFileName().toString();
      String stem = name.substring(0, Math.max(1, name.lastIndexOf('.')));
      try (Stream<Path> beside = Files.list(raster.getParent())) {
        return beside
            .filter(FolderFiles::isSidecar)
            .anyMatch(file -> file.getFileName().toString().startsWith(stem));
      }
    }

    private void extractAgain(ArchiveMember member, InputStream content) throws IOException {
      if (FolderFiles.isWanted(Path.of(member.fileName()))) {
        Path file = extractedFile(member);
        if (again.contains(file)) {
          write(file, member, content);
        }
      }
    }

    /** What is compressed would come as a whole, each time that somebody plans with it. */
    private static void requireForm(ArchiveSource archive, ArchiveForm form) {
      if (form != ArchiveForm.TAR && form != ArchiveForm.ZIP) {
        throw unsupported(archive, COMPRESSED, DOWNLOAD);
      }
    }

    private void extract(ArchiveMember member, InputStream content, boolean isRemote)
        throws IOException {
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
      Path file = extractedFile(member);
      if (Files.exists(file)) {
        throw new IOException(
            String.format(Locale.ROOT, "it holds two files named %s", file.getFileName()));
      }
      Files.createDirectories(file.getParent());
      if (member.stored() != null && FolderFiles.isRaster(name)) {
        MemberPlaceholder.write(file, member.stored());
        Files.setLastModifiedTime(file, member.modified());
        placeholders.add(file);
      } else if (isRemote && FolderFiles.isRaster(name)) {
        throw new IOException(member.fileName() + " in it is compressed: download it first");
      } else {
        write(file, member, content);
      }
    }

    private static void write(Path file, ArchiveMember member, InputStream content)
        throws IOException {
      Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
      Files.setLastModifiedTime(file, member.modified()); // extracted again, it is the same
    }

    private Path extractedFile(ArchiveMember member) throws IOException {
      Path file = into;
      for (String part : extractedPath(member)) {
        file = file.resolve(part);
      }
      return file;
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
