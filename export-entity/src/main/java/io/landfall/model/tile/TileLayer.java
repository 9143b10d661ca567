package io.landfall.model.tile;

import io.landfall.model.SceneId;
import io.landfall.model.StoredObject;
import io.landfall.model.request.ExportRequest;
import java.util.Objects;

/**
 * What tiles are taken of. A tile shows what the export of the same square in Web Mercator would:
 * the source, bands, tool, stretch, colours, mask and resampling of {@link #request} count, its
 * projection, resolution, grid, format and destinations do not.
 */
public sealed interface TileLayer {
  /** Returns who asks: owners share the node's threads fairly. */
  String reader();

  /**
   * Returns what says that answers may differ: two layers of the same version show the same. A hash
   * over the version of the project (and of the tool) and over the parameters. What scenes' own
   * files hold is not in it: that is in {@link LayerDescription#fingerprint}.
   */
  String version();

  /** Returns what is shown. */
  ExportRequest request();

  /** A project, a tool over projects, or a scene: as an export of it. */
  record RequestLayer(String reader, String version, ExportRequest request) implements TileLayer {
    public RequestLayer {
      Objects.requireNonNull(reader, "reader");
      Objects.requireNonNull(version, "version");
      Objects.requireNonNull(request, "request");
    }
  }

  /**
   * The finished file of an export, with its overviews.
   *
   * @param file in our store
   * @param request its source is {@link #SCENE} alone, with bands by name or by number from 1
   */
  record FileLayer(String reader, String version, StoredObject file, ExportRequest request)
      implements TileLayer {
    /** Stands for the file in the source of the request. */
    public static final SceneId SCENE = new SceneId("export-file");

    public FileLayer {
      Objects.requireNonNull(reader, "reader");
      Objects.requireNonNull(version, "version");
      Objects.requireNonNull(file, "file");
      Objects.requireNonNull(request, "request");
    }
  }
}
