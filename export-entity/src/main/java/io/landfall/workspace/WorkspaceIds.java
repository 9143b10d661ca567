package io.landfall.workspace;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.util.Optional;
import java.util.UUID;

/** Makes and reads the ids of what people keep. */
public final class WorkspaceIds {
  private static final TimeBasedEpochGenerator GENERATOR = Generators.timeBasedEpochGenerator();

  private WorkspaceIds() {}

  /** Makes a UUIDv7 from the current time and random bits. */
  public static UUID generate() {
    return GENERATOR.generate();
  }

  /** Reads the canonical text of 36 characters; empty where it is another text. */
  public static Optional<UUID> parse(String text) {
    try {
      UUID id = UUID.fromString(text);
      return id.toString().equalsIgnoreCase(text) ? Optional.of(id) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
