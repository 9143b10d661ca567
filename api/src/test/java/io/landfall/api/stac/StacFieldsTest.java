package io.landfall.api.stac;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.BodyCursor;
import io.landfall.api.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What version 1.0.0 of the Fields extension recommends. */
class StacFieldsTest {
  private static final ObjectNode ITEM =
      json(
          """
          {"type": "Feature", "stac_version": "1.0.0", "stac_extensions": [], "id": "S",
           "geometry": {"type": "Point", "coordinates": [1, 2]}, "bbox": [1, 2, 1, 2],
           "properties": {"datetime": "2020-01-01T00:00:00Z", "eo:cloud_cover": 3, "platform": "L"},
           "links": [{"rel": "self"}],
           "assets": {"red": {"href": "r", "title": "R"}, "MTL.json": {"href": "m", "title": "M"}},
           "collection": "landsat"}
          """);

  @ParameterizedTest(name = "{0} leaves {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {} | DEFAULT
          {"include": null, "exclude": null} | DEFAULT
          {"include": [], "exclude": []} | DEFAULT
          {"include": null} | DEFAULT
          {"exclude": []} | DEFAULT
          {"exclude": ["geometry"]} | ALL -geometry
          {"exclude": ["properties"]} | ALL -properties.datetime -properties.eo:cloud_cover -properties.platform
          {"exclude": ["properties.platform", "links"]} | ALL -properties.platform -links
          {"exclude": ["eo:cloud_cover"]} | ALL -properties.eo:cloud_cover
          {"exclude": ["assets.MTL.json"]} | ALL -assets.MTL.json.href -assets.MTL.json.title
          {"exclude": ["nothing", "properties.nothing", "id.x", "links.rel"]} | ALL
          {"include": [], "exclude": ["geometry"]} | DEFAULT -geometry
          {"include": null, "exclude": ["properties.datetime"]} | DEFAULT -properties.datetime
          {"include": ["id"]} | NONE
          {"include": ["id", "type", "geometry"]} | NONE geometry.type geometry.coordinates
          {"include": ["properties.eo:cloud_cover"]} | NONE properties.eo:cloud_cover
          {"include": ["eo:cloud_cover"]} | NONE properties.eo:cloud_cover
          {"include": ["assets.MTL.json.href"]} | NONE assets.MTL.json.href
          {"include": ["nothing"]} | NONE
          {"includes": ["bbox"], "excludes": []} | NONE bbox
          {"includes": [], "excludes": ["links"]} | DEFAULT -links
          {"include": ["properties.eo:cloud_cover"], "exclude": ["properties"]} | NONE properties.eo:cloud_cover
          {"include": ["id", "properties"], "exclude": ["properties.platform"]} | NONE properties.datetime properties.eo:cloud_cover
          {"include": ["geometry"], "exclude": ["geometry"]} | NONE geometry.type geometry.coordinates
          {"include": ["assets", "assets.red.href"], "exclude": ["assets.red"]} | NONE assets.red.href assets.MTL.json.href assets.MTL.json.title
          {"include": ["id"], "exclude": ["geometry"]} | NONE
          {"include": ["bbox"], "exclude": ["id", "type"]} | NONE bbox -id -type
          """)
  void whatIsIncludedOrNotExcludedStays(String fields, String left) {
    assertThat(leaves(select(fields))).containsExactlyInAnyOrderElementsOf(expected(left));
  }

  @ParameterizedTest(name = "fields={0} leaves {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          `` | DEFAULT
          -geometry | ALL -geometry.type -geometry.coordinates
          id,-geometry | NONE
          +id,+properties,-properties.platform | NONE properties.datetime properties.eo:cloud_cover
          ` id,-assets` | NONE
          """)
  void aQueryOfAUrlSaysItWithSigns(String fields, String left) {
    JsonNode read = StacParameters.toBody(Map.of("fields", fields)).get("fields");
    assertThat(leaves(select(read.toString()))).containsExactlyInAnyOrderElementsOf(expected(left));
  }

  @Test
  void excludedPropertiesLeaveNoEmptyObject() {
    assertThat(select("{\"exclude\": [\"properties\"]}").has("properties")).isFalse();
    assertThat(select("{\"include\": [\"properties.nothing\"]}").has("properties")).isFalse();
    assertThat(select("{\"include\": [\"assets.red\"]}").get("assets"))
        .isEqualTo(json("{\"red\": {\"href\": \"r\", \"title\": \"R\"}}"));
  }

  private static ObjectNode select(String fields) {
    BodyCursor body = BodyCursor.ofRoot(json("{\"fields\": %s}".formatted(fields)));
    StacFields read = StacFields.read(body.member("fields"));
    body.throwIfInvalid();
    return read.select(ITEM);
  }

  private static List<String> expected(String words) {
    List<String> names = new ArrayList<>();
    for (String word : words.split(" ")) {
      switch (word) {
        case "ALL" -> names.addAll(leaves(ITEM));
        case "DEFAULT" -> {
          names.addAll(leaves(ITEM));
          names.removeAll(
              List.of("stac_extensions", "properties.eo:cloud_cover", "properties.platform"));
        }
        case "NONE" -> names.addAll(List.of("type", "id"));
        default -> {
          if (word.startsWith("-")) {
            names.removeIf(
                name -> name.equals(word.substring(1)) || name.startsWith(word.substring(1) + "."));
          } else {
            names.add(word);
          }
        }
      }
    }
    return names;
  }

  /** The names of all values that are no objects. */
  private static List<String> leaves(ObjectNode object) {
    List<String> names = new ArrayList<>();
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      if (member.getValue() instanceof ObjectNode inner) {
        leaves(inner).forEach(name -> names.add(member.getKey() + "." + name));
      } else {
        names.add(member.getKey());
      }
    }
    return names;
  }

  private static ObjectNode json(String text) {
    return (ObjectNode) Json.parse(text.getBytes(StandardCharsets.UTF_8));
  }
}
