package io.landfall.api.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.model.color.ColorCorrection;
import java.util.Map;

/** Writes a colour correction as its reader reads it. */
public final class ColorJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ColorJson() {}

  /** Returns the correction without what is off. */
  public static ObjectNode write(ColorCorrection correction) {
    ObjectNode color = Json.object();
    ObjectNode all = MAPPER.valueToTree(correction);
    for (Map.Entry<String, JsonNode> field : all.properties()) {
      JsonNode value = field.getValue();
      if (value instanceof ObjectNode block) {
        block.properties().removeIf(one -> one.getValue().isNull());
      }
      boolean off = value.size() == 1 && !value.path("enabled").booleanValue();
      if (!value.isNull() && !off) {
        color.set(field.getKey(), value);
      }
    }
    return color;
  }
}
