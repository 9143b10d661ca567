package io.landfall.api.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.ApiProblem;
import io.landfall.api.json.BodyCursor;
import io.landfall.api.json.ColorJson;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.SceneId;
import io.landfall.model.color.ColorCorrection;
import io.landfall.model.color.ColorCorrectionReader;
import io.landfall.workspace.Access;
import io.landfall.workspace.Caller;
import io.landfall.workspace.PageRequest;
import io.landfall.workspace.Project;
import io.landfall.workspace.Project.ProjectContent;
import io.landfall.workspace.ProjectScene;
import io.landfall.workspace.ProjectStore;
import io.landfall.workspace.Visibility;
import io.landfall.workspace.WorkspaceEntry;
import io.landfall.workspace.WorkspaceIds;
import io.landfall.workspace.WorkspaceLimits;
import io.landfall.workspace.WorkspacePage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongPredicate;
import java.util.function.Supplier;

/** Projects as JSON. */
final class ProjectItems implements WorkspaceItems<ProjectItems.ProjectBody> {
  private static final Set<String> MEMBERS =
      Set.of("name", "scenes", "bands", "colorCorrection", "visibility");
  private static final Set<String> SCENE = Set.of("sceneId", "colorCorrection");
  private static final List<String> BANDS = List.of("red", "green", "blue");
  private static final int MAX_SCENE_ID = 1_000;

  private final ProjectStore projects;

  ProjectItems(ProjectStore projects) {
    this.projects = projects;
  }

  /**
   * What a body says.
   *
   * @param visibility {@code null}: nothing
   */
  record ProjectBody(ProjectContent content, Visibility visibility) {}

  @Override
  public String kind() {
    return "project";
  }

  @Override
  public ProjectBody read(JsonNode json, String id) {
    BodyCursor body = BodyCursor.ofRoot(json);
    if (!ItemJson.check(body, MEMBERS, id)) {
      body.throwIfInvalid();
    }
    String name = body.member("name").requiredText(WorkspaceLimits.MAX_NAME);
    List<ProjectScene> scenes = scenes(body.member("scenes"));
    List<String> bands = bands(body.member("bands"));
    ColorCorrection color = color(body.member("colorCorrection"));
    Visibility visibility = ItemJson.visibility(body);
    body.throwIfInvalid();
    return new ProjectBody(new ProjectContent(name, scenes, bands, color), visibility);
  }

  private static List<ProjectScene> scenes(BodyCursor at) {
    List<ProjectScene> scenes = new ArrayList<>();
    Map<String, Integer> places = new HashMap<>();
    List<BodyCursor> elements = at.elements(WorkspaceLimits.MAX_SCENES_OF_PROJECT);
    for (int i = 0; i < elements.size(); i++) {
      BodyCursor element = elements.get(i);
      if (!element.expectObject(SCENE)) {
        continue;
      }
      BodyCursor idAt = element.member("sceneId");
      String id = idAt.requiredText(MAX_SCENE_ID);
      ColorCorrection color = color(element.member("colorCorrection"));
      if (id == null) {
        continue;
      }
      String one = WorkspaceIds.parse(id).map(UUID::toString).orElse(id); // in any case of letters
      Integer before = places.putIfAbsent(one, i);
      if (before != null) {
        idAt.addError(
            "Invalid scene %s: it stands at /scenes/%d already, and lies in the mosaic once."
                .formatted(idAt.displayValue(), before));
      }
      scenes.add(new ProjectScene(new SceneId(id), color));
    }
    return scenes;
  }

  private static List<String> bands(BodyCursor at) {
    if (at.isAbsent() || !at.expectObject(Set.copyOf(BANDS))) {
      return List.of();
    }
    List<String> bands = new ArrayList<>();
    for (String channel : BANDS) {
      bands.add(at.member(channel).requiredText(WorkspaceLimits.MAX_NAME));
    }
    return bands.stream().anyMatch(Objects::isNull) ? List.of() : bands;
  }

