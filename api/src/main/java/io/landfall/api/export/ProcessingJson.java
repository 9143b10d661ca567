package io.landfall.api.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.BodyCursor;
import io.landfall.api.json.ColorJson;
import io.landfall.api.json.ToolJson;
import io.landfall.model.SampleEncoding;
import io.landfall.model.SampleType;
import io.landfall.model.SceneId;
import io.landfall.model.algebra.BuiltInTools;
import io.landfall.model.color.ColorCorrection;
import io.landfall.model.color.ColorCorrectionReader;
import io.landfall.model.request.ColorRampRequest;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.Pansharpening;
import io.landfall.model.request.Percentiles;
import io.landfall.model.request.Processing;
import io.landfall.model.request.RequestOrigin;
import io.landfall.model.request.RequestOrigin.ProjectPart;
import io.landfall.model.request.RequestOrigin.ProjectUse;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is to be done to the bands: the tool, its inputs, colours, and the output's type. */
final class ProcessingJson {
  private static final int MAX_NAME = 200;
  private static final String AUTO = "auto";

  /** Two shares in percent. */
  private static final Pattern SHARES =
      Pattern.compile(":(\\d{1,3}(?:\\.\\d{1,9})?)[-,](\\d{1,3}(?:\\.\\d{1,9})?)");

  private static final Set<String> PANSHARPENING = Set.of("band", "weights");
  private static final Set<String> SAMPLES = Set.of("type", "scale", "offset", "nodata");

  private ProcessingJson() {}

  /** Returns what was asked for; {@code null}: nothing. */
  static Processing read(BodyCursor body, SourceReader.ReadSource source) {
    ColorCorrection own = color(body.member("colorCorrection"));
    ColorCorrection color = own == null ? source.color() : own;
    Percentiles auto = percentiles(body.member("stretch"));
    SampleEncoding encoding = encoding(body.member("samples"));
    ColorRampRequest ramp = ColorRampJson.read(body.member("colorRamp"));
    String look = body.member("look").text(MAX_NAME);
    Pansharpening pansharpening = pansharpening(body.member("pansharpening"));
    Processing made =
        body.construct(
            () ->
                new Processing(
                    source.tool(),
                    source.toolName(),
                    source.tool() == null ? null : source.inputs(),
                    color,
                    auto,
                    encoding,
                    ramp,
                    look,
                    source.sceneColors(),
                    pansharpening));
    return Processing.NONE.equals(made) ? null : made;
  }

  /** Returns how bands are sharpened; {@code null}: they are not. */
  private static Pansharpening pansharpening(BodyCursor given) {
    if (given.isAbsent() || !given.expectObject(PANSHARPENING)) {
      return null;
    }
    String band = given.member("band").text(MAX_NAME);
    List<Double> weights =
        given.member("weights").elements(SourceReader.MAX_BANDS).stream()
            .map(BodyCursor::number)
            .filter(Objects::nonNull)
            .toList();
    return given.construct(() -> new Pansharpening(band, weights));
  }

  /** Writes how bands are sharpened, if they are. */
  static void writePansharpening(ObjectNode json, Processing processing) {
    Pansharpening asked = processing.pansharpening();
    if (asked != null) {
      ObjectNode object = json.putObject("pansharpening").put("band", asked.band());
      asked.weights().forEach(object.putArray("weights")::add);
    }
  }

  /** Tells whether a stretch is to be found rather than given. */
  static boolean isAuto(BodyCursor stretch) {
    String text = stretch.node().textValue();
    return text != null && text.toLowerCase(Locale.ROOT).startsWith(AUTO);
  }

  /** Returns between which shares of the values to stretch; {@code null}: not so. */
  private static Percentiles percentiles(BodyCursor stretch) {
    if (!isAuto(stretch)) {
      return null;
    }
    String rest = stretch.node().textValue().substring(AUTO.length());
    Matcher shares = SHARES.matcher(rest);
    if (rest.isEmpty()) {
      return Percentiles.AUTO;
    } else if (!shares.matches()) {
      stretch.addError(
          "Invalid stretch %s: give auto, or auto:LOW-HIGH in percent, as auto:2-98."
              .formatted(stretch.displayValue()));
      return null;
    }
    return stretch.construct(
        () ->
            new Percentiles(
                Double.parseDouble(shares.group(1)), Double.parseDouble(shares.group(2))));
  }

