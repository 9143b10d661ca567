package io.landfall.catalogue;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.Scene;
import io.landfall.model.SceneId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Scenes that are files: a raster, a folder of band files, an archive of one of these, or a STAC
 * item. Ids are paths or {@code file:} URLs; for the owner of the machine also {@code https:},
 * {@code http:} and {@code s3:} URLs of rasters and items.
 */
public final class FileScenes implements LocalScenes {
  /** What is read beside a raster, by the raster's name. */
  private static final List<String> SIDECARS =
      List.of(".aux.xml", ".msk", ".msk.aux.xml", ".msk.ovr", ".ovr");

  /** The same by that without its ending, each in small letters and in capitals. */
  private static final List<String> SIDECARS_OF_STEM =
      List.of(".tfw", ".tifw", ".tiffw", ".j2w", ".jp2w", ".vtw", ".vrtw", ".wld", ".prj");

  private final Path root;
  private final boolean confined;
  private final Path archiveCache;
  private final RemoteScenes remote;
  private final NamedFiles named;

  /** Tells which further files of this machine are read of a raster, as a VRT names them. */
  @FunctionalInterface
  public interface NamedFiles {
    /** Hands over each. */
    void each(Path raster, Consumer<Path> files);
  }

  private FileScenes(
      Path root, boolean confined, Path archiveCache, RemoteScenes remote, NamedFiles named) {
    this.root = root;
    this.confined = confined;
    this.archiveCache = archiveCache;
    this.remote = remote;
    this.named = named;
  }

  /**
   * Finds scenes anywhere on this machine, where relative paths start at the working folder, and by
   * URL on others. For the command line.
   *
   * @param archiveCache where archives are extracted
   * @param documents fetches the STAC items of other machines
   * @param archives opens the archives of other machines
   */
  public static FileScenes anywhere(
      Path archiveCache, DocumentFetcher documents, RemoteArchives archives) {
    return new FileScenes(
        Path.of("").toAbsolutePath(),
        false,
        archiveCache,
        new RemoteScenes(documents, archives, archiveCache),
        (raster, files) -> {});
  }

  /**
   * Finds scenes below {@code folder} only, symbolic links resolved; relative paths start there.
   * For services.
   *
   * @param named files that rasters name, which have to lie there too
   */
  public static FileScenes below(Path folder, Path archiveCache, NamedFiles named) {
    return new FileScenes(folder.toAbsolutePath().normalize(), true, archiveCache, null, named);
  }

  /** Finds scenes likewise, but no VRTs, of which nobody tells here what they name. */
  public static FileScenes below(Path folder, Path archiveCache) {
    return below(folder, archiveCache, FileScenes::refuseVrt);
  }

