package io.landfall.workspace;

import static io.landfall.sql.SqlStatements.prepare;
import static io.landfall.sql.SqlStatements.update;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.sql.SqlArray;
import io.landfall.workspace.OwnScene.OwnSceneContent;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/** The scenes in the table {@code own_scenes}. */
public final class JdbcOwnSceneStore implements OwnSceneStore {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private static final String SELECT =
      "SELECT id, owner, organization, visibility, content, created_at FROM own_scenes WHERE ";

  private static final String OWNERS =
      "SELECT id, owner, organization, visibility FROM own_scenes"
          + " WHERE id = ANY(?) AND deleted_at IS NULL";

  /** Two at a time may find room for one: a few too many do no harm. */
  private static final String INSERT =
      """
      INSERT INTO own_scenes (id, owner, organization, visibility, content, fingerprint)
      SELECT ?, ?, ?, ?, ?::jsonb, ?
      WHERE (SELECT count(*) FROM own_scenes WHERE owner = ?) < ?
      ON CONFLICT (id) DO NOTHING
      RETURNING created_at
      """;

  private static final String FORGET =
      "DELETE FROM own_scenes WHERE owner = ? AND deleted_at < now() - make_interval(days => ?)";
  private static final String IS_USED = "SELECT 1 FROM own_scenes WHERE id = ?";
  private static final String FINGERPRINT =
      "SELECT fingerprint FROM own_scenes WHERE id = ? AND owner = ?";
  private static final String USERS =
      "SELECT id, name FROM projects WHERE uses @> array[?] AND owner = ? AND deleted_at IS NULL"
          + " ORDER BY created_at, id LIMIT ?";
  private static final int MAX_NAMED_USERS = 5;

  /** After so many characters of JSON a page ends: a scene of many bands has a million. */
  private static final long MAX_PAGE_CHARACTERS = 4 << 20;

  /** Rows that are in memory beside a page. */
  private static final int FETCHED_ROWS = 10;

  private static final String LOCK = "SELECT id FROM own_scenes WHERE id = ? FOR NO KEY UPDATE";

  private static final String DELETE =
      "UPDATE own_scenes SET deleted_at = now() WHERE id = ? AND deleted_at IS NULL";

  private final WorkspaceDatabase database;
  private final int maxPerOwner;

  /** Makes a store over a database that is migrated. */
  public JdbcOwnSceneStore(DataSource dataSource) {
    this(dataSource, MAX_PER_OWNER);
  }

  JdbcOwnSceneStore(DataSource dataSource, int maxPerOwner) {
    this.database = new WorkspaceDatabase(dataSource);
    this.maxPerOwner = maxPerOwner;
  }

  @Override
  public Optional<OwnScene> create(
      UUID id, Access access, OwnSceneContent content, String fingerprint) {
    return database.change(
        "register the scene",
        connection -> {
          update(connection, FORGET, access.owner(), DELETED_FOR_DAYS);
          Object[] values = {
            id,
            access.owner(),
            access.organization(),
            access.visibility().name(),
            write(content),
            fingerprint,
            access.owner(),
            maxPerOwner
          };
          try (PreparedStatement insert = prepare(connection, INSERT, values);
              ResultSet row = insert.executeQuery()) {
            if (row.next()) {
              var madeAt = row.getObject(1, OffsetDateTime.class).toInstant();
              return Optional.of(new OwnScene(id, access, content, madeAt));
            }
          }
          if (text(connection, IS_USED, id).isPresent()) {
            return Optional.empty();
          }
          throw new ExportFailure(
              ErrorCode.STATE_CONFLICT,
              "Cannot register a scene: you have %d, as many as may be. Delete some; what you have deleted counts for %d days more."
                  .formatted(maxPerOwner, DELETED_FOR_DAYS));
        });
  }

  @Override
  public Optional<String> findFingerprint(UUID id, Caller caller) {
    return database.read(
        "look for the scene", connection -> text(connection, FINGERPRINT, id, caller.user()));
  }

  @Override
  public Optional<OwnScene> find(UUID id, Caller caller) {
    return database
        .read(
            "look for the scene",
            connection -> select(connection, "id = ? AND deleted_at IS NULL", id))
        .stream()
        .findFirst()
        .filter(scene -> scene.access().isReadableBy(caller));
  }

  @Override
  public Map<UUID, String> findOwners(Set<UUID> ids, Caller caller) {
    if (ids.isEmpty()) {
      return Map.of();
    }
    return database.read(
        "look for scenes",
        connection -> {
          Map<UUID, String> owners = new HashMap<>();
          try (PreparedStatement select = prepare(connection, OWNERS, SqlArray.ofUuids(ids));
              ResultSet row = select.executeQuery()) {
            while (row.next()) {
              Access access = access(row);
              if (access.isReadableBy(caller)) {
                owners.put(row.getObject("id", UUID.class), access.owner());
              }
            }
          }
          return owners;
        });
  }

