package io.landfall.api.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.json.JsonCursor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A place in the JSON body of a request. Readers answer {@code null} for what is left out or {@code
 * null}; what is wrong is noted with its pointer, and {@link #throwIfInvalid} speaks of all of it
 * at once.
 */
public final class BodyCursor {
  private final JsonCursor at;
  private final ErrorCollector collector;

  /** What was found wrong; the first code decides the problem's type. */
  private static final class ErrorCollector {
    private static final int MAX_ERRORS = 50;
    private final List<ApiProblem.FieldError> errors = new ArrayList<>();
    private ErrorCode code;

    void add(ErrorCode code, ApiProblem.FieldError at) {
      this.code = this.code == null ? code : this.code;
      if (errors.size() < MAX_ERRORS) {
        errors.add(at);
      }
    }
  }

  private BodyCursor(JsonCursor at, ErrorCollector collector) {
    this.at = at;
    this.collector = collector;
  }

  /** Starts at the root of a body. */
  public static BodyCursor ofRoot(JsonNode root) {
    return new BodyCursor(JsonCursor.ofRoot(root), new ErrorCollector());
  }

  /** Throws the problem that names everything noted, if anything was. */
  public void throwIfInvalid() {
    if (!collector.errors.isEmpty()) {
      throw ApiProblem.ofErrors(collector.code, collector.errors);
    }
  }

  /** Throws a problem with this status that names everything noted, if anything was. */
  public void throwIfInvalid(int status, String slug) {
    if (!collector.errors.isEmpty()) {
      throw ApiProblem.of(status, slug, collector.errors);
    }
  }

  /** Tells whether nothing is here. */
  public boolean isAbsent() {
    return at.isAbsent();
  }

  /** Returns the JSON that is here. */
  public JsonNode node() {
    return at.node();
  }

  /** Returns the place alone, for a reader that throws what it finds wrong. */
  public JsonCursor at() {
    return at;
  }

  /** Goes to a member; absent when this is not an object. */
  public BodyCursor member(String name) {
    return new BodyCursor(at.member(name), collector);
  }

  /** Notes this when it is not an object, and every member that is not {@code known}. */
  public boolean expectObject(Set<String> known) {
    if (!at.isObject()) {
      addError("Invalid %s: it must be an object, not %s.".formatted(displayName(), at.kind()));
      return false;
    }
    for (String field : at.names()) {
      if (!known.contains(field)) {
        String names = known.stream().sorted().collect(Collectors.joining(", "));
        member(field).addError("Unknown property %s. Known: %s.".formatted(quoted(field), names));
      }
    }
    return true;
  }

  /** Reads the elements of an array; empty when absent or wrong. */
  public List<BodyCursor> elements(int max) {
    if (isAbsent()) {
      return List.of();
    }
    if (!at.isArray()) {
      addError("Invalid %s: it must be an array, not %s.".formatted(displayName(), at.kind()));
      return List.of();
    }
    if (at.size() > max) {
      addError(
          "Invalid %s: %d elements, at most %d may be.".formatted(displayName(), at.size(), max));
      return List.of();
    }
    return at.elements(max).stream().map(element -> new BodyCursor(element, collector)).toList();
  }

  /** Reads a text of 1 to {@code max} characters without control characters. */
  public String text(int max) {
    if (isAbsent()) {
      return null;
    }
    if (!at.isText()) {
      addError("Invalid %s: it must be a string, not %s.".formatted(displayName(), at.kind()));
      return null;
    }
    String text = node().textValue();
    if (text.isBlank() || text.length() > max) {
      addError("Invalid %s: it must have 1 to %d characters.".formatted(displayName(), max));
      return null;
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      addError("Invalid %s: it has control characters.".formatted(displayName()));
      return null;
    }
    return text;
  }

  /** Reads a text that must be there. */
  public String requiredText(int max) {
    if (isAbsent()) {
      addError("Missing %s: it must be a string.".formatted(displayName()));
      return null;
    }
    return text(max);
  }

  /** Reads a whole number between two others. */
  public Integer wholeNumber(int min, int max) {
    if (isAbsent()) {
      return null;
    }
    JsonNode node = node();
    if (!at.isWholeNumber()
        || !node.canConvertToInt()
        || node.intValue() < min
        || node.intValue() > max) {
      addError(
          "Invalid %s %s: it must be a whole number from %d to %d."
              .formatted(displayName(), displayValue(), min, max));
      return null;
    }
    return node.intValue();
  }

  /** Reads a finite number. */
  public Double number() {
    if (isAbsent()) {
      return null;
    }
    if (!at.isFiniteNumber()) {
      addError(
          "Invalid %s %s: it must be a finite number.".formatted(displayName(), displayValue()));
      return null;
    }
    return node().doubleValue();
  }

  /** Reads true or false; {@code null}: it is absent, or what is wrong was noted. */
  public Boolean flag() {
    if (isAbsent()) {
      return null;
    }
    if (!node().isBoolean()) {
      addError("Invalid %s: give true or false.".formatted(displayName()));
      return null;
    }
    return node().booleanValue();
  }

  /** Reads the name of an enum constant, in any case of letters. */
  public <E extends Enum<E>> E enumConstant(Class<E> type, Function<E, String> spelling) {
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
    addError("Unknown %s %s. Known: %s.".formatted(displayName(), quoted(text), names));
    return null;
  }

  /**
   * Makes a value of what is here, noting its refusal here, or at the place below that it names.
   */
  public <T> T construct(java.util.function.Supplier<T> maker) {
    try {
      return maker.get();
    } catch (ExportFailure e) {
      addError(e.code(), at.pointer() + e.pointer(), e.getMessage());
      return null;
    }
  }

  /** Notes that this is wrong. */
  public void addError(String detail) {
    addError(ErrorCode.REQUEST_INVALID, detail);
  }

  /** Notes that this is wrong, and the kind of problem it makes. */
  public void addError(ErrorCode code, String detail) {
    addError(code, at.pointer(), detail);
  }

  /** Notes that what is at a pointer below this is wrong. */
  public void addError(ErrorCode code, String pointer, String detail) {
    collector.add(code, new ApiProblem.FieldError(pointer, detail));
  }

  /** The value as a message may show it. */
  public String displayValue() {
    return quoted(node().isValueNode() ? node().asText() : at.kind());
  }

  private String displayName() {
    return at.pointer().isEmpty() ? "body" : at.pointer().substring(1).replace('/', '.');
  }

  private static String quoted(String text) {
    return "'" + JsonCursor.abbreviated(text).replaceAll("\\p{Cntrl}", "?") + "'";
  }
}
