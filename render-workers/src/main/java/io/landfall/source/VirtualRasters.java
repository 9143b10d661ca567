package io.landfall.source;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.plan.ExternalMask;
import io.landfall.raster.BlockCache;
import io.landfall.raster.RasterException;
import io.landfall.raster.RasterFile;
import io.landfall.raster.vrt.VrtDataset;
import io.landfall.raster.vrt.VrtFile;
import io.landfall.raster.vrt.VrtReader;
import io.landfall.raster.vrt.VrtSource.FileName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * VRTs of this machine, told by their names, and the files that they name: below them, elsewhere on
 * this machine, or on others. A VRT is pinned with all of these.
 */
public final class VirtualRasters {
  private static final String ENDING = ".vrt";
  private static final long MAX_BYTES = 32L << 20;

  /** Of a VRT, and of those that it names, each as often as it is named. */
  private static final long MAX_ALL_BYTES = 256L << 20;

  /** VRTs of VRTs. */
  private static final int MAX_DEPTH = 8;

  /** Of a VRT, and of those that it names, together. */
  private static final int MAX_FILES = 100_000;

  /** Of decoded samples: what a few rows of blocks lie in. */
  private static final long BLOCK_BYTES = 32L << 20;

  private static final int SHARE_FOR_SPARE_BLOCKS = 20;
  private static final Pattern DRIVER = Pattern.compile("[A-Za-z][A-Za-z0-9_]+:.*", Pattern.DOTALL);

  private final SceneFiles files;
  private final BlockCache blocks =
      new BlockCache(BLOCK_BYTES, Runtime.getRuntime().maxMemory() / SHARE_FOR_SPARE_BLOCKS);

  VirtualRasters(SceneFiles files) {
    this.files = files;
  }

  /**
   * A file that a VRT names, as it is now.
   *
   * @param mask beside it; {@code null}: there is none, or it is not read
   */
  private record PinnedSource(String href, String etag, ExternalMask mask) {}

  /** Tells whether a file is a VRT, by its name. */
  static boolean is(Path path) {
    Path name = path.getFileName();
    return name != null && name.toString().toLowerCase(Locale.ROOT).endsWith(ENDING);
  }

  /**
   * Hands over the files of this machine that a VRT names, and those which VRTs among them do.
   *
   * @throws ExportFailure SCENE_UNREADABLE or SCENE_UNSUPPORTED, if it is none that is read
   */
  public static void eachLocalFile(Path vrt, Consumer<Path> files) {
    if (is(vrt) && Files.isRegularFile(vrt)) {
      new Search(PinnedBeside.PIXELS).eachLocalFile(vrt, files);
    }
  }

  /** What beside a file that a VRT names is pinned with it. */
  private enum PinnedBeside {
    /** What its pixels are read of. */
    PIXELS,
    /** No file had a mask when it was planned with; those that have come since are not read. */
    OVERVIEWS,
    /** No file had overviews. */
    MASKS,
    /** Neither. */
    NOTHING,
    /** Whatever tells of a raster, as earlier releases did. */
    ALL;

    boolean withOverviews() {
      return this == PIXELS || this == OVERVIEWS;
    }

    boolean withMasks() {
      return this == PIXELS || this == MASKS || this == ALL;
    }
  }

  /** What is looked at on the way down from a VRT, in bounds. */
  private static final class Search {
    private final PinnedBeside beside;
    private final List<Path> above = new ArrayList<>();
    private int found;
    private long bytes;

    Search(PinnedBeside beside) {
      this.beside = beside;
    }

    void eachLocalFile(Path vrt, Consumer<Path> files) {
      enter(vrt);
      for (FileName name : read(vrt).files()) {
        count(vrt);
        String href = href(vrt, name);
        if (href.startsWith("file:")) {
          Path file = LocalFiles.path(href);
          files.accept(file);
          if (is(file) && Files.isRegularFile(file)) {
            eachLocalFile(file, files);
          }
        }
      }
      leave();
    }

    void enter(Path vrt) {
      Path real = real(vrt);
      if (above.contains(real)) {
        throw unsupported(vrt, "it names itself, directly or by others");
      }
      if (above.size() == MAX_DEPTH) {
        throw unsupported(vrt, "it is below %d other VRTs".formatted(MAX_DEPTH));
      }
      bytes += size(vrt);
      if (bytes > MAX_ALL_BYTES) {
        throw unsupported(
            vrt, "with the VRTs that it names it has over %d bytes".formatted(MAX_ALL_BYTES));
      }
      above.add(real);
    }

    void leave() {
      above.remove(above.size() - 1);
    }

    void count(Path vrt) {
      if (++found > MAX_FILES) {
        throw unsupported(
            vrt, "with those that it names it names over %d files".formatted(MAX_FILES));
      }
    }
  }

  /**
   * Returns what changes whenever one of the files does that a VRT names.
   *
   * @throws ExportFailure as opening these does
   */
  String sourcesVersion(Path vrt) {
    Search search = new Search(PinnedBeside.PIXELS);
    return digest(pinned(vrt, read(vrt), search));
  }

  private Map<FileName, PinnedSource> pinned(Path vrt, VrtDataset dataset, Search search) {
    search.enter(vrt);
    Map<FileName, PinnedSource> pinned = new HashMap<>();
    List<String> hrefs = new ArrayList<>();
    for (FileName name : dataset.files()) {
      search.count(vrt);
      hrefs.add(href(vrt, name));
    }
    files.prepareNow(hrefs);
    int at = 0;
    for (FileName name : dataset.files()) {
      String href = hrefs.get(at++);
      pinned.put(
          name,
          new PinnedSource(
              href, version(href, search), dataset.readsMasks() ? mask(href, search) : null));
    }
    search.leave();
    return pinned;
  }

