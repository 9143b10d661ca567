package io.landfall.api.export;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.AreaJson;
import io.landfall.api.json.Json;
import io.landfall.model.SceneId;
import io.landfall.model.request.Destination;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.ExportSource;
import io.landfall.model.request.OutputFormatRequest;
import io.landfall.model.request.Processing;
import io.landfall.model.request.RequestOrigin;
import io.landfall.model.request.RequestOrigin.ProjectPart;
import io.landfall.model.request.RequestOrigin.ProjectUse;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes a request back as its user would send it. */
public final class RequestJson {
  private RequestJson() {}

  static ObjectNode write(ExportRequest request) {
    ObjectNode json = Json.object();
    json.put("name", request.name());
    request.labels().forEach(json.putArray("labels")::add);
    json.set("source", source(request));
    json.put("outputProjection", request.outputProjection());
    json.put("resolution", request.resolution());
    json.put("resampling", request.resampling() == null ? null : lower(request.resampling()));
    json.set("mask", request.mask() == null ? null : AreaJson.write(request.mask()));
    if (request.mask() != null && request.mask().allTouched()) {
      json.put("maskTouch", "all");
    }
    ProcessingJson.writeColor(json, request);
    if (request.effectiveProcessing().autoStretch() != null) {
      json.put("stretch", ProcessingJson.auto(request.effectiveProcessing().autoStretch()));
    } else if (request.stretch().isEmpty()) {
      json.putNull("stretch");
    } else {
      ArrayNode stretch = json.putArray("stretch");
      request.stretch().forEach(range -> stretch.addArray().add(range.min()).add(range.max()));
    }
    ProcessingJson.writeSamples(json, request.effectiveProcessing());
    ColorRampJson.write(json, request.effectiveProcessing().ramp());
    if (request.effectiveProcessing().look() != null) {
      json.put("look", request.effectiveProcessing().look());
    }
    json.set("format", format(request));
    ArrayNode delivery = json.putArray("delivery");
    for (Destination destination : request.delivery()) {
      delivery.add(DestinationReader.write(destination));
    }
    json.put("priority", request.priority().name());
    if (request.grid() != null) {
      json.put("grid", lower(request.grid()));
    }
    if (request.values() != null) {
      json.put("values", lower(request.values()));
    }
    SourceReadingJson.write(json, request.effectiveSources());
    ProcessingJson.writePansharpening(json, request.effectiveProcessing());
    CloudMaskJson.write(json, request.cloudMask());
    CompositeJson.write(json, request.composite());
    if (request.provenance()) {
      json.put("provenance", true);
    }
    return json;
  }

  private static ObjectNode source(ExportRequest request) {
    ObjectNode json = Json.object();
    RequestOrigin origin = request.origin();
    if (request.source() instanceof ExportSource.MosaicSource scenes) {
      Optional<ProjectUse> project = Optional.ofNullable(origin).flatMap(RequestOrigin::project);
      if (project.isPresent()) {
        json.put("projectId", project.get().projectId().toString());
      } else if (origin == null
          || !origin.hasSource()
          || !isOfInputs(scenes, request.effectiveProcessing())) {
        ArrayNode ids = json.putArray("scenes");
        scenes.scenes().stream().map(SceneId::value).forEach(ids::add);
      }
      boolean ofProject =
          project.isPresent()
              && (scenes.bands().isEmpty() || origin.taken().contains(ProjectPart.BANDS));
      if (!ofProject) {
        scenes.bands().forEach(json.putArray("bands")::add);
      }
    }
    ProcessingJson.writeTool(json, request.effectiveProcessing(), origin);
    return json;
  }

  /** Tells whether a source has no scenes of its own, but those of the tool's inputs. */
  private static boolean isOfInputs(ExportSource.MosaicSource source, Processing processing) {
    return processing.inputs().values().stream()
        .flatMap(input -> input.scenes().stream())
        .collect(Collectors.toSet())
        .equals(Set.copyOf(source.scenes()));
  }

  /** Writes which versions of projects and of the tool an export goes on with. */
  static ObjectNode pinned(RequestOrigin origin) {
    ObjectNode json = Json.object();
    ArrayNode projects = json.putArray("projects");
    for (ProjectUse use : origin.projects()) {
      ObjectNode project =
          projects
              .addObject()
              .put("projectId", use.projectId().toString())
              .put("version", use.version());
      if (use.input() != null) {
        project.put("input", use.input());
      }
    }
    if (origin.tool() != null) {
      json.putObject("tool")
          .put("toolId", origin.tool().toolId().toString())
          .put("version", origin.tool().version());
    }
    return json;
  }

  /** What was left to the planner stays left out. */
  private static ObjectNode format(ExportRequest request) {
    OutputFormatRequest format = request.format();
    ObjectNode json = Json.object();
    if (format.type() != null) {
      json.put("type", format.type().name());
    }
    if (format.compression() != null) {
      json.put("compression", format.compression().name());
    }
    putIfChosen(json, "level", format.level());
    putIfChosen(json, "predictor", format.predictor());
    putIfChosen(json, "blockSize", format.blockSize());
    if (format.overviewResampling() != null) {
      json.put("overviewResampling", lower(format.overviewResampling()));
    }
    if (format.tileFormat() != null) {
      json.put("tileFormat", format.tileFormat().name());
    }
    putIfChosen(json, "quality", format.quality());
    if (format.maxZError() != null) {
      json.put("maxZError", format.maxZError());
    }
    putIfChosen(json, "bitsPerSample", format.bitsPerSample());
    if (request.maskMode() != null) {
      json.put("mask", lower(request.maskMode()));
    }
    return json;
  }

  private static void putIfChosen(ObjectNode json, String name, Integer value) {
    if (value != null) {
      json.put(name, value);
    }
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
