package io.landfall.catalogue;

import io.landfall.archive.ArchiveForm;
import io.landfall.export.SceneSource;
import io.landfall.http.SafeNames;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.SceneId;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Scenes that other machines have, by URL: a raster, or a STAC item, which ends in {@code .json},
 * {@code .geojson} or {@code .stac} or, as catalogues serve it, in a name without an ending.
 */
final class RemoteScenes implements SceneSource {
  /** Of files that are no STAC items, whose names may hold dots of their own. */
  private static final Pattern FILE_ENDING =
      Pattern.compile("(?i)(?!.*json|stac)[a-z]+|jp2|bz2|h5|hdf4|hdf5|7z");

  private final DocumentFetcher documents;
  private final RemoteArchives archives;
  private final Path archiveCache;

  /**
   * Makes the scenes of other machines.
   *
   * @param archiveCache where metadata of archives are put
   */
  RemoteScenes(DocumentFetcher documents, RemoteArchives archives, Path archiveCache) {
    this.documents = documents;
    this.archives = archives;
    this.archiveCache = archiveCache;
  }

  /** Tells whether a scene's id is a URL on another machine. */
  static boolean handles(SceneId id) {
    return id.value().matches("(?is)(https?|s3)://.*");
  }

  @Override
  public Scene scene(SceneId id) {
    String name = fileName(id.value());
    if (ArchiveForm.hasArchiveName(name)) {
      return archiveScene(id, name);
    }
    int dot = name.lastIndexOf('.');
    if (dot < 0 || !FILE_ENDING.matcher(name.substring(dot + 1)).matches()) {
      return StacItemReader.fetch(id, id.value(), documents);
    }
    return rasterScene(id, dot > 0 ? name.substring(0, dot) : name, id.value());
  }

  private Scene archiveScene(SceneId id, String name) {
    String url = id.value();
    RemoteArchives.OpenedArchive opened = archives.open(url);
    return SceneArchive.scene(
        id,
        new ArchiveSource(
            SafeNames.of(url),
            name.replaceAll("[^A-Za-z0-9._-]", "_"),
            url,
            opened.version(),
            true,
            opened::bytes),
        archiveCache);
  }

  /** Returns a scene that is one file, with all bands that it turns out to have. */
  static Scene rasterScene(SceneId id, String name, String href) {
    SceneBand all = new SceneBand(List.of("*"), href, SceneBand.ALL_BANDS, null, null, null, null);
    return new Scene(id, name, List.of(all), List.of(), null);
  }

  /** Returns the end of a URL's path, without what signs it. */
  static String fileName(String href) {
    boolean key = href.regionMatches(true, 0, "s3:", 0, 3); // which may hold any character
    String path = key ? href : href.replaceFirst("[?#].*", "");
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
