package io.landfall.api.json;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.model.PlainText;
import io.landfall.model.json.PlainJson;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** JSON as it comes in (strictly) and goes out. */
public final class Json {
  /** The type of a problem (RFC 9457). */
  public static final ContentType PROBLEM_JSON = ContentTypes.parse("application/problem+json");

  private static final int MAX_DEPTH = 64;
  private static final int MAX_NUMBER_CHARACTERS = 64;
  private static final int MAX_STRING_CHARACTERS = 100_000;
  private static final int MAX_NAME_CHARACTERS = 1_000;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(MAX_NUMBER_CHARACTERS)
                          .maxStringLength(MAX_STRING_CHARACTERS)
                          .maxNameLength(MAX_NAME_CHARACTERS)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .build();

  private Json() {}

  /** Makes an empty object. */
  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** Writes JSON as UTF-8, without a text in between. */
  public static byte[] toBytes(JsonNode json) {
    try {
      return MAPPER.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("Cannot write JSON in memory", e);
    }
  }

  /** Makes what writes JSON as UTF-8, token by token; it writes on when closed. */
  public static JsonGenerator generator(OutputStream bytes) {
    try {
      return MAPPER.getFactory().createGenerator(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write JSON in memory", e);
    }
  }

  /**
   * Reads one JSON value and nothing after it. Refuses repeated names, nesting deeper than 64,
   * absurd lengths, and characters that no text has.
   *
   * @throws ApiProblem 400, with a pointer to where reading stopped
   */
  public static JsonNode parse(byte[] bytes) {
    try (JsonParser parser = MAPPER.createParser(bytes)) {
      try {
        JsonNode node = parser.nextToken() == null ? null : MAPPER.readTree(parser);
        if (node == null) {
          throw malformed("", "Cannot read the body: it is empty. Send a JSON object.");
        }
        JsonToken after = parser.nextToken();
        if (after != null) {
          throw malformed("", "Cannot read the body: something follows the JSON value.");
        }
        PlainJson.findForbidden(node)
            .ifPresent(
                found -> {
                  throw malformed(found.pointer(), found.detail());
                });
        return node;
      } catch (JsonProcessingException e) {
        int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
        int column = e.getLocation() == null ? 1 : e.getLocation().getColumnNr();
        throw malformed(
            parser.getParsingContext().pathAsPointer().toString(),
            "Cannot read the body as JSON at line %d, column %d: %s."
                .formatted(line, column, firstLine(e.getOriginalMessage())));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read bytes in memory", e);
    }
  }

  private static ApiProblem malformed(String pointer, String detail) {
    return new ApiProblem(
        400, "json-malformed", detail, List.of(new ApiProblem.FieldError(pointer, detail)));
  }

  private static String firstLine(String message) {
    String line = message.lines().findFirst().orElse("malformed");
    return PlainText.shortened(line, 200);
  }
}