  private static ColorCorrection color(BodyCursor at) {
    String pointer = at.at().pointer();
    return at.isAbsent()
        ? null
        : at.construct(() -> ColorCorrectionReader.read(at.node(), pointer));
  }

  @Override
  public ItemAnswer create(UUID id, ProjectBody body, Caller caller) {
    Visibility visibility = Objects.requireNonNullElse(body.visibility(), Visibility.PRIVATE);
    return kept(
        body, () -> projects.create(id, Access.ofOwner(caller, visibility), body.content()));
  }

  @Override
  public Optional<ItemAnswer> find(String id, Caller caller) {
    return WorkspaceIds.parse(id)
        .flatMap(parsed -> projects.find(parsed, caller))
        .map(ProjectItems::answer);
  }

  @Override
  public Optional<ItemAnswer> findVersion(String id, long version, Caller caller) {
    return WorkspaceIds.parse(id)
        .flatMap(parsed -> projects.find(parsed, caller))
        .flatMap(newest -> projects.findVersion(newest.id(), version, caller))
        .map(ProjectItems::answer);
  }

  @Override
  public WorkspacePage<ItemAnswer> list(Caller caller, PageRequest page) {
    WorkspacePage<WorkspaceEntry> found = projects.list(caller, page);
    return new WorkspacePage<>(
        found.items().stream().map(ProjectItems::entry).toList(), found.next());
  }

  @Override
  public ItemAnswer update(String id, LongPredicate expected, ProjectBody body, Caller caller) {
    UUID known = known(id);
    return kept(
        body, () -> projects.update(known, expected, body.visibility(), body.content(), caller));
  }

  /** Keeps a project; a scene that was deleted meanwhile is named by its place. */
  private static ItemAnswer kept(ProjectBody body, Supplier<Project> keep) {
    try {
      return answer(keep.get());
    } catch (ExportFailure e) {
      List<ProjectScene> scenes = body.content().scenes();
      for (int i = 0; i < scenes.size() && e.code() == ErrorCode.SCENE_UNKNOWN; i++) {
        String id = scenes.get(i).sceneId().value().toLowerCase(Locale.ROOT);
        if (e.getMessage().contains(" " + id + " ")) {
          String pointer = "/scenes/" + i + "/sceneId";
          throw ApiProblem.ofErrors(
              e.code(), List.of(new ApiProblem.FieldError(pointer, e.getMessage())));
        }
      }
      throw e;
    }
  }

  @Override
  public void delete(String id, LongPredicate expected, Caller caller) {
    projects.delete(known(id), expected, caller);
  }

  private UUID known(String id) {
    return WorkspaceIds.parse(id).orElseThrow(() -> ItemRoutes.unknown(kind(), id));
  }

  private static ItemAnswer answer(Project project) {
    ProjectContent content = project.content();
    ObjectNode json = ItemJson.begin(project.id(), project.version(), content.name());
    var scenes = json.putArray("scenes");
    for (ProjectScene scene : content.scenes()) {
      ObjectNode entry = scenes.addObject().put("sceneId", scene.sceneId().value());
      if (scene.colorCorrection() != null) {
        entry.set("colorCorrection", ColorJson.write(scene.colorCorrection()));
      }
    }
    if (content.bands().isEmpty()) {
      json.putNull("bands");
    } else {
      ObjectNode bands = json.putObject("bands");
      for (int i = 0; i < BANDS.size(); i++) {
        bands.put(BANDS.get(i), content.bands().get(i));
      }
    }
    json.set(
        "colorCorrection",
        content.colorCorrection() == null ? null : ColorJson.write(content.colorCorrection()));
    ItemJson.end(json, project.access(), project.createdAt(), project.updatedAt());
    return new ItemAnswer(project.id().toString(), Long.toString(project.version()), json);
  }

  private static ItemAnswer entry(WorkspaceEntry entry) {
    ObjectNode json =
        ItemJson.begin(entry.id(), entry.version(), entry.name()).put("sceneCount", entry.size());
    ItemJson.end(json, entry.access(), entry.createdAt(), entry.updatedAt());
    return new ItemAnswer(entry.id().toString(), Long.toString(entry.version()), json);
  }
}
