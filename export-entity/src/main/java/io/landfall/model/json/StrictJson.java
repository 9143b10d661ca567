package io.landfall.model.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Reads untrusted JSON: nothing in it is passed over in silence, and nothing takes much. */
public final class StrictJson {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(500)
                          .maxNumberLength(100)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private StrictJson() {}

  /**
   * Reads one value.
   *
   * @throws JsonProcessingException if a name stands twice in an object, if something follows the
   *     value, if it is nested deeper than 500, if a text is not plain, or if it is not valid JSON
   */
  public static JsonNode read(String json) throws JsonProcessingException {
    JsonNode root = MAPPER.readTree(json);
    var forbidden = PlainJson.findForbidden(root);
    if (forbidden.isPresent()) {
      throw new JsonParseException(null, forbidden.get().detail());
    }
    return root;
  }
}
