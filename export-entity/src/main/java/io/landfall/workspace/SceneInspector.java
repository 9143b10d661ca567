package io.landfall.workspace;

import io.landfall.workspace.OwnScene.OwnSceneContent;
import java.util.concurrent.CompletionStage;

/** Looks into the files of a scene that somebody registers. Implemented by who reads rasters. */
public interface SceneInspector {
  /**
   * Reads the headers of all files, within a time of its own.
   *
   * @param owner who waits in turn with others
   * @return what is registered; fails with {@link SceneRefusedException}, or with an {@link
   *     io.landfall.model.ExportFailure} that is not the files' fault
   */
  CompletionStage<OwnSceneContent> inspect(SceneRegistration registration, String owner);
}
