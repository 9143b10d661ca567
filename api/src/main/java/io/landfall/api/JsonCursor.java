package io.landfall.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One place in a JSON body. Readers answer {@code null} for what is left out or {@code null}; what
 * is wrong is noted with its pointer, and {@link #refuseIfWrong} speaks of all of it at once.
 */
public final class JsonCursor {
  private final JsonNode node;
  private final String pointer;
  private final Notes notes;

  /** What was found wrong; the first code decides the problem's type. */
  private static final class Notes {
    private static final int MAX = 50;
    private final List<ApiProblem.At> errors = new ArrayList<>();
    private ErrorCode code;

    void add(ErrorCode code, ApiProblem.At at) {
      this.code = this.code == null ? code : this.code;
      if (errors.size() < MAX) {
        errors.add(at);
      }
    }
  }

  private JsonCursor(JsonNode node, String pointer, Notes notes) {
    this.node = node;
    this.pointer = pointer;
    this.notes = notes;
  }

  /** Starts at the root of a body. */
  public static JsonCursor at(JsonNode root) {
    return new JsonCursor(root, "", new Notes());
  }

  /** Throws the problem that names everything noted, if anything was. */
  public void refuseIfWrong() {
    if (!notes.errors.isEmpty()) {
      throw ApiProblem.ofBody(notes.code, notes.errors);
    }
  }

  /** Throws a problem with this status that names everything noted, if anything was. */
  public void refuseIfWrong(int status, String slug) {
    if (!notes.errors.isEmpty()) {
      throw ApiProblem.of(status, slug, notes.errors);
    }
  }

  /** Tells whether nothing is here. */
  public boolean isAbsent() {
    return node.isMissingNode() || node.isNull();
  }

  /** Returns the JSON that is here. */
  public JsonNode node() {
    return node;
  }

  /** Goes to a member; absent when this is no object. */
  public JsonCursor member(String name) {
    String escaped = name.replace("~", "~0").replace("/", "~1");
    return new JsonCursor(
        node.has(name) ? node.get(name) : MissingNode.getInstance(),
        pointer + "/" + escaped,
        notes);
  }

  /** Notes this when it is no object, and every member that is not {@code known}. */
  public boolean isObjectOf(Set<String> known) {
    if (!node.isObject()) {
      wrong("Invalid %s: it must be an object, not %s.".formatted(name(), kind()));
      return false;
    }
    node.fieldNames()
        .forEachRemaining(
            field -> {
              if (!known.contains(field)) {
                String names = known.stream().sorted().collect(Collectors.joining(", "));
                member(field)
                    .wrong("Unknown property %s. Known: %s.".formatted(quoted(field), names));
              }
            });
    return true;
  }

  /** Reads the elements of an array; empty when absent or wrong. */
  public List<JsonCursor> elements(int max) {
    if (isAbsent()) {
      return List.of();
    }
    if (!node.isArray()) {
      wrong("Invalid %s: it must be an array, not %s.".formatted(name(), kind()));
      return List.of();
    }
    if (node.size() > max) {
      wrong("Invalid %s: %d elements, at most %d may be.".formatted(name(), node.size(), max));
      return List.of();
    }
    List<JsonCursor> elements = new ArrayList<>(node.size());
    for (int i = 0; i < node.size(); i++) {
      elements.add(new JsonCursor(node.get(i), pointer + "/" + i, notes));
    }
    return elements;
  }

  /** Reads a text of 1 to {@code max} characters without control characters. */
  public String text(int max) {
    if (isAbsent()) {
      return null;
    }
    if (!node.isTextual()) {
      wrong("Invalid %s: it must be a string, not %s.".formatted(name(), kind()));
      return null;
    }
    String text = node.textValue();
    if (text.isBlank() || text.length() > max) {
      wrong("Invalid %s: it must have 1 to %d characters.".formatted(name(), max));
      return null;
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      wrong("Invalid %s: it has control characters.".formatted(name()));
      return null;
    }
    return text;
  }

  /** Reads a text that must be there. */
  public String requiredText(int max) {
    if (isAbsent()) {
      wrong("Missing %s: it must be a string.".formatted(name()));
      return null;
    }
    return text(max);
  }

  /** Reads a whole number between two others. */
  public Integer wholeNumber(int min, int max) {
    if (isAbsent()) {
      return null;
    }
    if (!node.isIntegralNumber()
        || !node.canConvertToInt()
        || node.intValue() < min
        || node.intValue() > max) {
      wrong(
          "Invalid %s %s: it must be a whole number from %d to %d."
              .formatted(name(), shown(), min, max));
      return null;
    }
    return node.intValue();
  }

  /** Reads a finite number. */
  public Double number() {
    if (isAbsent()) {
      return null;
    }
    if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
      wrong("Invalid %s %s: it must be a finite number.".formatted(name(), shown()));
      return null;
    }
    return node.doubleValue();
  }

  /** Reads the name of an enum constant, in any case of letters. */
  public <E extends Enum<E>> E constant(Class<E> type, Function<E, String> spelling) {
    String text = text(40);
    if (text == null) {
      return null;
    }
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(text.toUpperCase(Locale.ROOT))) {
        return constant;
      }
    }
    String names =
        Arrays.stream(type.getEnumConstants()).map(spelling).collect(Collectors.joining(", "));
    wrong("Unknown %s %s. Known: %s.".formatted(name(), quoted(text), names));
    return null;
  }

  /** Makes a value, noting its refusal here. */
  public <T> T make(java.util.function.Supplier<T> maker) {
    try {
      return maker.get();
    } catch (ExportFailure e) {
      wrong(e.code(), e.getMessage());
      return null;
    }
  }

  /** Notes that this is wrong. */
  public void wrong(String detail) {
    wrong(ErrorCode.REQUEST_INVALID, detail);
  }

  /** Notes that this is wrong, and the kind of problem it makes. */
  public void wrong(ErrorCode code, String detail) {
    notes.add(code, new ApiProblem.At(pointer, detail));
  }

  /** The value as a message may show it. */
  public String shown() {
    return quoted(node.isValueNode() ? node.asText() : kind());
  }

  private String name() {
    return pointer.isEmpty() ? "body" : pointer.substring(1).replace('/', '.');
  }

  private String kind() {
    return node.isMissingNode() ? "nothing" : node.getNodeType().name().toLowerCase(Locale.ROOT);
  }

  private static String quoted(String text) {
    String shown = text.length() > 60 ? text.substring(0, 60) + "..." : text;
    return "'" + shown.replaceAll("\\p{Cntrl}", "?") + "'";
  }
}
