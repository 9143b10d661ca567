package io.landfall.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.util.Objects;
import java.util.UUID;

/**
 * Identifies one export: a UUIDv7, so that ids sort by the time of their making, or a UUIDv8 that
 * follows from an idempotency key.
 */
public record ExportId(UUID value) implements Comparable<ExportId> {
  /** One for all: only ids of one generator sort by their making within a millisecond. */
  private static final TimeBasedEpochGenerator GENERATOR = Generators.timeBasedEpochGenerator();

  public ExportId {
    Objects.requireNonNull(value, "value");
  }

  /** Makes a new id from the current time and random bits. */
  public static ExportId generate() {
    return new ExportId(GENERATOR.generate());
  }

  /**
   * Reads an id from its canonical text of 36 characters.
   *
   * @throws ExportFailure {@link ErrorCode#EXPORT_UNKNOWN} if the text is not a valid id, since
   *     then no export can have it
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static ExportId parse(String text) {
    try {
      UUID value = UUID.fromString(text);
      if (value.toString().equalsIgnoreCase(text)) {
        return new ExportId(value);
      }
    } catch (IllegalArgumentException e) {
      // falls through to the one failure below
    }
    throw new ExportFailure(
        ErrorCode.EXPORT_UNKNOWN, "Cannot find export %s: ids are UUIDs.".formatted(text));
  }

  @Override
  public int compareTo(ExportId other) {
    return value.toString().compareTo(other.value.toString());
  }

  /** Returns the canonical text, in JSON and in CBOR too. */
  @Override
  @JsonValue
  public String toString() {
    return value.toString();
  }
}
