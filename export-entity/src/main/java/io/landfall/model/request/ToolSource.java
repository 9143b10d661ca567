package io.landfall.model.request;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.SceneId;
import java.util.List;

/**
 * Imagery that an input of a tool reads instead of the export's own.
 *
 * @param scenes in the order of the mosaic, the first on top
 * @param band a name that their bands answer to; {@code null}: the one the tool names
 */
public record ToolSource(List<SceneId> scenes, String band) {
  public ToolSource {
    scenes = List.copyOf(scenes);
    if (scenes.isEmpty()) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid input of the tool: it lists no scene. Name at least one.");
    }
  }
}
