package io.landfall.broker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the files of a scene's bands are.
 *
 * @param hrefs URL by name of the band, in the order of the bands
 */
public record BandLinks(Map<String, String> hrefs) implements SceneDetail {
  public BandLinks {
    hrefs = Collections.unmodifiableMap(new LinkedHashMap<>(hrefs));
  }

  @Override
  public void writeTo(ObjectNode properties) {
    ObjectNode bands = properties.putObject("bands");
    hrefs.forEach(bands::put);
  }
}
