package io.landfall.fuzz;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.color.ColorCorrectionReader;
import java.nio.charset.StandardCharsets;

/** Any JSON as a colour correction: it is read, or refused as REQUEST_INVALID. */
public final class ColorTarget {
  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxNestingDepth(64).maxNumberLength(100).build())
              .build());

  private ColorTarget() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    JsonNode json;
    try {
      json = JSON.readTree(new String(bytes, StandardCharsets.UTF_8));
    } catch (JsonProcessingException noJson) {
      return;
    }
    try {
      ColorCorrectionReader.read(json, "/colorCorrection").toString();
    } catch (ExportFailure refusal) {
      if (refusal.code() != ErrorCode.REQUEST_INVALID
          || !refusal.getMessage().contains("/colorCorrection")) {
        throw new AssertionError("A refusal that does not say where", refusal);
      }
    }
  }
}