  @Override
  public Optional<OwnScene> findForPlan(UUID id) {
    return database
        .read("look for the scene", connection -> select(connection, "id = ?", id))
        .stream()
        .findFirst();
  }

  @Override
  public WorkspacePage<OwnScene> list(Caller caller, PageRequest page) {
    ListCursor after = page.after() == null ? null : ListCursor.parse(page.after());
    String newestFirst = " ORDER BY created_at DESC, id DESC LIMIT ?";
    int oneMore = page.limit() + 1; // tells whether another page follows
    return database.change( // the driver reads some rows at a time in a transaction alone
        "list scenes",
        connection -> {
          try (PreparedStatement select =
              after == null
                  ? prepare(
                      connection,
                      SELECT + "owner = ? AND deleted_at IS NULL" + newestFirst,
                      caller.user(),
                      oneMore)
                  : prepare(
                      connection,
                      SELECT
                          + "owner = ? AND deleted_at IS NULL AND (created_at, id) < (?, ?)"
                          + newestFirst,
                      caller.user(),
                      after.createdAt().atOffset(ZoneOffset.UTC),
                      after.id(),
                      oneMore)) {
            select.setFetchSize(FETCHED_ROWS);
            return page(select, page.limit());
          }
        });
  }

  /** Reads a page: at most {@code limit} scenes, fewer where they are large. */
  private static WorkspacePage<OwnScene> page(PreparedStatement select, int limit)
      throws SQLException {
    List<OwnScene> found = new ArrayList<>();
    long characters = 0;
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        if (found.size() == limit || characters > MAX_PAGE_CHARACTERS) {
          OwnScene last = found.get(found.size() - 1);
          return new WorkspacePage<>(found, new ListCursor(last.createdAt(), last.id()).toString());
        }
        String content = row.getString("content");
        characters += content.length();
        found.add(scene(row, content));
      }
    }
    return new WorkspacePage<>(found, null);
  }

  @Override
  public void delete(UUID id, Caller caller) {
    OwnScene scene =
        find(id, caller)
            .filter(found -> found.access().isWritableBy(caller))
            .orElseThrow(
                () ->
                    new ExportFailure(
                        ErrorCode.WORKSPACE_UNKNOWN, "Cannot find a scene of yours with this id."));
    database.change(
        "delete the scene",
        connection -> {
          text(connection, LOCK, scene.id()); // a project that is saved now is seen or refused
          checkUnused(connection, scene);
          return update(connection, DELETE, scene.id());
        });
  }

  /** Projects of others do not count: whoever names an id could keep its owner from deleting it. */
  private static void checkUnused(Connection connection, OwnScene scene) throws SQLException {
    List<String> users = new ArrayList<>();
    try (PreparedStatement select =
            prepare(connection, USERS, scene.id(), scene.access().owner(), MAX_NAMED_USERS);
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        users.add("\"%s\" (%s)".formatted(row.getString(2), row.getString(1)));
      }
    }
    if (!users.isEmpty()) {
      throw new ExportFailure(
          ErrorCode.STATE_CONFLICT,
          "Cannot delete scene %s: it is in use by %s. Take it out of these projects first."
              .formatted(scene.id(), String.join(", ", users)));
    }
  }

  private static List<OwnScene> select(Connection connection, String condition, Object... values)
      throws SQLException {
    try (PreparedStatement select = prepare(connection, SELECT + condition, values);
        ResultSet row = select.executeQuery()) {
      List<OwnScene> found = new ArrayList<>();
      while (row.next()) {
        found.add(scene(row, row.getString("content")));
      }
      return found;
    }
  }

  private static OwnScene scene(ResultSet row, String content) throws SQLException {
    return new OwnScene(
        row.getObject("id", UUID.class),
        access(row),
        read(content),
        row.getObject("created_at", OffsetDateTime.class).toInstant());
  }

  private static Access access(ResultSet row) throws SQLException {
    return new Access(
        row.getString("owner"),
        row.getString("organization"),
        Visibility.valueOf(row.getString("visibility")));
  }

  private static Optional<String> text(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement select = prepare(connection, sql, values);
        ResultSet row = select.executeQuery()) {
      return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
    }
  }

  private static String write(OwnSceneContent content) {
    try {
      return JSON.writeValueAsString(content);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("Cannot write a scene as JSON", e);
    }
  }

  private static OwnSceneContent read(String json) {
    try {
      return JSON.readValue(json, OwnSceneContent.class);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("Cannot read a scene of the table own_scenes", e);
    }
  }
}
