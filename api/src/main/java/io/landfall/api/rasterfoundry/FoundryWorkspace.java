package io.landfall.api.rasterfoundry;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.endpoint.Endpoints;
import io.landfall.api.http.HttpResponses;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.api.json.ApiProblem;
import io.landfall.api.json.BodyCursor;
import io.landfall.api.json.Json;
import io.landfall.api.json.ToolJson;
import io.landfall.api.workspace.WorkspacePorts;
import io.landfall.model.algebra.BuiltInTool;
import io.landfall.model.algebra.BuiltInTools;
import io.landfall.workspace.Access;
import io.landfall.workspace.Caller;
import io.landfall.workspace.PageRequest;
import io.landfall.workspace.Project;
import io.landfall.workspace.Project.ProjectContent;
import io.landfall.workspace.SavedTool;
import io.landfall.workspace.Visibility;
import io.landfall.workspace.WorkspaceEntry;
import io.landfall.workspace.WorkspaceIds;
import io.landfall.workspace.WorkspacePage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** What {@code /api/projects} and {@code /api/tools} answer. */
final class FoundryWorkspace {
  /** What there is of a project's there and not here; clients send it back and forth. */
  private static final Set<String> PROJECT =
      Set.of(
          "name",
          "description",
          "visibility",
          "tileVisibility",
          "owner",
          "organizationId",
          "tags",
          "isAOIProject",
          "aoiCadenceMillis",
          "aoisLastChecked",
          "extent",
          "manualOrder",
          "isSingleBand",
          "singleBandOptions",
          "extras");

  private static final int MAX_NAME = 200;
  private static final int PAGE = 500;
  private static final long WEEK_MILLIS = 604_800_000;

  private final WorkspacePorts ports;
  private final Endpoints endpoints;

  FoundryWorkspace(WorkspacePorts ports, Endpoints endpoints) {
    this.ports = ports;
    this.endpoints = endpoints;
  }

  CompletionStage<HttpResponse> listProjects(HttpRequest request, Principal principal) {
    FoundryPage page = FoundryPage.read(request, Set.of());
    return ports
        .pool()
        .supply(
            () -> {
              List<WorkspaceEntry> all = all(ports.projects()::list, principal.caller());
              List<ObjectNode> results =
                  page.cut(all).stream().map(FoundryWorkspace::project).toList();
              return HttpResponses.json(200, page.json(results, all.size()));
            });
  }

  /** Reads the newest entries, as many as lists by number reach. */
  private static List<WorkspaceEntry> all(
      BiFunction<Caller, PageRequest, WorkspacePage<WorkspaceEntry>> list, Caller caller) {
    List<WorkspaceEntry> all = new ArrayList<>();
    String after = null;
    do {
      WorkspacePage<WorkspaceEntry> page = list.apply(caller, new PageRequest(PAGE, after));
      all.addAll(page.items());
      after = page.next();
    } while (after != null && all.size() <= FoundryPage.MAX_ENTRIES);
    return all;
  }

  CompletionStage<HttpResponse> showProject(String id, Principal principal) {
    return ports
        .pool()
        .supply(
            () ->
                WorkspaceIds.parse(id)
                    .flatMap(uuid -> ports.projects().find(uuid, principal.caller()))
                    .map(found -> HttpResponses.json(200, project(found)))
                    .orElseThrow(() -> unknown("a project")));
  }

  /** Makes a project without scenes, which {@code /v1/projects} puts in. */
  CompletionStage<HttpResponse> createProject(HttpRequest request, Principal principal) {
    return endpoints.withJson(
        request,
        json -> {
          BodyCursor asked = BodyCursor.ofRoot(json);
          if (!asked.expectObject(PROJECT)) {
            asked.throwIfInvalid();
          }
          String name = asked.member("name").requiredText(MAX_NAME);
          Visibility visibility =
              asked.member("visibility").enumConstant(Visibility.class, Enum::name);
          String owner = asked.member("owner").text(MAX_NAME);
          if (owner != null && !owner.equals(principal.user())) {
            asked.member("owner").addError("Cannot make a project of another user's.");
          }
          asked.throwIfInvalid();
          Access access =
              Access.ofOwner(
                  principal.caller(), visibility == null ? Visibility.PRIVATE : visibility);
          var content = new ProjectContent(name, List.of(), List.of(), null);
          return ports
              .pool()
              .supply(
                  () ->
                      made(
                          json,
                          project(
                              ports.projects().create(WorkspaceIds.generate(), access, content))));
        });
  }

  /** Says what of the body is not in the answer, as it is kept nowhere. */
  private static HttpResponse made(JsonNode asked, ObjectNode project) {
    String dropped =
        asked.properties().stream()
            .filter(member -> !member.getValue().isNull())
            .filter(member -> !member.getValue().equals(project.path(member.getKey())))
            .map(Map.Entry::getKey)
            .collect(Collectors.joining(", "));
    HttpResponse made = HttpResponses.json(201, project);
    return dropped.isEmpty()
        ? made
        : HttpResponses.withHeader(
            made, "Warning", "199 landfall \"not kept here: %s\"".formatted(dropped));
  }

