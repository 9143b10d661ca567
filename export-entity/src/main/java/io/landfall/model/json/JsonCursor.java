package io.landfall.model.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.landfall.model.PlainText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A place in a JSON document. Going to a place never fails: what is not there is {@linkplain
 * #isAbsent absent}. Each reader says in its own words what is wrong at a place, and names its
 * pointer.
 *
 * @param node what is here
 * @param pointer from the root of the document to here (RFC 6901)
 */
public record JsonCursor(JsonNode node, String pointer) {
  private static final int MAX_SHOWN_CHARACTERS = 60;

  /** Starts at the root of a document; {@code null} is an absent one. */
  public static JsonCursor ofRoot(JsonNode root) {
    return new JsonCursor(root == null ? MissingNode.getInstance() : root, "");
  }

  /** Goes to a member; absent when this is not an object. */
  public JsonCursor member(String name) {
    String token = name.replace("~", "~0").replace("/", "~1");
    return new JsonCursor(node.path(name), pointer + "/" + token);
  }

  /** Goes to an element, from 0; absent when this is not an array. */
  public JsonCursor element(int index) {
    return new JsonCursor(node.path(index), pointer + "/" + index);
  }

  /** Goes to each of the first {@code max} elements; there is none when this is not an array. */
  public List<JsonCursor> elements(int max) {
    int count = node.isArray() ? Math.min(node.size(), max) : 0;
    List<JsonCursor> elements = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      elements.add(element(i));
    }
    return elements;
  }

  /** Returns the names of all members; there is none when this is not an object. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** Tells whether nothing is here, or {@code null}. */
  public boolean isAbsent() {
    return node.isMissingNode() || node.isNull();
  }

  /** Tells whether this is an object. */
  public boolean isObject() {
    return node.isObject();
  }

  /** Tells whether this is an array. */
  public boolean isArray() {
    return node.isArray();
  }

  /** Tells whether this is a text. */
  public boolean isText() {
    return node.isTextual();
  }

  /** Tells whether this is a number that a double can hold. */
  public boolean isFiniteNumber() {
    return node.isNumber() && Double.isFinite(node.doubleValue());
  }

  /** Tells whether this is a whole number. */
  public boolean isWholeNumber() {
    return isWholeNumber(node);
  }

  /** Tells whether a value is a whole number; JSON has one kind of numbers: 10.0 and 1e1 are 10. */
  public static boolean isWholeNumber(JsonNode value) {
    return value.isIntegralNumber()
        || value.isNumber()
            && Double.isFinite(value.doubleValue())
            && value.doubleValue() == Math.rint(value.doubleValue());
  }

  /** Returns the number of elements or members. */
  public int size() {
    return node.size();
  }

  /** Returns what kind of value is here, for a message: {@code an array} without its article. */
  public String kind() {
    return node.isMissingNode() ? "nothing" : node.getNodeType().name().toLowerCase(Locale.ROOT);
  }

  /** Returns the value as JSON, shortened for a message; the kind alone of a container. */
  public String abbreviated() {
    return abbreviated(node.isContainerNode() ? kind() : node.toString());
  }

  /** Returns a text, shortened for a message. */
  public static String abbreviated(String text) {
    return PlainText.shortened(text, MAX_SHOWN_CHARACTERS);
  }
}
