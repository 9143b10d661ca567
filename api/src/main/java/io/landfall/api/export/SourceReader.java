package io.landfall.api.export;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.api.json.BodyCursor;
import io.landfall.model.ErrorCode;
import io.landfall.model.SceneId;
import io.landfall.model.algebra.AlgebraTool;
import io.landfall.model.algebra.BuiltInTools;
import io.landfall.model.algebra.ToolInput;
import io.landfall.model.algebra.ToolReader;
import io.landfall.model.color.ColorCorrection;
import io.landfall.model.geojson.AoiReader;
import io.landfall.model.json.JsonCursor;
import io.landfall.model.request.ExportSource;
import io.landfall.model.request.RequestOrigin;
import io.landfall.model.request.RequestOrigin.ProjectPart;
import io.landfall.model.request.SceneColor;
import io.landfall.model.request.ToolSource;
import io.landfall.workspace.Caller;
import io.landfall.workspace.ExportSourceFinder;
import io.landfall.workspace.ExportSources;
import io.landfall.workspace.ExportSources.SharedProject;
import io.landfall.workspace.Project.ProjectContent;
import io.landfall.workspace.SavedTool;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Reads the {@code source} of a request: scenes, a project, or a tool with inputs of either. What
 * is of the workspace is taken as it was found for the caller, and noted as the request's origin.
 */
final class SourceReader {
  static final int MAX_PROJECTS = 100;
  static final int MAX_BANDS = 100;
  private static final int MAX_NAME = 200;
  private static final int MAX_INPUTS = 100;
  private static final Set<String> SOURCE =
      Set.of("scenes", "bands", "projectId", "toolId", "tool", "inputs");
  private static final Set<String> INPUT = Set.of("scenes", "projectId", "band");

  /** What a body says of colours: then a project's are not taken. */
  private static final List<String> COLORS =
      List.of("colorCorrection", "stretch", "samples", "colorRamp", "look");

  private final BodyCursor body;
  private final BodyCursor source;
  private final OriginCollector origin;

  /**
   * A source as read.
   *
   * @param mosaic {@code null}: something is wrong
   * @param tool {@code null}: none
   * @param color of the project, where the request takes it; {@code null}: none
   * @param dem scene of the terrain model; {@code null}: none
   * @param origin {@code null}: it names nothing of the workspace
   */
  record ReadSource(
      ExportSource mosaic,
      AlgebraTool tool,
      String toolName,
      Map<String, ToolSource> inputs,
      ColorCorrection color,
      List<SceneColor> sceneColors,
      SceneId dem,
      RequestOrigin origin) {}

  private record NamedTool(String name, AlgebraTool tool) {}

  SourceReader(BodyCursor body, Caller caller, ExportSources found) {
    this.body = body;
    this.source = body.member("source");
    this.origin = new OriginCollector(caller, found);
  }

  /** Reads it, noting what is wrong in the body. */
  ReadSource read() {
    if (!source.expectObject(SOURCE)) {
      return new ReadSource(null, null, null, Map.of(), null, null, null, null);
    }
    Optional<NamedTool> tool = tool();
    Optional<SharedProject> project = origin.project(source.member("projectId"), null);
    Map<String, ToolSource> inputs = inputs(source.member("inputs"), tool);
    boolean wantsTool = !source.member("tool").isAbsent() || !source.member("toolId").isAbsent();
    if (!wantsTool && !inputs.isEmpty()) {
      source.member("inputs").addError("Invalid inputs: they are for a tool. Give tool or toolId.");
    }
    tool.ifPresent(one -> addProjectsOfTree(one.tool(), inputs));
    List<String> bands = texts(source.member("bands"), MAX_BANDS, MAX_NAME);
    Optional<ProjectContent> shown =
        project.filter(any -> tool.isEmpty()).map(one -> one.project().content());
    List<ProjectPart> taken = new ArrayList<>();
    if (bands.isEmpty()
        && body.member("look").isAbsent()
        && shown.isPresent()
        && !shown.get().bands().isEmpty()) {
      taken.add(ProjectPart.BANDS);
    }
    boolean colored =
        shown.isPresent() && COLORS.stream().allMatch(name -> body.member(name).isAbsent());
    ColorCorrection color = null;
    List<SceneColor> sceneColors = null;
    if (colored) {
      ProjectColors colors = new ProjectColors(shown.get(), bands.isEmpty());
      color = colors.ofMosaic();
      sceneColors = colors.ofScenes();
      if (color != null || !sceneColors.isEmpty()) {
        taken.add(ProjectPart.COLORS);
      }
    }
    List<String> wanted = taken.contains(ProjectPart.BANDS) ? shown.get().bands() : bands;
    ExportSource mosaic = mosaic(tool, project, inputs, wanted);
    return new ReadSource(
        mosaic,
        tool.map(NamedTool::tool).orElse(null),
        tool.map(NamedTool::name).orElse(null),
        inputs,
        color,
        sceneColors,
        dem(),
        origin.origin(taken, body.node()));
  }