  CompletionStage<HttpResponse> listTools(HttpRequest request, Principal principal) {
    FoundryPage page = FoundryPage.read(request, Set.of());
    return ports
        .pool()
        .supply(
            () -> {
              List<WorkspaceEntry> saved = all(ports.tools()::list, principal.caller());
              int count = BuiltInTools.all().size() + saved.size();
              List<Object> both = new ArrayList<>(BuiltInTools.all());
              both.addAll(saved);
              var content = new PageContent();
              List<ObjectNode> results = new ArrayList<>();
              for (Object one : page.cut(both)) {
                ObjectNode json = tool(one, principal.caller());
                content.add(json.path("definition").toString().length());
                results.add(json);
              }
              return HttpResponses.json(200, page.json(results, count));
            });
  }

  private ObjectNode tool(Object one, Caller caller) {
    if (one instanceof BuiltInTool builtIn) {
      return tool(builtIn);
    }
    WorkspaceEntry entry = (WorkspaceEntry) one;
    return ports
        .tools()
        .find(entry.id(), caller)
        .map(FoundryWorkspace::tool)
        .orElseGet(() -> tool(entry.id(), entry.name(), entry.access(), entry.createdAt(), null));
  }

  CompletionStage<HttpResponse> showTool(String id, Principal principal) {
    return ports
        .pool()
        .supply(
            () -> {
              UUID uuid = WorkspaceIds.parse(id).orElseThrow(() -> unknown("a tool"));
              return BuiltInTools.all().stream()
                  .filter(tool -> id(tool).equals(uuid))
                  .map(FoundryWorkspace::tool)
                  .findFirst()
                  .or(
                      () ->
                          ports.tools().find(uuid, principal.caller()).map(FoundryWorkspace::tool))
                  .map(json -> HttpResponses.json(200, json))
                  .orElseThrow(() -> unknown("a tool"));
            });
  }

  private static ApiProblem unknown(String what) {
    return new ApiProblem(404, "not-found", "Cannot find %s with this id.".formatted(what));
  }

  private static ObjectNode project(Project project) {
    return project(
        new WorkspaceEntry(
            project.id(),
            project.version(),
            project.access(),
            project.content().name(),
            project.content().scenes().size(),
            project.createdAt(),
            project.updatedAt()));
  }

  private static ObjectNode project(WorkspaceEntry project) {
    ObjectNode json = base(project.id(), project.access(), project.createdAt());
    json.put("modifiedAt", project.updatedAt().toString());
    json.put("name", project.name());
    json.put("slugLabel", project.id().toString());
    json.put("description", "");
    json.put("tileVisibility", Visibility.PRIVATE.name());
    json.put("isAOIProject", false);
    json.put("aoiCadenceMillis", WEEK_MILLIS);
    json.putArray("tags");
    json.putNull("extent");
    json.put("manualOrder", true);
    json.put("isSingleBand", false);
    json.putNull("singleBandOptions");
    json.put("defaultLayerId", project.id().toString());
    return json;
  }

  /** The built-in ones have names, not ids: there each has one that is made of its name. */
  private static UUID id(BuiltInTool tool) {
    return UUID.nameUUIDFromBytes(("tool " + tool.name()).getBytes(StandardCharsets.UTF_8));
  }

  private static ObjectNode tool(BuiltInTool tool) {
    var access = new Access("landfall", null, Visibility.PUBLIC);
    ObjectNode json =
        tool(id(tool), tool.title(), access, Instant.EPOCH, ToolJson.write(tool.tool()));
    return json.put("description", tool.formula());
  }

  private static ObjectNode tool(SavedTool tool) {
    ObjectNode json =
        tool(tool.id(), tool.name(), tool.access(), tool.createdAt(), tool.definition());
    return json.put("modifiedAt", tool.updatedAt().toString());
  }

  private static ObjectNode tool(
      UUID id, String title, Access access, Instant createdAt, JsonNode definition) {
    ObjectNode json = base(id, access, createdAt);
    json.put("title", title);
    json.put("description", "");
    json.put("requirements", "");
    json.putNull("license");
    json.putArray("compatibleDataSources");
    json.put("stars", 0);
    json.set("definition", definition);
    return json;
  }

  private static ObjectNode base(UUID id, Access access, Instant createdAt) {
    ObjectNode json = Json.object();
    json.put("id", id.toString());
    json.put("createdAt", createdAt.toString());
    json.put("createdBy", access.owner());
    json.put("modifiedAt", createdAt.toString());
    json.put("modifiedBy", access.owner());
    json.put("owner", access.owner());
    json.put("organizationId", access.organization());
    json.put("visibility", access.visibility().name());
    return json;
  }
}
