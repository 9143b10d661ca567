package io.landfall.export;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.Version;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Bounds what Akka's Jackson serializers read, be it a row of the journal, a snapshot or a message
 * of another node: what is over a limit is an ordinary exception, never a stack that overflows,
 * which would end the JVM. Named in the configuration, so that every actor system has it.
 */
public final class JsonLimits extends Module {
  /** A tool may be 64 operations deep, and each takes an object and an array. */
  static final int MAX_DEPTH = 192;

  static final int MAX_NUMBER_LENGTH = 100;
  static final int MAX_STRING_LENGTH = 1 << 20;
  static final int MAX_NAME_LENGTH = 1_000;

  private static final StreamReadConstraints CONSTRAINTS =
      StreamReadConstraints.builder()
          .maxNestingDepth(MAX_DEPTH)
          .maxNumberLength(MAX_NUMBER_LENGTH)
          .maxStringLength(MAX_STRING_LENGTH)
          .maxNameLength(MAX_NAME_LENGTH)
          .build();

  @Override
  public String getModuleName() {
    return "landfall-limits";
  }

  @Override
  public Version version() {
    return Version.unknownVersion();
  }

  @Override
  public void setupModule(SetupContext context) {
    ObjectMapper mapper = context.getOwner();
    mapper.getFactory().setStreamReadConstraints(CONSTRAINTS);
  }
}
