package io.landfall.fuzz;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.color.ColorCorrectionReader;
import java.nio.charset.StandardCharsets;

/** Any text as a colour correction: it is read, or refused as REQUEST_INVALID. */
public final class ColorTarget {
  private ColorTarget() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    try {
      var read = ColorCorrectionReader.read(new String(bytes, StandardCharsets.UTF_8));
      if (read.toString().isEmpty()) {
        throw new AssertionError("A colour correction that tells nothing");
      }
    } catch (ExportFailure refusal) {
      if (refusal.code() != ErrorCode.REQUEST_INVALID
          || !refusal
              .getMessage()
              .matches("(?s)Invalid (/|colour correction: it is not valid JSON ).*")) {
        throw new AssertionError("A refusal that does not say where", refusal);
      }
    }
  }
}
