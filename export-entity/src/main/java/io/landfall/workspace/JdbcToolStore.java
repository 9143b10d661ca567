package io.landfall.workspace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.landfall.model.algebra.ToolReader;
import io.landfall.model.geojson.AoiReader;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongPredicate;
import javax.sql.DataSource;

/** Keeps tools in PostgreSQL. */
public final class JdbcToolStore implements ToolStore {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String NAME = "name";
  private static final String DEFINITION = "definition";

  private final VersionedTable table;

  public JdbcToolStore(DataSource dataSource) {
    this.table = new VersionedTable(dataSource, "tool", WorkspaceLimits.MAX_TOOLS);
  }

  @Override
  public SavedTool create(UUID id, Access access, String name, JsonNode definition) {
    return tool(table.create(id, access, draft(name, definition)));
  }

  @Override
  public Optional<SavedTool> find(UUID id, Caller caller) {
    return table.find(id, caller).map(JdbcToolStore::tool);
  }

  @Override
  public Optional<SavedTool> findVersion(UUID id, long version, Caller caller) {
    return table.findVersion(id, version, caller).map(JdbcToolStore::tool);
  }

  @Override
  public WorkspacePage<WorkspaceEntry> list(Caller caller, PageRequest page) {
    return table.list(caller, page);
  }

  @Override
  public SavedTool update(
      UUID id,
      LongPredicate expected,
      Visibility visibility,
      String name,
      JsonNode definition,
      Caller caller) {
    return tool(table.update(id, expected, visibility, draft(name, definition), caller));
  }

  @Override
  public void delete(UUID id, LongPredicate expected, Caller caller) {
    table.delete(id, expected, caller);
  }

  private static VersionedTable.Draft draft(String name, JsonNode definition) {
    int inputs = ToolReader.read(definition, AoiReader::read).inputs().size();
    var content = JsonNodeFactory.instance.objectNode().put(NAME, name);
    content.set(DEFINITION, definition);
    return new VersionedTable.Draft(name, inputs, List.of(), content.toString());
  }

  private static SavedTool tool(VersionedRows.Stored stored) {
    WorkspaceEntry entry = stored.entry();
    try {
      JsonNode content = MAPPER.readTree(stored.content());
      return new SavedTool(
          entry.id(),
          entry.version(),
          entry.access(),
          content.get(NAME).textValue(),
          content.get(DEFINITION),
          entry.createdAt(),
          entry.updatedAt());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot read tool %s".formatted(entry.id()), e);
    }
  }
}
