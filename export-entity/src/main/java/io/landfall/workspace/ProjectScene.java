package io.landfall.workspace;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.landfall.model.SceneId;
import io.landfall.model.color.ColorCorrection;

/**
 * A scene of a project.
 *
 * @param sceneId of the index, of the import folder, or the UUID of a scene of one's own
 * @param colorCorrection of this scene alone; {@code null}: the project's
 */
public record ProjectScene(
    SceneId sceneId, @JsonInclude(JsonInclude.Include.NON_NULL) ColorCorrection colorCorrection) {}
