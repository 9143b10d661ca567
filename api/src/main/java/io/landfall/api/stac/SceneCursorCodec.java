package io.landfall.api.stac;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.landfall.api.http.PageCursors;
import io.landfall.api.json.ApiProblem;
import io.landfall.api.json.Json;
import io.landfall.index.query.SceneCursor;
import io.landfall.index.query.SceneProperty;
import io.landfall.index.query.SceneQuery;
import io.landfall.index.query.SceneQuery.SceneOrder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.locationtech.jts.geom.Geometry;

/**
 * Cursors of scenes as links carry them: base64url of a JSON array of the search's mark, the values
 * of its order and the id. In another search a cursor is none. Whoever makes one up gets a place in
 * the list at worst, never more than the list.
 */
public final class SceneCursorCodec {
  private static final int MAX_CHARACTERS = 2_000;

  private SceneCursorCodec() {}

  /** Writes a cursor of {@code query}. */
  public static String encode(SceneQuery query, SceneCursor cursor) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode().add(mark(query));
    for (Object value : cursor.values()) {
      if (value instanceof Double number) {
        array.add(number);
      } else {
        array.add(value == null ? null : value.toString());
      }
    }
    array.add(cursor.id());
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(array.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads a cursor; empty: it is none, or one of another search.
   *
   * @param query what is searched for; where from and how many does not count
   */
  public static Optional<SceneCursor> decode(SceneQuery query, String text) {
    if (text.length() > MAX_CHARACTERS) {
      return Optional.empty();
    }
    try {
      JsonNode array = Json.parse(Base64.getUrlDecoder().decode(text));
      List<SceneOrder> order = query.order();
      int size = order.size();
      boolean whole = array.isArray() && array.size() == size + 2 && isText(array.get(size + 1));
      if (!whole || !array.get(0).asText().equals(mark(query))) {
        return Optional.empty();
      }
      List<Object> values = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        values.add(value(order.get(i).property().type(), array.get(i + 1)));
      }
      return Optional.of(new SceneCursor(values, array.get(size + 1).textValue()));
    } catch (IllegalArgumentException | DateTimeException | ApiProblem e) {
      return Optional.empty();
    }
  }

  /** No text of a database holds a NUL, and none may be asked for. */
  private static boolean isText(JsonNode node) {
    return node.isTextual() && node.textValue().indexOf('\0') < 0;
  }

  private static Object value(SceneProperty.PropertyType type, JsonNode node) {
    if (node.isNull()) {
      return null;
    }
    boolean fits = type == SceneProperty.PropertyType.NUMBER ? node.isNumber() : isText(node);
    if (!fits || (node.isNumber() && !Double.isFinite(node.doubleValue()))) {
      throw new IllegalArgumentException("Invalid value of a cursor: " + node.getNodeType());
    }
    return switch (type) {
      case NUMBER -> node.doubleValue();
      case TIME -> Instant.parse(node.textValue());
      case TEXT -> node.textValue();
    };
  }

  /** Tells a search from others: records and geometries write all that they hold. */
  private static String mark(SceneQuery query) {
    return PageCursors.mark(
        "scenes",
        query.area().map(Geometry::toText).orElse(""),
        query.filter().toString(),
        query.order().toString());
  }
}
