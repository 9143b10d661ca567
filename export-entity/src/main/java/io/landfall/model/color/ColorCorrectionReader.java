package io.landfall.model.color;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.PlainText;
import io.landfall.model.color.ColorCorrection.AutoBalance;
import io.landfall.model.color.ColorCorrection.BandClipping;
import io.landfall.model.color.ColorCorrection.Equalize;
import io.landfall.model.color.ColorCorrection.GammaCorrection;
import io.landfall.model.color.ColorCorrection.SaturationCorrection;
import io.landfall.model.color.ColorCorrection.SigmoidalContrast;
import io.landfall.model.color.ColorCorrection.TileClipping;
import io.landfall.model.json.JsonCursor;
import io.landfall.model.json.StrictJson;
import java.util.ArrayList;
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
      return readCorrection(JsonCursor.ofRoot(node));
    } catch (ExportFailure failure) { // made below, or by the records: with pointers from here on
      String message = failure.getMessage();
      int at = message.indexOf(' ') + 1;
      throw new ExportFailure(
          failure.code(), message.substring(0, at) + pointer + message.substring(at), failure);
    }
  }

  private static ColorCorrection readCorrection(JsonCursor at) {
    checkObject(at, FIELDS);
    return new ColorCorrection(
        wholeNumber(at.member("redBand")),
        wholeNumber(at.member("greenBand")),
        wholeNumber(at.member("blueBand")),
        gamma(CorrectionBlock.of(at.member("gamma"), "redGamma", "greenGamma", "blueGamma")),
        bandClipping(
            CorrectionBlock.of(
                at.member("bandClipping"),
                "redMin",
                "redMax",
                "greenMin",
                "greenMax",
                "blueMin",
                "blueMax")),
        tileClipping(CorrectionBlock.of(at.member("tileClipping"), "min", "max")),
        sigmoidalContrast(CorrectionBlock.of(at.member("sigmoidalContrast"), "alpha", "beta")),
        saturation(CorrectionBlock.of(at.member("saturation"), "saturation")),
        new Equalize(CorrectionBlock.of(at.member("equalize")).enabled()),
        new AutoBalance(CorrectionBlock.of(at.member("autoBalance")).enabled()));
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
    static CorrectionBlock of(JsonCursor at, String... fields) {
      List<Double> numbers = new ArrayList<>();
      if (at.isAbsent()) {
        return new CorrectionBlock(false, numbers);
      }
      List<String> known = new ArrayList<>(List.of("enabled"));
      known.addAll(List.of(fields));
      checkObject(at, known);
      for (String field : fields) {
        numbers.add(finiteNumber(at.member(field)));
      }
      JsonCursor enabled = at.member("enabled");
      if (!enabled.isAbsent() && !enabled.node().isBoolean()) {
        throw invalid(enabled, "it must be true or false", "leave it out for true");
      }
      return new CorrectionBlock(enabled.isAbsent() || enabled.node().booleanValue(), numbers);
    }

    Double number(int index) {
      return index < numbers.size() ? numbers.get(index) : null;
    }
  }

  private static Integer wholeNumber(JsonCursor at) {
    if (at.isAbsent()) {
      return null;
    }
    if (!at.isWholeNumber() || !at.node().canConvertToInt()) {
      throw invalid(at, "it must be a whole number", "the first band is 0");
    }
    return at.node().intValue();
  }

  private static Double finiteNumber(JsonCursor at) {
    if (at.isAbsent()) {
      return null;
    }
    if (!at.isFiniteNumber()) {
      throw invalid(at, "it must be a number", "leave it out for no change");
    }
    return at.node().doubleValue();
  }

  private static void checkObject(JsonCursor at, List<String> known) {
    if (!at.isObject()) {
      throw invalid(at, "it must be an object", "its fields are " + String.join(", ", known));
    }
    for (String name : at.names()) {
      if (!known.contains(name)) {
        throw RangeChecks.invalid(
            at.pointer() + "/" + PlainText.beginning(name, 60),
            "in a colour correction",
            "there is no such field",
            "known here: " + String.join(", ", known));
      }
    }
  }

  private static ExportFailure invalid(JsonCursor at, String why, String hint) {
    String pointer = at.pointer().isEmpty() ? "/" : at.pointer();
    String value = at.isAbsent() ? "null" : JsonCursor.abbreviated(at.node().toString());
    return RangeChecks.invalid(pointer, value, why, hint);
  }
}
