package io.landfall.api.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.BodyCursor;
import io.landfall.api.json.Json;
import io.landfall.api.json.ToolJson;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.algebra.AlgebraTool;
import io.landfall.model.algebra.BuiltInTool;
import io.landfall.model.algebra.BuiltInTools;
import io.landfall.model.algebra.ToolInput;
import io.landfall.model.algebra.ToolReader;
import io.landfall.model.geojson.AoiReader;
import io.landfall.workspace.Access;
import io.landfall.workspace.Caller;
import io.landfall.workspace.PageRequest;
import io.landfall.workspace.SavedTool;
import io.landfall.workspace.ToolStore;
import io.landfall.workspace.Visibility;
import io.landfall.workspace.WorkspaceEntry;
import io.landfall.workspace.WorkspaceIds;
import io.landfall.workspace.WorkspaceLimits;
import io.landfall.workspace.WorkspacePage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongPredicate;

/** Saved tools as JSON, and after them those that come with the system, which nobody changes. */
final class ToolItems implements WorkspaceItems<ToolItems.ToolBody> {
  private static final Set<String> MEMBERS = Set.of("name", "definition", "visibility");
  private static final Set<String> CHANGED_MEMBERS =
      Set.of("name", "definition", "visibility", "builtIn", "inputs");

  /** Before the place of a built-in tool in the list, from 0. */
  private static final String BUILT_IN_CURSOR = "built-in-";

  private final ToolStore tools;

  ToolItems(ToolStore tools) {
    this.tools = tools;
  }

  /**
   * What a body says.
   *
   * @param visibility {@code null}: nothing
   */
  record ToolBody(String name, JsonNode definition, Visibility visibility) {}

  @Override
  public String kind() {
    return "tool";
  }

  @Override
  public ToolBody read(JsonNode json, String id) {
    if (id != null) {
      checkSaved(id);
    }
    BodyCursor body = BodyCursor.ofRoot(json);
    if (!ItemJson.check(body, id == null ? MEMBERS : CHANGED_MEMBERS, id)) {
      body.throwIfInvalid();
    }
    String name = body.member("name").requiredText(WorkspaceLimits.MAX_NAME);
    BodyCursor definition = body.member("definition");
    if (definition.isAbsent()) {
      definition.addError(
          "Missing definition: give a tree, as {\"apply\": \"-\", \"args\": [...]}.");
    } else {
      definition.construct(() -> ToolReader.read(definition.node(), AoiReader::read));
    }
    Visibility visibility = ItemJson.visibility(body);
    body.throwIfInvalid();
    return new ToolBody(name, definition.node(), visibility);
  }

  @Override
  public ItemAnswer create(UUID id, ToolBody body, Caller caller) {
    Visibility visibility = Objects.requireNonNullElse(body.visibility(), Visibility.PRIVATE);
    return answer(
        tools.create(id, Access.ofOwner(caller, visibility), body.name(), body.definition()));
  }

  @Override
  public Optional<ItemAnswer> find(String id, Caller caller) {
    Optional<BuiltInTool> builtIn = builtIn(id);
    return builtIn.isPresent()
        ? builtIn.map(ToolItems::answer)
        : WorkspaceIds.parse(id)
            .flatMap(parsed -> tools.find(parsed, caller))
            .map(ToolItems::answer);
  }

  @Override
  public Optional<ItemAnswer> findVersion(String id, long version, Caller caller) {
    return WorkspaceIds.parse(id)
        .flatMap(parsed -> tools.find(parsed, caller))
        .flatMap(newest -> tools.findVersion(newest.id(), version, caller))
        .map(ToolItems::answer);
  }

