package io.landfall.model.color;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.StrictJson;
import io.landfall.model.color.ColorCorrection.AutoBalance;
import io.landfall.model.color.ColorCorrection.BandClipping;
import io.landfall.model.color.ColorCorrection.Equalize;
import io.landfall.model.color.ColorCorrection.GammaCorrection;
import io.landfall.model.color.ColorCorrection.SaturationCorrection;
import io.landfall.model.color.ColorCorrection.SigmoidalContrast;
import io.landfall.model.color.ColorCorrection.TileClipping;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Reads a colour correction from JSON. Tolerant of what is left out: a block that is missing or
 * {@code null} is off, and one that is there without {@code enabled} is on. Strict about the rest:
 * an unknown field, a wrong type or a value out of range is refused by its JSON pointer.
 */
public final class ColorCorrectionReader {
  private static final List<String> FIELDS =
      List.of(
          "redBand",
          "greenBand",
          "blueBand",
          "gamma",
          "bandClipping",
          "tileClipping",
          "sigmoidalContrast",
          "saturation",
          "equalize",
          "autoBalance");

  private ColorCorrectionReader() {}

  /**
   * Reads a document.
   *
   * @throws ExportFailure REQUEST_INVALID, naming the pointer of what is wrong
   */
  public static ColorCorrection read(String json) {
    try {
      return read(StrictJson.read(json));
    } catch (JsonProcessingException e) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid colour correction: it is not valid JSON (%s).".formatted(e.getOriginalMessage()),
          e);
    }
  }

  /** Reads {@code node}, the root of its document. */
  public static ColorCorrection read(JsonNode node) {
    return read(node, "");
  }

  /**
   * Reads {@code node}.
   *
   * @param pointer where it stands in its document, for messages: {@code /colorCorrection}
   * @throws ExportFailure REQUEST_INVALID, naming the pointer of what is wrong
   */
  public static ColorCorrection read(JsonNode node, String pointer) {
    try {
      return readCorrection(node);
    } catch (ExportFailure failure) { // made below, or by the records: with pointers from here on
      String message = failure.getMessage();
      int at = message.indexOf(' ') + 1;
      throw new ExportFailure(
          failure.code(), message.substring(0, at) + pointer + message.substring(at), failure);
    }
  }

  private static ColorCorrection readCorrection(JsonNode node) {
    checkObject(node, "", FIELDS);
    return new ColorCorrection(
        wholeNumber(node, "redBand"),
        wholeNumber(node, "greenBand"),
        wholeNumber(node, "blueBand"),
        gamma(CorrectionBlock.of(node, "gamma", "redGamma", "greenGamma", "blueGamma")),
        bandClipping(
            CorrectionBlock.of(
                node,
                "bandClipping",
                "redMin",
                "redMax",
                "greenMin",
                "greenMax",
                "blueMin",
                "blueMax")),
        tileClipping(CorrectionBlock.of(node, "tileClipping", "min", "max")),
        sigmoidalContrast(CorrectionBlock.of(node, "sigmoidalContrast", "alpha", "beta")),
        saturation(CorrectionBlock.of(node, "saturation", "saturation")),
        new Equalize(CorrectionBlock.of(node, "equalize").enabled()),
        new AutoBalance(CorrectionBlock.of(node, "autoBalance").enabled()));
  }

  private static GammaCorrection gamma(CorrectionBlock b) {
    return new GammaCorrection(b.enabled(), b.number(0), b.number(1), b.number(2));
  }

  private static BandClipping bandClipping(CorrectionBlock b) {
    return new BandClipping(
        b.enabled(), b.number(0), b.number(1), b.number(2), b.number(3), b.number(4), b.number(5));
  }

  private static TileClipping tileClipping(CorrectionBlock b) {
    return new TileClipping(b.enabled(), b.number(0), b.number(1));
  }

  private static SigmoidalContrast sigmoidalContrast(CorrectionBlock b) {
    return new SigmoidalContrast(b.enabled(), b.number(0), b.number(1));
  }

  private static SaturationCorrection saturation(CorrectionBlock b) {
    return new SaturationCorrection(b.enabled(), b.number(0));
  }

  /** One block: whether it counts, and its numbers in the order of their names. */
  private record CorrectionBlock(boolean enabled, List<Double> numbers) {
    static CorrectionBlock of(JsonNode parent, String name, String... fields) {
      List<Double> numbers = new ArrayList<>();
      JsonNode node = parent.get(name);
      if (isAbsent(node)) {
        return new CorrectionBlock(false, numbers);
      }
      String pointer = "/" + name;
      List<String> known = new ArrayList<>(List.of("enabled"));
      known.addAll(List.of(fields));
      checkObject(node, pointer, known);
      for (String field : fields) {
        numbers.add(finiteNumber(node.get(field), pointer + "/" + field));
      }
      JsonNode enabled = node.get("enabled");
      if (!isAbsent(enabled) && !enabled.isBoolean()) {
        throw invalid(
            pointer + "/enabled", enabled, "it must be true or false", "leave it out for true");
      }
      return new CorrectionBlock(isAbsent(enabled) || enabled.booleanValue(), numbers);
    }

    Double number(int index) {
      return index < numbers.size() ? numbers.get(index) : null;
    }
  }

  private static Integer wholeNumber(JsonNode parent, String name) {
    JsonNode node = parent.get(name);
    if (isAbsent(node)) {
      return null;
    }
    boolean whole = node.isNumber() && node.canConvertToInt() && node.doubleValue() % 1 == 0;
    if (!whole) {
      throw invalid("/" + name, node, "it must be a whole number", "the first band is 0");
    }
    return node.intValue();
  }

  private static Double finiteNumber(JsonNode node, String pointer) {
    if (isAbsent(node)) {
      return null;
    }
    if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
      throw invalid(pointer, node, "it must be a number", "leave it out for no change");
    }
    return node.doubleValue();
  }

  private static void checkObject(JsonNode node, String pointer, List<String> known) {
    if (isAbsent(node) || !node.isObject()) {
      String hint = "its fields are " + String.join(", ", known);
      throw invalid(pointer.isEmpty() ? "/" : pointer, node, "it must be an object", hint);
    }
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        throw RangeChecks.invalid(
            pointer + "/" + (name.length() > 60 ? name.substring(0, 60) : name),
            "in a colour correction",
            "there is no such field",
            "known here: " + String.join(", ", known));
      }
    }
  }

  private static boolean isAbsent(JsonNode node) {
    return node == null || node.isNull() || node.isMissingNode();
  }

  private static ExportFailure invalid(String pointer, JsonNode node, String why, String hint) {
    String value = node == null ? "null" : node.toString();
    return RangeChecks.invalid(
        pointer, value.length() > 60 ? value.substring(0, 60) + "..." : value, why, hint);
  }
}
