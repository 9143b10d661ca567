package io.landfall.api.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.BodyCursor;
import io.landfall.model.SampleEncoding;
import io.landfall.model.SampleType;
import io.landfall.model.SceneId;
import io.landfall.model.algebra.AlgebraTool;
import io.landfall.model.algebra.BuiltInTools;
import io.landfall.model.algebra.ToolReader;
import io.landfall.model.color.ColorCorrection;
import io.landfall.model.color.ColorCorrectionReader;
import io.landfall.model.geojson.AoiReader;
import io.landfall.model.request.ColorRampRequest;
import io.landfall.model.request.Percentiles;
import io.landfall.model.request.Processing;
import io.landfall.model.request.ToolSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What is to be done to the bands: the tool, its inputs, colours, and the output's type. */
final class ProcessingJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int MAX_SCENES = 10_000;
  private static final int MAX_SCENE_ID = 1_000;
  private static final int MAX_NAME = 200;
  private static final int MAX_INPUTS = 100;
  private static final Set<String> INPUT = Set.of("scenes", "band");
  private static final Set<String> SAMPLES = Set.of("type", "scale", "offset", "nodata");

  private ProcessingJson() {}

  /** Returns what was asked for; {@code null}: nothing. */
  static Processing read(BodyCursor body) {
    BodyCursor source = body.member("source");
    AlgebraTool tool = tool(source);
    Map<String, ToolSource> inputs = inputs(source.member("inputs"));
    ColorCorrection color = color(body.member("colorCorrection"));
    Percentiles auto = isAuto(body.member("stretch")) ? Percentiles.AUTO : null;
    SampleEncoding encoding = encoding(body.member("samples"));
    if (tool == null && !inputs.isEmpty()) {
      source.member("inputs").addError("Invalid inputs: they are for a tool. Give tool or toolId.");
    }
    String name = source.node().path("toolId").textValue();
    ColorRampRequest ramp = ColorRampJson.read(body.member("colorRamp"));
    String look = body.member("look").text(MAX_NAME);
    Processing made =
        body.construct(
            () ->
                new Processing(
                    tool,
                    tool == null ? null : name,
                    tool == null ? null : inputs,
                    color,
                    auto,
                    encoding,
                    ramp,
                    look));
    return Processing.NONE.equals(made) ? null : made;
  }

  /** Tells whether a stretch is to be found rather than given. */
  static boolean isAuto(BodyCursor stretch) {
    return "auto".equalsIgnoreCase(stretch.node().textValue());
  }

  private static AlgebraTool tool(BodyCursor source) {
    BodyCursor id = source.member("toolId");
    BodyCursor tree = source.member("tool");
    if (!id.isAbsent() && !tree.isAbsent()) {
      id.addError("Invalid source: give tool or toolId, not both.");
      return null;
    }
    if (!id.isAbsent()) {
      String name = id.requiredText(MAX_NAME);
      return name == null ? null : id.construct(() -> BuiltInTools.get(name).tool());
    }
    if (tree.isAbsent()) {
      return null;
    }
    JsonNode node = tree.node();
    return tree.construct(() -> ToolReader.read(node, AoiReader::read));
  }

  private static Map<String, ToolSource> inputs(BodyCursor inputs) {
    Map<String, ToolSource> found = new LinkedHashMap<>();
    if (inputs.isAbsent()) {
      return found;
    }
    if (!inputs.node().isObject() || inputs.node().size() > MAX_INPUTS) {
      inputs.addError(
          "Invalid inputs: give an object of at most %d, as {\"nir\": {\"scenes\": [...]}}."
              .formatted(MAX_INPUTS));
      return found;
    }
    for (Map.Entry<String, JsonNode> field : inputs.node().properties()) {
      BodyCursor input = inputs.member(field.getKey());
      if (input.expectObject(INPUT)) {
        List<SceneId> scenes =
            input.member("scenes").elements(MAX_SCENES).stream()
                .map(scene -> scene.requiredText(MAX_SCENE_ID))
                .filter(java.util.Objects::nonNull)
                .map(SceneId::new)
                .toList();
        String band = input.member("band").text(MAX_NAME);
        ToolSource source = input.construct(() -> new ToolSource(scenes, band));
        if (source != null) {
          found.put(field.getKey(), source);
        }
      }
    }
    return found;
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

  /** Writes the tool and its inputs into {@code source}, if there is one. */
  static void writeTool(ObjectNode source, Processing processing) {
    if (processing.tool() == null) {
      return;
    }
    if (isBuiltIn(processing)) {
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
                input.scenes().stream().map(SceneId::value).forEach(json.putArray("scenes")::add);
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

  /** Writes the colour correction without what is off; {@code null}: none. */
  static void writeColor(ObjectNode json, Processing processing) {
    if (processing.color() == null) {
      json.putNull("colorCorrection");
      return;
    }
    ObjectNode color = json.putObject("colorCorrection");
    ObjectNode all = MAPPER.valueToTree(processing.color());
    for (Map.Entry<String, JsonNode> field : all.properties()) {
      JsonNode value = field.getValue();
      if (value instanceof ObjectNode block) {
        block.properties().removeIf(one -> one.getValue().isNull());
      }
      boolean off = value.size() == 1 && !value.path("enabled").booleanValue();
      if (!value.isNull() && !off) {
        color.set(field.getKey(), value);
      }
    }
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
