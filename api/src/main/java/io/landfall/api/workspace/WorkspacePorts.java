package io.landfall.api.workspace;

import io.landfall.pool.BoundedPool;
import io.landfall.workspace.OwnSceneStore;
import io.landfall.workspace.ProjectStore;
import io.landfall.workspace.SceneInspector;
import io.landfall.workspace.ToolStore;

/**
 * What the routes of this package ask.
 *
 * @param pool where the stores, which block, are asked
 */
public record WorkspacePorts(
    ProjectStore projects,
    ToolStore tools,
    OwnSceneStore scenes,
    SceneInspector inspector,
    DeliveryPorts delivery,
    BoundedPool pool) {}