  /** Lists what is saved, newest first, then what is built in. */
  @Override
  public WorkspacePage<ItemAnswer> list(Caller caller, PageRequest page) {
    List<ItemAnswer> items = new ArrayList<>();
    int first = builtInCursor(page.after());
    if (first < 0) {
      WorkspacePage<WorkspaceEntry> found = tools.list(caller, page);
      found.items().forEach(entry -> items.add(entry(entry)));
      if (found.next() != null) {
        return new WorkspacePage<>(items, found.next());
      }
      first = 0;
    }
    List<BuiltInTool> all = BuiltInTools.all();
    int end = Math.min(all.size(), first + page.limit() - items.size());
    all.subList(first, end).forEach(tool -> items.add(entry(tool)));
    return new WorkspacePage<>(items, end < all.size() ? BUILT_IN_CURSOR + end : null);
  }

  /** Returns the place of a built-in tool; -1: the cursor is of the saved ones. */
  private static int builtInCursor(String after) {
    if (after == null || !after.startsWith(BUILT_IN_CURSOR)) {
      return -1;
    }
    String place = after.substring(BUILT_IN_CURSOR.length());
    int first = place.matches("\\d{1,4}") ? Integer.parseInt(place) : Integer.MAX_VALUE;
    if (first > BuiltInTools.all().size()) {
      throw new ExportFailure(ErrorCode.REQUEST_INVALID, "Invalid cursor: it is of no list.");
    }
    return first;
  }

  @Override
  public ItemAnswer update(String id, LongPredicate expected, ToolBody body, Caller caller) {
    return answer(
        tools.update(
            checkSaved(id), expected, body.visibility(), body.name(), body.definition(), caller));
  }

  @Override
  public void delete(String id, LongPredicate expected, Caller caller) {
    tools.delete(checkSaved(id), expected, caller);
  }

  private UUID checkSaved(String id) {
    if (builtIn(id).isPresent()) {
      throw new ExportFailure(
          ErrorCode.NOT_ALLOWED,
          "Cannot change tool %s: it is built in. Save a tool of your own with POST /v1/tools."
              .formatted(id));
    }
    return WorkspaceIds.parse(id).orElseThrow(() -> ItemRoutes.unknown(kind(), id));
  }

  private static Optional<BuiltInTool> builtIn(String id) {
    return BuiltInTools.all().stream().filter(tool -> tool.name().equals(id)).findFirst();
  }

  private static ItemAnswer answer(SavedTool tool) {
    ObjectNode json = ItemJson.begin(tool.id(), tool.version(), tool.name()).put("builtIn", false);
    putInputs(json, ToolReader.read(tool.definition(), AoiReader::read));
    json.set("definition", tool.definition());
    ItemJson.end(json, tool.access(), tool.createdAt(), tool.updatedAt());
    return new ItemAnswer(tool.id().toString(), Long.toString(tool.version()), json);
  }

  private static ItemAnswer entry(WorkspaceEntry entry) {
    ObjectNode json =
        ItemJson.begin(entry.id(), entry.version(), entry.name())
            .put("builtIn", false)
            .put("inputCount", entry.size());
    ItemJson.end(json, entry.access(), entry.createdAt(), entry.updatedAt());
    return new ItemAnswer(entry.id().toString(), Long.toString(entry.version()), json);
  }

  private static ItemAnswer answer(BuiltInTool tool) {
    ObjectNode json = begin(tool).put("formula", tool.formula());
    putInputs(json, tool.tool());
    ObjectNode definition = ToolJson.write(tool.tool());
    json.set("definition", definition);
    // another release may have another tree: its hash tells
    return new ItemAnswer(tool.name(), Integer.toHexString(definition.hashCode()), json);
  }

  private static ItemAnswer entry(BuiltInTool tool) {
    ObjectNode json = begin(tool).put("inputCount", tool.tool().inputs().size());
    return new ItemAnswer(tool.name(), "", json);
  }

  private static ObjectNode begin(BuiltInTool tool) {
    return Json.object()
        .put("id", tool.name())
        .put("name", tool.title())
        .put("builtIn", true)
        .put("visibility", Visibility.PUBLIC.name());
  }

  private static void putInputs(ObjectNode json, AlgebraTool tool) {
    var inputs = json.putArray("inputs");
    tool.inputs().stream().map(ToolInput::name).forEach(inputs::add);
  }
}
