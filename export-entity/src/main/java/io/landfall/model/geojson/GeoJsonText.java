package io.landfall.model.geojson;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.model.PlainText;
import io.landfall.model.json.JsonCursor;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The text of a GeoJSON file: of its objects, only what makes their geometry is kept. What stands
 * in properties and other members may be anything that GDAL reads too: the same name twice, NaN,
 * Infinity. A byte order mark is passed over. A sequence of texts, each on a line or lines of its
 * own (GeoJSONL, NDJSON) or behind a record separator (RFC 8142), is read as a collection of them.
 */
final class GeoJsonText {
  private static final int MAX_DEPTH = 500;
  private static final int SHOWN_CHARACTERS = 20;
  private static final char RECORD_SEPARATOR = '\u001E';

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(1000)
                          .maxNameLength(Integer.MAX_VALUE)
                          .maxStringLength(Integer.MAX_VALUE) // the file has a limit of its own
                          .build())
                  .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                  .build())
          .build();

  private final String text;
  private final JsonParser parser;
  private final int mostValues;
  private int values;

  private GeoJsonText(String text, JsonParser parser, int mostValues) {
    this.text = text;
    this.parser = parser;
    this.mostValues = mostValues;
  }

  /**
   * Reads one document, or a sequence of such as one.
   *
   * @param mostValues how many values what is kept may have: each takes many times its characters
   * @throws GeoJsonException saying what is wrong with the JSON, with line and column
   */
  static JsonCursor read(String file, int mostValues) {
    String text = file.startsWith("\uFEFF") ? file.substring(1) : file;
    if (text.isBlank()) {
      throw invalid("it is empty", "");
    }
    if (text.charAt(0) == RECORD_SEPARATOR) {
      text = text.replace(RECORD_SEPARATOR, ' '); // which no string of JSON holds as it is
    }
    try (JsonParser parser = MAPPER.createParser(text)) {
      return JsonCursor.ofRoot(new GeoJsonText(text, parser, mostValues).document());
    } catch (IOException e) { // of a string
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode document() throws IOException {
    try {
      parser.nextToken();
      JsonNode root = object();
      if (parser.nextToken() == null) {
        return root;
      }
      ArrayNode texts = JsonNodeFactory.instance.arrayNode().add(root);
      do {
        if (parser.currentToken() != JsonToken.START_OBJECT || !root.isObject()) {
          throw invalid("something follows its end", place(parser.currentTokenLocation()));
        }
        texts.add(object());
      } while (parser.nextToken() != null);
      ObjectNode all = JsonNodeFactory.instance.objectNode().put("type", "FeatureCollection");
      all.set("features", texts);
      return all;
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation() == null ? parser.currentLocation() : e.getLocation();
      boolean isAtEnd = e instanceof JsonEOFException || at.getCharOffset() >= text.length();
      throw invalid(
          isAtEnd ? "it ends in the middle of its JSON: it is not whole" : "it is not valid JSON",
          place(at, at.getCharOffset() - 1));
    }
  }

  private JsonNode object() throws IOException {
    count();
    return switch (parser.currentToken()) {
      case START_OBJECT -> members();
      case START_ARRAY -> {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          array.add(object());
        }
        yield array;
      }
      default -> parser.readValueAsTree();
    };
  }

  /** Returns the value that begins here, whatever it is. */
  private JsonNode value() throws IOException {
    count();
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        array.add(value());
      }
      return array;
    }
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        parser.nextToken();
        object.replace(name, value());
      }
      return object;
    }
    return parser.readValueAsTree();
  }

  private void count() {
    if (++values > mostValues) {
      throw invalid(
          "it has more than %,d numbers and arrays; simplify it".formatted(mostValues), "");
    }
  }

  private ObjectNode members() throws IOException {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      JsonLocation at = parser.currentTokenLocation();
      parser.nextToken();
      JsonNode value =
          switch (name) {
            case "features", "geometries", "geometry" -> object();
            case "type", "coordinates", "crs" -> value();
            default -> null;
          };
      if (value == null) {
        parser.skipChildren();
        continue;
      }
      JsonNode before = object.replace(name, value);
      if (before != null && !before.equals(value)) {
        throw invalid("the member \"%s\" stands twice in one object".formatted(name), place(at));
      }
    }
    return object;
  }

  private String place(JsonLocation at) {
    return place(at, at.getCharOffset());
  }

  private String place(JsonLocation at, long offset) {
    int from = (int) Math.max(0, Math.min(offset, text.length()));
    String shown =
        PlainText.beginning(text.substring(from), SHOWN_CHARACTERS)
            .replaceAll("[\\s\\p{Cntrl}\uFFFD]+", " ")
            .strip();
    return "line %d, column %d%s"
        .formatted(
            at.getLineNr(),
            at.getColumnNr(),
            shown.isEmpty() ? "" : ", near \"%s\"".formatted(shown));
  }

  private static GeoJsonException invalid(String reason, String place) {
    return new GeoJsonException(JsonCursor.ofRoot(null), reason, place);
  }
}
