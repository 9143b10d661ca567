package io.landfall.catalogue;

import io.landfall.export.SceneSource;

/** Scenes of this machine, and the rasters that scenes which somebody registers are made of. */
public interface LocalScenes extends SceneSource {
  /**
   * Returns the {@code file:} URL of a raster, symbolic links resolved.
   *
   * @param href a {@code file:} URL or a path
   * @throws io.landfall.model.ExportFailure NOT_ALLOWED outside of where scenes may lie, whether
   *     there is anything or not; SCENE_UNKNOWN, SCENE_UNREADABLE or SCENE_UNSUPPORTED
   */
  String rasterUrl(String href);
}
