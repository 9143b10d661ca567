package io.landfall.index.cql2;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.index.query.SceneFilter;
import io.landfall.model.json.StrictJson;

/**
 * Reads filters: Basic CQL2, advanced comparison operators, {@code S_INTERSECTS} with any geometry,
 * comparisons of properties, and the functions of time that make sense of an instant.
 *
 * <p>A {@code DATE} is the whole day in UTC. Where a time is compared, a text that is one will do,
 * and where a number is, a text of digits.
 */
public final class Cql2 {
  private Cql2() {}

  /**
   * Reads CQL2 text.
   *
   * @throws Cql2ParseException saying at which character what was found and what was expected
   */
  public static SceneFilter parseText(String text, Cql2Names names) {
    Cql2Limits.checkLength(text);
    return new Cql2TextReader(text, names).read();
  }

  /**
   * Reads CQL2 JSON.
   *
   * @throws Cql2ParseException saying where, as a JSON pointer, what was found and what was
   *     expected
   */
  public static SceneFilter parseJson(JsonNode json, Cql2Names names) {
    return new Cql2JsonReader(names).read(json);
  }

  /**
   * Reads CQL2 JSON.
   *
   * @throws Cql2ParseException saying where, as a JSON pointer, what was found and what was
   *     expected
   */
  public static SceneFilter parseJson(String json, Cql2Names names) {
    Cql2Limits.checkLength(json);
    try {
      return parseJson(StrictJson.read(json), names);
    } catch (JsonProcessingException e) {
      throw new Cql2ParseException(
          "the document", "it is not valid JSON (%s)".formatted(e.getOriginalMessage()));
    }
  }
}
