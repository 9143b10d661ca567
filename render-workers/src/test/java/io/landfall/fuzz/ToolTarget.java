package io.landfall.fuzz;

import io.landfall.model.Aoi;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.algebra.ToolReader;
import io.landfall.model.json.JsonCursor;
import java.nio.charset.StandardCharsets;

/** Any text as a map algebra tool: it is read, or refused as TOOL_INVALID. */
public final class ToolTarget {
  private ToolTarget() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    try {
      var read = ToolReader.read(new String(bytes, StandardCharsets.UTF_8), ToolTarget::noArea);
      if (read.toString().isEmpty()) {
        throw new AssertionError("A tool that tells nothing");
      }
    } catch (ExportFailure refusal) {
      if (refusal.code() != ErrorCode.TOOL_INVALID) {
        throw new AssertionError("A tool refused for another reason", refusal);
      }
    }
  }

  private static Aoi noArea(JsonCursor json) {
    throw new ExportFailure(ErrorCode.AOI_INVALID, "Invalid area of interest: none is read here.");
  }
}
