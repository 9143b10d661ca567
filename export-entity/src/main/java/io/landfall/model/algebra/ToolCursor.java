package io.landfall.model.algebra;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.json.JsonCursor;
import java.util.List;
import java.util.function.Supplier;

/**
 * A place in a tool's JSON: takes from it a value of the right kind, or says what is wrong there.
 */
record ToolCursor(JsonCursor at) {
  private static final int MAX_NAME_LENGTH = 200;

  boolean isObject() {
    return at.isObject();
  }

  boolean isText() {
    return at.isText();
  }

  boolean has(String name) {
    return !at.member(name).isAbsent();
  }

  ToolCursor get(String name) {
    if (!has(name)) {
      throw invalid("\"%s\" is missing".formatted(name));
    }
    return new ToolCursor(at.member(name));
  }

  List<ToolCursor> elements() {
    if (!at.isArray()) {
      throw invalid("an array belongs here");
    }
    // beyond the limit, the node that is too many says so
    return at.elements(AlgebraTool.MAX_NODES + 2).stream().map(ToolCursor::new).toList();
  }

  List<String> names() {
    if (!isObject()) {
      throw invalid("an object belongs here");
    }
    return at.names();
  }

  String text(String name) {
    ToolCursor location = get(name);
    if (!location.isText()) {
      throw location.invalid("text belongs here, not %s".formatted(location.at.abbreviated()));
    }
    String text = location.at.node().textValue();
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

  /** Returns a number that may be left out. */
  double number(String name, double otherwise) {
    return has(name) ? number(name) : otherwise;
  }

  double number() {
    if (!at.isFiniteNumber()) {
      throw invalid("a finite number belongs here, not %s".formatted(at.abbreviated()));
    }
    return at.node().doubleValue();
  }

  int integer(String name) {
    ToolCursor location = get(name);
    double number = location.number();
    if (number != Math.rint(number) || Math.abs(number) > Integer.MAX_VALUE) {
      throw location.invalid(
          "a whole number belongs here, not %s".formatted(location.at.abbreviated()));
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
    String digits = at.node().textValue().strip().replaceFirst("^(#|0[xX])", "");
    if (!digits.matches("[0-9a-fA-F]{1,8}")) {
      throw invalid(
          "a number or a hex colour such as \"#ff8000\" belongs here, not " + at.abbreviated());
    }
    return Integer.parseUnsignedInt(digits, 16);
  }

  /** Returns a band's name: an index counts from 0 in trees and from 1 in names. */
  String band() {
    ToolCursor band = get("band");
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
    String location = at.pointer().isEmpty() ? "its root" : at.pointer();
    return new ExportFailure(
        ErrorCode.TOOL_INVALID,
        at.pointer(),
        "Invalid tool at %s: %s.".formatted(location, why),
        cause);
  }
}
