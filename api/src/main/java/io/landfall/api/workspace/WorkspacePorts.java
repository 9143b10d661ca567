package io.landfall.api.workspace;

import io.landfall.pool.BoundedPool;
import io.landfall.workspace.OwnSceneStore;
import io.landfall.workspace.SceneInspector;

/**
 * What the routes of this package ask.
 *
 * @param pool where the stores, which block, are asked
 */
public record WorkspacePorts(OwnSceneStore scenes, SceneInspector inspector, BoundedPool pool) {}
