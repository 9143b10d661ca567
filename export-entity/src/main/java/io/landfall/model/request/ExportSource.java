package io.landfall.model.request;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.SceneId;
import java.util.List;

/** What an export shows. The names of the kinds stand in the journal. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes(@JsonSubTypes.Type(value = ExportSource.MosaicSource.class, name = "scenes"))
public sealed interface ExportSource {

  /**
   * Bands of scenes, as a mosaic.
   *
   * @param scenes in the order of the mosaic, the first on top
   * @param bands names, Landsat numbers or 1-based indices; empty for the scene's own default
   */
  record MosaicSource(List<SceneId> scenes, List<String> bands) implements ExportSource {
    public MosaicSource {
      scenes = List.copyOf(scenes);
      bands = List.copyOf(bands);
      if (scenes.isEmpty()) {
        throw new ExportFailure(
            ErrorCode.REQUEST_INVALID, "Invalid source: it lists no scene. Name at least one.");
      }
    }
  }
}