  /** Takes the scene of the terrain model, which is none of the source. */
  private SceneId dem() {
    BodyCursor dem = body.member(SourceReadingJson.DEM);
    return dem.node().isObject() ? origin.scene(dem.member(SourceReadingJson.SCENE)) : null;
  }

  private ExportSource mosaic(
      Optional<NamedTool> tool,
      Optional<SharedProject> project,
      Map<String, ToolSource> inputs,
      List<String> bands) {
    BodyCursor scenes = source.member("scenes");
    Set<SceneId> ids = new LinkedHashSet<>(origin.scenes(scenes));
    if (!source.member("projectId").isAbsent() && !scenes.isAbsent()) {
      source
          .member("projectId")
          .addError("Invalid source: give scenes or projectId, not both. One project holds both.");
    }
    project.ifPresent(one -> ids.addAll(OriginCollector.scenes(one)));
    Set<SceneId> all = new LinkedHashSet<>(ids);
    inputs.values().forEach(input -> all.addAll(input.scenes()));
    if (all.size() > OriginCollector.MAX_SCENES) {
      source.addError(
          ErrorCode.EXPORT_TOO_LARGE,
          "Invalid source: it has %d scenes in all, at most %d may be."
              .formatted(all.size(), OriginCollector.MAX_SCENES));
      return null;
    }
    if (all.isEmpty() && source.member("projectId").isAbsent()) {
      scenes.addError("Invalid source: it lists no scene. Name at least one in source.scenes.");
    }
    if (ids.isEmpty()) {
      tool.ifPresent(one -> checkAllGiven(one.tool(), inputs));
    }
    return all.isEmpty()
        ? null
        : new ExportSource.MosaicSource(List.copyOf(ids.isEmpty() ? all : ids), bands);
  }

  /** What no input names would be read from the source's own scenes, and there are none. */
  private void checkAllGiven(AlgebraTool tool, Map<String, ToolSource> inputs) {
    for (ToolInput input : tool.inputs()) {
      if (!isGiven(input, inputs) && !inputs.isEmpty()) {
        source
            .member("inputs")
            .addError(
                "Missing input %s of the tool: it reads the source's own scenes, and there are none. Name its scenes or its project."
                    .formatted(input.name()));
      }
    }
  }

  private static boolean isGiven(ToolInput input, Map<String, ToolSource> inputs) {
    return inputs.containsKey(input.name())
        || input.source() != null && inputs.containsKey(input.source());
  }

  private Optional<NamedTool> tool() {
    BodyCursor id = source.member("toolId");
    BodyCursor tree = source.member("tool");
    if (!id.isAbsent() && !tree.isAbsent()) {
      id.addError("Invalid source: give tool or toolId, not both.");
      return Optional.empty();
    }
    if (!id.isAbsent()) {
      String name = id.requiredText(MAX_NAME);
      return Optional.ofNullable(name).flatMap(one -> namedTool(id, one));
    }
    if (tree.isAbsent()) {
      return Optional.empty();
    }
    AlgebraTool tool = tree.construct(() -> ToolReader.read(tree.node(), AoiReader::read));
    return Optional.ofNullable(tool).map(one -> new NamedTool(null, one));
  }

  private Optional<NamedTool> namedTool(BodyCursor at, String name) {
    Optional<UUID> id = ExportSourceFinder.uuid(name);
    if (id.isEmpty()) {
      AlgebraTool builtIn = at.construct(() -> BuiltInTools.get(name).tool());
      return Optional.ofNullable(builtIn).map(one -> new NamedTool(name, one));
    }
    return origin.tool(at, id.get()).flatMap(saved -> savedTool(at, saved));
  }

  private static Optional<NamedTool> savedTool(BodyCursor at, SavedTool saved) {
    AlgebraTool tool = at.construct(() -> ToolReader.read(saved.definition(), AoiReader::read));
    return Optional.ofNullable(tool).map(one -> new NamedTool(saved.name(), one));
  }