  /** Writes how it is read. */
  static String auto(Percentiles percentiles) {
    return percentiles.equals(Percentiles.AUTO)
        ? AUTO
        : AUTO + ":" + plain(percentiles.low()) + "-" + plain(percentiles.high());
  }

  /** Writes a number as it is read: without an exponent. */
  private static String plain(double number) {
    return BigDecimal.valueOf(number).toPlainString();
  }

  private static ColorCorrection color(BodyCursor color) {
    return color.isAbsent()
        ? null
        : color.construct(() -> ColorCorrectionReader.read(color.node(), "/colorCorrection"));
  }

  private static SampleEncoding encoding(BodyCursor samples) {
    if (samples.isAbsent() || !samples.expectObject(SAMPLES)) {
      return null;
    }
    SampleType type = samples.member("type").enumConstant(SampleType.class, Enum::name);
    Double scale = samples.member("scale").number();
    Double offset = samples.member("offset").number();
    Double nodata = samples.member("nodata").number();
    return samples.construct(
        () ->
            new SampleEncoding(
                type, scale == null ? 1 : scale, offset == null ? 0 : offset, nodata));
  }

  /**
   * Writes the tool and its inputs into {@code source}, if there is one.
   *
   * @param origin {@code null}: nothing of it is of the workspace
   */
  static void writeTool(ObjectNode source, Processing processing, RequestOrigin origin) {
    if (processing.tool() == null) {
      return;
    }
    if (origin != null && origin.tool() != null) {
      source.put("toolId", origin.tool().toolId().toString());
    } else if (isBuiltIn(processing)) {
      source.put("toolId", processing.toolName());
    } else {
      source.set("tool", ToolJson.write(processing.tool()));
    }
    if (!processing.inputs().isEmpty()) {
      ObjectNode inputs = source.putObject("inputs");
      new TreeMap<>(processing.inputs())
          .forEach(
              (name, input) -> {
                ObjectNode json = inputs.putObject(name);
                Optional<ProjectUse> project =
                    Optional.ofNullable(origin).flatMap(one -> one.project(name));
                if (project.isPresent()) {
                  json.put("projectId", project.get().projectId().toString());
                } else {
                  input.scenes().stream().map(SceneId::value).forEach(json.putArray("scenes")::add);
                }
                if (input.band() != null) {
                  json.put("band", input.band());
                }
              });
    }
  }

  private static boolean isBuiltIn(Processing processing) {
    return BuiltInTools.all().stream()
        .anyMatch(
            one ->
                one.name().equalsIgnoreCase(processing.toolName())
                    && one.tool().equals(processing.tool()));
  }

  /** Writes the colour correction that was asked for, without what is off; {@code null}: none. */
  static void writeColor(ObjectNode json, ExportRequest request) {
    Processing processing = request.effectiveProcessing();
    boolean ofProject =
        request.origin() != null && request.origin().taken().contains(ProjectPart.COLORS);
    if (processing.color() == null || ofProject) {
      json.putNull("colorCorrection");
      return;
    }
    json.set("colorCorrection", ColorJson.write(processing.color()));
  }

  /** Writes the type of the output, if one was named. */
  static void writeSamples(ObjectNode json, Processing processing) {
    SampleEncoding encoding = processing.encoding();
    if (encoding == null) {
      return;
    }
    ObjectNode samples =
        json.putObject("samples")
            .put("type", encoding.type().name())
            .put("scale", encoding.scale())
            .put("offset", encoding.offset());
    if (encoding.nodata() != null && Double.isFinite(encoding.nodata())) {
      samples.put("nodata", encoding.nodata()); // NaN, which JSON has no word for, is the default
    }
  }
}
