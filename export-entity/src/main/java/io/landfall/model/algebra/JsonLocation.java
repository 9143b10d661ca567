package io.landfall.model.algebra;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * A place in a tool's JSON: every way to take a value from it either gives one of the right kind or
 * says where it is missing.
 *
 * @param pointer from the root of the document to here (RFC 6901)
 */
record JsonLocation(JsonNode node, String pointer) {
  private static final int MAX_NAME_LENGTH = 200;

  boolean isObject() {
    return node.isObject();
  }

  boolean isText() {
    return node.isTextual();
  }

  boolean has(String name) {
    return node.hasNonNull(name);
  }

  JsonLocation get(String name) {
    if (!has(name)) {
      throw invalid("\"%s\" is missing".formatted(name));
    }
    String token = name.replace("~", "~0").replace("/", "~1");
    return new JsonLocation(node.get(name), pointer + "/" + token);
  }

  List<JsonLocation> elements() {
    if (!node.isArray()) {
      throw invalid("an array belongs here");
    }
    List<JsonLocation> locations = new ArrayList<>();
    for (int i = 0; i < node.size(); i++) {
      locations.add(new JsonLocation(node.get(i), pointer + "/" + i));
      if (i > AlgebraTool.MAX_NODES) {
        break; // the node that is too many will say so
      }
    }
    return locations;
  }

  List<String> names() {
    if (!node.isObject()) {
      throw invalid("an object belongs here");
    }
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  String text(String name) {
    JsonLocation location = get(name);
    if (!location.isText()) {
      throw location.invalid("text belongs here, not %s".formatted(location.abbreviated()));
    }
    String text = location.node.textValue();
    if (text.isBlank() || text.length() > MAX_NAME_LENGTH) {
      throw location.invalid(
          "text of 1 to %d characters belongs here, not %d"
              .formatted(MAX_NAME_LENGTH, text.strip().length()));
    }
    return text;
  }

  double number(String name) {
    return get(name).number();
  }

  double number() {
    if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
      throw invalid("a finite number belongs here, not %s".formatted(abbreviated()));
    }
    return node.doubleValue();
  }

  int integer(String name) {
    JsonLocation location = get(name);
    double number = location.number();
    if (number != Math.rint(number) || Math.abs(number) > Integer.MAX_VALUE) {
      throw location.invalid(
          "a whole number belongs here, not %s".formatted(location.abbreviated()));
    }
    return (int) number;
  }

  /** Reads a number from the name of a member. */
  double parseNumber(String name) {
    try {
      double number = Double.parseDouble(name);
      if (Double.isFinite(number) && name.length() <= MAX_NAME_LENGTH) {
        return number;
      }
    } catch (NumberFormatException e) {
      // falls through: it is no number
    }
    throw invalid("the upper bound of a class is not a finite number");
  }

  /** Reads a colour, {@code #rrggbb} or {@code 0xrrggbbaa}, as its 32-bit signed number. */
  double color() {
    String digits = node.textValue().strip().replaceFirst("^(#|0[xX])", "");
    if (!digits.matches("[0-9a-fA-F]{1,8}")) {
      throw invalid(
          "a number or a hex colour such as \"#ff8000\" belongs here, not " + abbreviated());
    }
    return Integer.parseUnsignedInt(digits, 16);
  }

  /** Returns a band's name: an index counts from 0 in trees and from 1 in names. */
  String band() {
    JsonLocation band = get("band");
    if (band.isText()) {
      return text("band");
    }
    int index = integer("band");
    if (index < 0 || index == Integer.MAX_VALUE) {
      throw band.invalid("a band's index counts from 0, it is not %d".formatted(index));
    }
    return String.valueOf(index + 1);
  }

  /** Returns what a placeholder is called: its label, else its id. */
  String label() {
    if (has("metadata") && get("metadata").has("label")) {
      return get("metadata").text("label");
    }
    if (!has("id")) {
      throw invalid("a src needs a label in its metadata, or an id");
    }
    return text("id");
  }

  String json() {
    return node.toString();
  }

  /** Makes a value whose failure is to name this place. */
  <T> T validated(Supplier<T> supplier) {
    try {
      return supplier.get();
    } catch (ExportFailure e) {
      if (e.getMessage().startsWith("Invalid tool")) {
        throw e;
      }
      throw invalid(e.getMessage().replaceFirst("\\.$", ""), e);
    }
  }

  ExportFailure invalid(String why) {
    return invalid(why, null);
  }

  ExportFailure invalid(String why, Throwable cause) {
    String location = pointer.isEmpty() ? "its root" : pointer;
    return new ExportFailure(
        ErrorCode.TOOL_INVALID, "Invalid tool at %s: %s.".formatted(location, why), cause);
  }

  private String abbreviated() {
    String json =
        node.isContainerNode() ? node.getNodeType().name().toLowerCase(Locale.ROOT) : json();
    return json.length() > 60 ? json.substring(0, 60) + "..." : json;
  }
}