  private Map<String, ToolSource> inputs(BodyCursor inputs, Optional<NamedTool> tool) {
    Map<String, ToolSource> read = new LinkedHashMap<>();
    if (inputs.isAbsent()) {
      return read;
    }
    if (!inputs.node().isObject() || inputs.node().size() > MAX_INPUTS) {
      inputs.addError(
          "Invalid inputs: give an object of at most %d, as {\"nir\": {\"scenes\": [...]}} or {\"nir\": {\"projectId\": \"...\", \"band\": \"nir\"}}."
              .formatted(MAX_INPUTS));
      return read;
    }
    for (Map.Entry<String, JsonNode> field : inputs.node().properties()) {
      BodyCursor input = inputs.member(field.getKey());
      String name =
          tool.isEmpty() ? field.getKey() : nameOfInput(tool.get().tool(), input, field.getKey());
      if (input.expectObject(INPUT) && name != null) {
        Optional<ToolSource> one = input(input, name);
        if (one.isPresent() && read.put(name, one.get()) != null) {
          input.addError("Invalid inputs: two of them are %s of the tool.".formatted(name));
        }
      }
    }
    return read;
  }

  /**
   * Returns the input, or the imagery of several, that a person means: by its name, else in other
   * letters or by the band that it is.
   */
  private static String nameOfInput(AlgebraTool tool, BodyCursor at, String key) {
    List<ToolInput> all = tool.inputs();
    if (all.stream().anyMatch(one -> one.name().equals(key) || key.equals(one.source()))) {
      return key;
    }
    List<Predicate<ToolInput>> ways =
        List.of(
            one -> one.name().equalsIgnoreCase(key),
            one -> one.source() == null && one.band().equalsIgnoreCase(key));
    for (Predicate<ToolInput> way : ways) {
      List<ToolInput> meant = all.stream().filter(way).toList();
      if (meant.size() == 1) {
        return meant.get(0).name();
      }
    }
    at.addError(
        "Invalid inputs: the tool has none that is called %s. It has %s."
            .formatted(
                JsonCursor.abbreviated(key),
                all.stream().map(ToolInput::name).collect(Collectors.joining(", "))));
    return null;
  }

  private Optional<ToolSource> input(BodyCursor input, String name) {
    BodyCursor projectId = input.member("projectId");
    BodyCursor scenes = input.member("scenes");
    String band = input.member("band").text(MAX_NAME);
    if (projectId.isAbsent()) {
      List<SceneId> ids = origin.scenes(scenes);
      return Optional.ofNullable(input.construct(() -> new ToolSource(ids, band)));
    }
    if (!scenes.isAbsent()) {
      projectId.addError("Invalid input: give scenes or projectId, not both.");
    }
    return origin
        .project(projectId, name)
        .map(one -> new ToolSource(OriginCollector.scenes(one), band));
  }

  /** A leaf may name its project itself. */
  private void addProjectsOfTree(AlgebraTool tool, Map<String, ToolSource> inputs) {
    for (ToolInput input : tool.inputs()) {
      Optional<UUID> id = ExportSourceFinder.uuid(input.source());
      if (id.isPresent() && !isGiven(input, inputs) && isNoScene(input.source())) {
        BodyCursor at = source.member(source.member("tool").isAbsent() ? "toolId" : "tool");
        origin
            .project(at, id.get(), input.source())
            .map(one -> new ToolSource(OriginCollector.scenes(one), null))
            .ifPresent(one -> inputs.put(input.source(), one));
      }
    }
  }

  private boolean isNoScene(String id) {
    for (JsonNode scene : source.member("scenes").node()) {
      if (id.equals(scene.textValue())) {
        return false;
      }
    }
    return true;
  }

  private static List<String> texts(BodyCursor array, int max, int maxCharacters) {
    return array.elements(max).stream()
        .map(element -> element.requiredText(maxCharacters))
        .filter(Objects::nonNull)
        .toList();
  }

  /** The colours of a project, for bands of its own or those that the request names. */
  private record ProjectColors(ProjectContent content, boolean ownBands) {
    ColorCorrection ofMosaic() {
      return content.colorCorrection() == null ? null : forBands(content.colorCorrection());
    }

    List<SceneColor> ofScenes() {
      return content.scenes().stream()
          .filter(scene -> scene.colorCorrection() != null)
          .map(scene -> new SceneColor(scene.sceneId(), forBands(scene.colorCorrection())))
          .toList();
    }

    private ColorCorrection forBands(ColorCorrection color) {
      return ownBands ? color : color.withoutBands();
    }
  }
}
