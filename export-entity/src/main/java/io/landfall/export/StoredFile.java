package io.landfall.export;

import io.landfall.model.SceneId;
import io.landfall.model.StoredObject;
import io.landfall.model.StoredPart;
import java.util.List;

/**
 * A whole file in our store.
 *
 * @param object what the store says of it
 * @param parts what it is made of, in the order of the file, with checksums
 * @param scenes those that gave at least one pixel, in mosaic order
 */
public record StoredFile(StoredObject object, List<StoredPart> parts, List<SceneId> scenes) {
  public StoredFile {
    parts = List.copyOf(parts);
    scenes = List.copyOf(scenes);
  }
}
