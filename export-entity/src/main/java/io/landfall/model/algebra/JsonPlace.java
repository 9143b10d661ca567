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
record JsonPlace(JsonNode node, String pointer) {
  private static final int LONGEST_NAME = 200;

  boolean isObject() {
    return node.isObject();
  }

  boolean isText() {
    return node.isTextual();
  }

  boolean has(String name) {
    return node.hasNonNull(name);
  }

  JsonPlace get(String name) {
    if (!has(name)) {
      throw invalid("\"%s\" is missing".formatted(name));
    }
    String token = name.replace("~", "~0").replace("/", "~1");
    return new JsonPlace(node.get(name), pointer + "/" + token);
  }

  List<JsonPlace> elements() {
    if (!node.isArray()) {
      throw invalid("an array belongs here");
    }
    List<JsonPlace> places = new ArrayList<>();
    for (int i = 0; i < node.size(); i++) {
      places.add(new JsonPlace(node.get(i), pointer + "/" + i));
      if (i > AlgebraTool.MAX_NODES) {
        break; // the node that is too many will say so
      }
    }
    return places;
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
    JsonPlace place = get(name);
    if (!place.isText()) {
      throw place.invalid("text belongs here, not %s".formatted(place.shown()));
    }
    String text = place.node.textValue();
    if (text.isBlank() || text.length() > LONGEST_NAME) {
      throw place.invalid(
          "text of 1 to %d characters belongs here, not %d"
              .formatted(LONGEST_NAME, text.strip().length()));
    }
    return text;
  }

  double number(String name) {
    return get(name).number();
  }

  double number() {
    if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
      throw invalid("a finite number belongs here, not %s".formatted(shown()));
    }
    return node.doubleValue();
  }

  int whole(String name) {
    JsonPlace place = get(name);
    double number = place.number();
    if (number != Math.rint(number) || Math.abs(number) > Integer.MAX_VALUE) {
      throw place.invalid("a whole number belongs here, not %s".formatted(place.shown()));
    }
    return (int) number;
  }

  /** Reads a number from the name of a member. */
  double parse(String name) {
    try {
      double number = Double.parseDouble(name);
      if (Double.isFinite(number) && name.length() <= LONGEST_NAME) {
        return number;
      }
    } catch (NumberFormatException e) {
      // falls through: it is no number
    }
    throw invalid("the upper bound of a class is no finite number");
  }

  /** Reads a colour, {@code #rrggbb} or {@code 0xrrggbbaa}, as its 32-bit signed number. */
  double color() {
    String digits = node.textValue().strip().replaceFirst("^(#|0[xX])", "");
    if (!digits.matches("[0-9a-fA-F]{1,8}")) {
      throw invalid("a number or a hex colour such as \"#ff8000\" belongs here, not " + shown());
    }
    return Integer.parseUnsignedInt(digits, 16);
  }

  /** Returns a band's name: an index counts from 0 in trees and from 1 in names. */
  String band() {
    JsonPlace band = get("band");
    if (band.isText()) {
      return text("band");
    }
    int index = whole("band");
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
  <T> T checked(Supplier<T> maker) {
    try {
      return maker.get();
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
    String place = pointer.isEmpty() ? "its root" : pointer;
    return new ExportFailure(
        ErrorCode.TOOL_INVALID, "Invalid tool at %s: %s.".formatted(place, why), cause);
  }

  private String shown() {
    String json =
        node.isContainerNode() ? node.getNodeType().name().toLowerCase(Locale.ROOT) : json();
    return json.length() > 60 ? json.substring(0, 60) + "..." : json;
  }
}
