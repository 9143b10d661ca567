package io.landfall.workspace.style;

import static io.landfall.sql.SqlStatements.prepare;
import static io.landfall.sql.SqlStatements.update;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.workspace.WorkspaceDatabase;
import io.landfall.workspace.style.LayerStyle.StyleKind;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;

/** Keeps styles in PostgreSQL, whose clock tells when they were used. */
public final class JdbcStyleStore implements StyleStore {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** So exactly it is noted when a style was used: a map asks for it all the time. */
  private static final Duration USE_NOTED = Duration.ofHours(1);

  private static final String PUT =
      """
      insert into styles (owner, id, kind, definition, bytes, used_at) values (?, ?, ?, ?, ?, now())
      on conflict (owner, id) do update set used_at = now()
      """;

  private static final String REMOVE_UNUSED =
      "delete from styles where used_at < now() - ? * interval '1 second'";

  private static final String REMOVE_SURPLUS =
      """
      delete from styles where owner = ? and id in (
        select id from (
          select id,
            row_number() over newest_first as place,
            sum(bytes) over newest_first as total
          from styles where owner = ?
          window newest_first as (order by used_at desc, id)) as counted
        where place > ? or total > ?)
      """;

  private static final String FIND =
      """
      select kind, definition, used_at < now() - ? * interval '1 second' as due from styles
      where owner = ? and id = ? and used_at >= now() - ? * interval '1 second'
      """;

  private final WorkspaceDatabase database;
  private final Duration kept;

  /**
   * @param kept how long a style stays that nobody uses
   */
  public JdbcStyleStore(DataSource dataSource, Duration kept) {
    this.database = new WorkspaceDatabase(dataSource);
    this.kept = kept;
  }

  @Override
  public void put(String owner, LayerStyle style) {
    String definition = style.definition().toString();
    database.change(
        "keep a style",
        connection -> {
          update(connection, REMOVE_UNUSED, kept.toSeconds());
          update(
              connection,
              PUT,
              owner,
              style.id(),
              style.kind().name(),
              definition,
              definition.getBytes(StandardCharsets.UTF_8).length);
          return update(connection, REMOVE_SURPLUS, owner, owner, MAX_STYLES, MAX_BYTES);
        });
  }

  @Override
  public Optional<LayerStyle> find(String owner, String id) {
    return database.read("find a style", connection -> find(connection, owner, id));
  }

  private Optional<LayerStyle> find(Connection connection, String owner, String id)
      throws SQLException {
    try (PreparedStatement select =
            prepare(connection, FIND, USE_NOTED.toSeconds(), owner, id, kept.toSeconds());
        ResultSet row = select.executeQuery()) {
      if (!row.next()) {
        return Optional.empty();
      }
      if (row.getBoolean("due")) {
        update(
            connection, "update styles set used_at = now() where owner = ? and id = ?", owner, id);
      }
      return Optional.of(
          new LayerStyle(
              id,
              StyleKind.valueOf(row.getString("kind")),
              MAPPER.readTree(row.getString("definition"))));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot read style %s".formatted(id), e);
    }
  }
}
