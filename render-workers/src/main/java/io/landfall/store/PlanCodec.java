package io.landfall.store;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.StoredPart;
import io.landfall.model.plan.ExportPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;

/**
 * Plans and part lists as the JSON objects that nodes leave for each other in the store. Equal
 * values give equal bytes; reading refuses what it does not know.
 */
public final class PlanCodec {
  /** A larger plan is refused. */
  public static final long MAX_BYTES = 64L << 20;

  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(100)
                          .maxDocumentLength(MAX_BYTES)
                          .maxStringLength(1 << 20)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .visibility(PropertyAccessor.ALL, Visibility.NONE)
          .visibility(PropertyAccessor.FIELD, Visibility.ANY)
          .visibility(PropertyAccessor.CREATOR, Visibility.ANY)
          .build();

  private PlanCodec() {}

  /**
   * A plan as bytes.
   *
   * @param sha256 of the bytes, in hexadecimal
   */
  public record EncodedPlan(UploadBody body, String sha256) {}

  public static EncodedPlan encode(ExportPlan plan) {
    UploadBody body = UploadBody.of(write(plan));
    return new EncodedPlan(body, hex(body));
  }

  /**
   * Reads a plan, if the bytes are those that {@code sha256} was taken of.
   *
   * @throws ExportFailure OPTION_UNSUPPORTED if a newer release wrote it and this one knows less
   */
  public static ExportPlan decode(byte[] json, String sha256) {
    if (!hex(UploadBody.of(json)).equals(sha256)) {
      throw new ExportFailure(
          ErrorCode.INTERNAL,
          "Cannot use the plan in the store: it is not the one the export was given (SHA-256 %s)."
              .formatted(sha256));
    }
    try {
      return JSON.readValue(json, ExportPlan.class);
    } catch (IOException e) {
      throw new ExportFailure(
          ErrorCode.OPTION_UNSUPPORTED, // as its bytes are right
          "Cannot read the plan in the store: %s. Do all nodes run the same version?"
              .formatted(e.getMessage()),
          e);
    }
  }

  static UploadBody encodeParts(List<StoredPart> parts) {
    return UploadBody.of(write(parts));
  }

  static List<StoredPart> decodeParts(byte[] json) {
    try {
      return JSON.readValue(json, new TypeReference<List<StoredPart>>() {});
    } catch (IOException e) {
      throw new ExportFailure(
          ErrorCode.INTERNAL, "Cannot read the list of parts: %s.".formatted(e.getMessage()), e);
    }
  }

  private static byte[] write(Object value) {
    try {
      return JSON.writeValueAsBytes(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hex(UploadBody body) {
    return HexFormat.of().formatHex(body.digest("SHA-256"));
  }
}