  private static void refuseVrt(Path raster, Consumer<Path> files) {
    if (raster.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".vrt")) {
      throw new ExportFailure(
          ErrorCode.NOT_ALLOWED,
          "Cannot read %s: a VRT names other files. Give these.".formatted(raster));
    }
  }

  /** Finds no scene: a service without an import folder. */
  public static LocalScenes none() {
    return new NoFiles();
  }

  private static final class NoFiles implements LocalScenes {
    @Override
    public Scene scene(SceneId id) {
      throw refusal(id.value());
    }

    @Override
    public String rasterUrl(String href) {
      throw refusal(href);
    }

    private static ExportFailure refusal(String id) {
      return new ExportFailure(
          ErrorCode.NOT_ALLOWED,
          "Cannot read scene %s: this service has no import folder. Start it with LANDFALL_IMPORT_FOLDER set to the folder that holds it."
              .formatted(id));
    }
  }

  @Override
  public Scene scene(SceneId id) {
    if (remote != null && RemoteScenes.handles(id)) {
      return remote.scene(id);
    }
    Path real = readablePath(id);
    if (Files.isDirectory(real)) {
      Path name = real.getFileName(); // none at the very top
      return checkedBands(
          id, SceneFolder.read(id, real, name == null ? "/" : name.toString(), top(id, real)));
    }
    FileKind kind = kind(id, real);
    if (kind == FileKind.ARCHIVE) {
      return SceneArchive.scene(id, real, archiveCache);
    }
    if (kind == FileKind.JSON) {
      return StacItemReader.read(id, real, href -> requireInsideRoot(id, href));
    }
    String name = real.getFileName().toString();
    requireSidecarsInsideRoot(id, real);
    int dot = name.lastIndexOf('.');
    return RemoteScenes.rasterScene(
        id, dot > 0 ? name.substring(0, dot) : name, real.toUri().toString());
  }

  @Override
  public String rasterUrl(String href) {
    SceneId id = new SceneId(href);
    Path real = readablePath(id);
    if (Files.isDirectory(real) || kind(id, real) != FileKind.OTHER) {
      throw new ExportFailure(
          ErrorCode.SCENE_UNSUPPORTED,
          "Cannot take %s for a band: it is a folder, an archive or a document. Give the href of a raster file."
              .formatted(id));
    }
    requireSidecarsInsideRoot(id, real);
    return real.toUri().toString();
  }

  /** Finds what is at a path, and sees to it that it may be read. */
  private Path readablePath(SceneId id) {
    Path path = path(id);
    if (confined
        && !path.startsWith(root)
        && !path.startsWith(realRootPath(id))
        && !leadsInside(id, path)) {
      throw outsideRoot(id); // the same for what is not there: that is not for all to know
    }
    if (!Files.exists(path)) {
      throw new ExportFailure(
          ErrorCode.SCENE_UNKNOWN,
          "Cannot find scene %s: there is no file or folder%s. Check the path."
              .formatted(id, confined ? " of that name below the import folder" : " at " + path));
    }
    Path real = confined ? realPathInsideRoot(id, path) : path;
    if (!Files.isReadable(real)) {
      throw new ExportFailure(
          ErrorCode.SCENE_UNREADABLE,
          "Cannot read scene %s: this account may not. Grant it read access.".formatted(id));
    }
    return real;
  }

  private static FileKind kind(SceneId id, Path real) {
    if (!Files.isRegularFile(real)) { // to open a pipe is to wait for ever
      throw new ExportFailure(
          ErrorCode.SCENE_UNSUPPORTED,
          "Cannot use %s as a scene: it is neither a file nor a folder. Give the path of one."
              .formatted(id));
    }
    FileKind kind = FileKind.of(real);
    kind.requireReadable(real);
    return kind;
  }

  private Path path(SceneId id) {
    try {
      Path path =
          id.value().startsWith("file:") ? Path.of(URI.create(id.value())) : Path.of(id.value());
      return root.resolve(path).normalize();
    } catch (IllegalArgumentException e) { // InvalidPathException is one
      String why = e instanceof InvalidPathException invalid ? why(invalid) : e.getMessage();
      throw new ExportFailure(
          ErrorCode.SCENE_UNKNOWN,
          "Cannot find scene %s: it is not a valid path (%s).".formatted(id, why),
          e);
    }
  }

  private static String why(InvalidPathException e) {
    boolean isAscii = e.getInput().chars().allMatch(c -> c < 128);
    return isAscii || "UTF-8".equals(System.getProperty("sun.jnu.encoding"))
        ? e.getReason()
        : "this process is not in a UTF-8 locale; start it with LC_ALL=C.UTF-8";
  }

  private boolean leadsInside(SceneId id, Path path) {
    try {
      return path.toRealPath().startsWith(realRootPath(id));
    } catch (IOException e) {
      return false;
    }
  }

  private Path realPathInsideRoot(SceneId id, Path path) {
    Path real = realPath(id, path);
    if (!real.startsWith(realRootPath(id))) {
      throw outsideRoot(id);
    }
    return real;
  }

  private Path realRootPath(SceneId id) {
    return realPath(id, root);
  }

  private static Path realPath(SceneId id, Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      throw new ExportFailure(
          ErrorCode.SCENE_UNREADABLE,
          "Cannot read scene %s: %s is not there or not to be read (%s)."
              .formatted(id, path, e.getClass().getSimpleName()),
          e);
    }
  }

  /** Returns the folder that nothing above may be read of. */
  private Path top(SceneId id, Path folder) {
    return confined ? realRootPath(id) : folder.toAbsolutePath().getRoot();
  }

  private static ExportFailure outsideRoot(SceneId id) {
    return new ExportFailure(
        ErrorCode.NOT_ALLOWED,
        "Cannot read scene %s: it lies outside the import folder. Move it there, or name it by a path below."
            .formatted(id));
  }

  /** A folder may link to files elsewhere: each is held to the same rule. */
  private Scene checkedBands(SceneId id, Scene scene) {
    scene.bands().forEach(band -> requireInsideRoot(id, band.href()));
    scene.bands().forEach(band -> requireSidecarsInsideRoot(id, Path.of(URI.create(band.href()))));
    return scene;
  }

  /** What readers take from beside a raster may be a link, too. */
  private void requireSidecarsInsideRoot(SceneId id, Path raster) {
    if (confined) {
      requireSidecarsOfOneInsideRoot(id, raster);
      requireNamedInsideRoot(id, raster);
    }
  }

  private void requireSidecarsOfOneInsideRoot(SceneId id, Path raster) {
    String name = raster.getFileName().toString();
    String stem = name.replaceFirst("\\.[^.]*$", "");
    List<String> names = new ArrayList<>();
    SIDECARS.forEach(ending -> names.add(name + ending));
    SIDECARS_OF_STEM.forEach(ending -> names.add(stem + ending));
    SIDECARS_OF_STEM.forEach(ending -> names.add(stem + ending.toUpperCase(Locale.ROOT)));
    for (String sidecar : names) {
      Path beside = raster.resolveSibling(sidecar);
      if (Files.isSymbolicLink(beside) && Files.exists(beside)) {
        realPathInsideRoot(id, beside);
      }
    }
  }

  /** What a raster names is read as it is itself. */
  private void requireNamedInsideRoot(SceneId id, Path raster) {
    named.each(
        raster,
        file -> {
          requireInside(id, file);
          requireSidecarsOfOneInsideRoot(id, file);
        });
  }

  /** What is not there is missed only by those who ask for it, but its folder has to be inside. */
  private void requireInsideRoot(SceneId id, String href) {
    if (!confined || !href.startsWith("file:")) {
      return;
    }
    Path path = Path.of(URI.create(href));
    requireInside(id, path);
    requireNamedInsideRoot(id, path);
  }

  private void requireInside(SceneId id, Path path) {
    if (!path.startsWith(root) && !path.startsWith(realRootPath(id))) {
      throw outsideRoot(id);
    }
    Path there = path;
    while (!Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
      there = there.getParent();
    }
    realPathInsideRoot(id, there);
  }
}