  private String version(String href, Search search) {
    if (href.startsWith("file:")) {
      Path path = LocalFiles.path(href);
      String own = ownVersion(path, search.beside);
      return is(path) ? LocalVersion.ofVirtual(own, digest(pinned(path, read(path), search))) : own;
    }
    return files.version(href).etag();
  }

  private ExternalMask mask(String href, Search search) {
    String mask = href + ".msk";
    if (!search.beside.withMasks()
        || !href.startsWith("file:")
        || !Files.isRegularFile(LocalFiles.path(mask))) {
      return null;
    }
    Path path = LocalFiles.path(mask);
    return new ExternalMask(mask, ownVersion(path, search.beside), size(path));
  }

  private static String ownVersion(Path path, PinnedBeside beside) {
    try {
      return beside == PinnedBeside.ALL
          ? LocalVersion.of(path)
          : LocalVersion.ofPixels(path, beside.withOverviews());
    } catch (IOException e) {
      throw LocalFiles.unreadable(path, e);
    }
  }

  private static String digest(Map<FileName, PinnedSource> sources) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sources.values().stream()
          .map(source -> source + "\n")
          .sorted()
          .forEach(line -> sha.update(line.getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(sha.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Opens a VRT.
   *
   * @param name that holds its version
   * @param sourcesVersion of the files that it names, when it was planned with
   * @return {@code null} if one of these is another now
   */
  RasterFile open(Path vrt, String name, String sourcesVersion) {
    VrtDataset dataset = read(vrt);
    Map<FileName, PinnedSource> sources = findPinned(vrt, dataset, sourcesVersion);
    if (sources == null) {
      return null;
    }
    try {
      return new VrtFile(
          name,
          dataset,
          file -> {
            PinnedSource source = sources.get(file);
            return files.openWithMask(source.href(), source.etag(), source.mask());
          },
          blocks);
    } catch (RasterException e) {
      throw SceneFiles.failure(e);
    }
  }

  /** Tells whether a file has overviews that come before those in a file beside it. */
  static boolean hasOverviews(RasterFile file) {
    return file instanceof VrtFile vrt ? vrt.namesOverviews() : !file.info().overviews().isEmpty();
  }

  /** Finds the files as they were pinned: overviews and masks that have come are not read. */
  private Map<FileName, PinnedSource> findPinned(
      Path vrt, VrtDataset dataset, String sourcesVersion) {
    for (PinnedBeside beside : PinnedBeside.values()) {
      Map<FileName, PinnedSource> sources = pinned(vrt, dataset, new Search(beside));
      if (digest(sources).equals(sourcesVersion)) {
        return sources;
      }
    }
    return null;
  }

  private static VrtDataset read(Path vrt) {
    try {
      long bytes = size(vrt);
      if (bytes > MAX_BYTES) {
        throw unsupported(
            vrt, "it has %d bytes, and at most %d are read".formatted(bytes, MAX_BYTES));
      }
      String xml = new String(Files.readAllBytes(vrt), StandardCharsets.UTF_8);
      return VrtReader.read(vrt.toString(), xml)
          .withoutOverviews(file -> isMissing(vrt, file), vrt.toString());
    } catch (RasterException e) {
      throw SceneFiles.failure(e);
    } catch (IOException e) {
      throw LocalFiles.unreadable(vrt, e);
    }
  }

  private static boolean isMissing(Path vrt, FileName file) {
    String href = href(vrt, file);
    return href.startsWith("file:") && !Files.exists(LocalFiles.path(href));
  }

  private static long size(Path path) {
    try {
      return Files.size(path);
    } catch (IOException e) {
      throw LocalFiles.unreadable(path, e);
    }
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      throw LocalFiles.unreadable(path, e);
    }
  }

  /** Returns the URL of a file that a VRT names in one of GDAL's ways. */
  private static String href(Path vrt, FileName file) {
    String name = file.name().strip();
    if (name.startsWith("/vsicurl/")) {
      return href(vrt, new FileName(name.substring("/vsicurl/".length()), false));
    }
    if (name.startsWith("/vsis3/")) {
      return "s3://" + name.substring("/vsis3/".length());
    }
    if (RemoteSources.handles(name)) {
      return name;
    }
    if (name.isEmpty()
        || name.startsWith("/vsi")
        || name.startsWith("<")
        || DRIVER.matcher(name).matches()) {
      throw unsupported(
          vrt,
          "it names \"%s\", and TIFF, JPEG 2000 and VRT files are read, and URLs of TIFF files"
              .formatted(name.length() > 200 ? name.substring(0, 200) + "..." : name));
    }
    try {
      Path path = Path.of(name);
      if (!path.isAbsolute() && !file.relative()) {
        throw unsupported(
            vrt,
            "it names \"%s\" from where it was made; with relativeToVRT=\"1\" it would do so from where it lies"
                .formatted(name));
      }
      return real(vrt).resolveSibling(path).normalize().toUri().toString();
    } catch (InvalidPathException e) {
      throw unsupported(vrt, "it names a file by no valid path (%s)".formatted(e.getReason()));
    }
  }

  private static ExportFailure unsupported(Path vrt, String why) {
    return new ExportFailure(
        ErrorCode.SCENE_UNSUPPORTED,
        "Cannot read %s: %s. Correct the VRT, or make a GeoTIFF of it, as with gdal_translate."
            .formatted(vrt, why));
  }
}
