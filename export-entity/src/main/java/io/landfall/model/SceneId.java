package io.landfall.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Names one scene: a product id of the index, the id of own imagery, or a path that the catalogue
 * in use understands.
 */
public record SceneId(@JsonValue String value) {
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public SceneId {
    if (value == null || value.isBlank()) {
      throw new ExportFailure(ErrorCode.REQUEST_INVALID, "Invalid scene id: it is empty.");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
