package io.landfall.workspace.area;

import static io.landfall.sql.SqlStatements.prepare;
import static io.landfall.sql.SqlStatements.update;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.landfall.model.Aoi;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.workspace.ListCursor;
import io.landfall.workspace.PageRequest;
import io.landfall.workspace.WorkspaceDatabase;
import io.landfall.workspace.WorkspacePage;
import io.landfall.workspace.area.KeptArea.AreaBox;
import io.landfall.workspace.area.KeptArea.AreaEntry;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** Keeps areas in PostgreSQL, whose clock tells when they expire. */
public final class JdbcAreaStore implements AreaStore {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private static final String COLUMNS =
      "select id, name, west, south, east, north, polygons, positions, created_at, expires_at";

  private static final String LIVE = " from areas where owner = ? and expires_at > now()";

  private static final String RENEW =
      """
      update areas set name = ?, expires_at = now() + ? * interval '1 second'
      where id = ? and owner = ?
      """;

  /** Two at a time may find room for one: a few too many do no harm. */
  private static final String INSERT =
      """
      insert into areas (id, owner, name, geometry, bytes, west, south, east, north, polygons, positions, expires_at)
      select ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, now() + ? * interval '1 second'
      from (select count(*) as areas, coalesce(sum(bytes), 0) as total from areas where owner = ?) as kept
      where areas < ? and total + ? <= ?
      on conflict (id) do nothing
      """;

  private final WorkspaceDatabase database;
  private final Duration kept;

  /**
   * Makes a store over a database that is migrated.
   *
   * @param kept how long an area stays that is not sent again
   */
  public JdbcAreaStore(DataSource dataSource, Duration kept) {
    this.database = new WorkspaceDatabase(dataSource);
    this.kept = kept;
  }

  @Override
  public AreaEntry put(String owner, String name, Aoi area) {
    String geoJson = write(area);
    UUID id = KeptArea.id(owner, geoJson);
    return database.change(
        "keep the area",
        connection -> {
          update(connection, "delete from areas where expires_at <= now()");
          if (update(connection, RENEW, name, kept.toSeconds(), id, owner) == 0) {
            insert(connection, id, owner, name, area, geoJson);
          }
          return entries(connection, COLUMNS + LIVE + " and id = ?", owner, id).stream()
              .findFirst()
              .orElseThrow(JdbcAreaStore::tooMany);
        });
  }

  private void insert(
      Connection connection, UUID id, String owner, String name, Aoi area, String geoJson)
      throws SQLException {
    long bytes = geoJson.getBytes(StandardCharsets.UTF_8).length;
    AreaBox box = AreaBox.of(area);
    update(
        connection,
        INSERT,
        id,
        owner,
        name,
        geoJson,
        bytes,
        box.west(),
        box.south(),
        box.east(),
        box.north(),
        area.coordinates().length,
        KeptArea.positions(area),
        kept.toSeconds(),
        owner,
        MAX_AREAS,
        bytes,
        MAX_BYTES);
  }

  private static ExportFailure tooMany() {
    return new ExportFailure(
        ErrorCode.STATE_CONFLICT,
        "Cannot keep an area more: of yours there are %d or %d MiB, as many as may be. Delete some."
            .formatted(MAX_AREAS, MAX_BYTES >> 20));
  }

  @Override
  public Optional<KeptArea> find(String owner, UUID id) {
    return database.read(
        "find an area",
        connection -> {
          try (PreparedStatement select =
                  prepare(connection, COLUMNS + ", geometry" + LIVE + " and id = ?", owner, id);
              ResultSet row = select.executeQuery()) {
            return row.next()
                ? Optional.of(new KeptArea(entry(row), read(row.getString("geometry"))))
                : Optional.empty();
          }
        });
  }

  @Override
  public WorkspacePage<AreaEntry> list(String owner, PageRequest page) {
    String newestFirst = " order by created_at desc, id desc limit ?";
    int oneMore = page.limit() + 1; // tells whether another page follows
    List<AreaEntry> found =
        database.read(
            "list areas",
            connection -> {
              if (page.after() == null) {
                return entries(connection, COLUMNS + LIVE + newestFirst, owner, oneMore);
              }
              ListCursor after = ListCursor.parse(page.after());
              return entries(
                  connection,
                  COLUMNS + LIVE + " and (created_at, id) < (?, ?)" + newestFirst,
                  owner,
                  after.createdAt().atOffset(ZoneOffset.UTC),
                  after.id(),
                  oneMore);
            });
    if (found.size() <= page.limit()) {
      return new WorkspacePage<>(found, null);
    }
    AreaEntry last = found.get(page.limit() - 1);
    return new WorkspacePage<>(
        found.subList(0, page.limit()), new ListCursor(last.createdAt(), last.id()).toString());
  }

  @Override
  public boolean delete(String owner, UUID id) {
    return database.change(
        "delete the area",
        connection ->
            update(
                    connection,
                    "delete from areas where owner = ? and id = ? and expires_at > now()",
                    owner,
                    id)
                > 0);
  }

  private static List<AreaEntry> entries(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement select = prepare(connection, sql, values);
        ResultSet row = select.executeQuery()) {
      List<AreaEntry> found = new ArrayList<>();
      while (row.next()) {
        found.add(entry(row));
      }
      return found;
    }
  }

  private static AreaEntry entry(ResultSet row) throws SQLException {
    return new AreaEntry(
        row.getObject("id", UUID.class),
        row.getString("name"),
        new AreaBox(
            row.getDouble("west"),
            row.getDouble("south"),
            row.getDouble("east"),
            row.getDouble("north")),
        row.getInt("polygons"),
        row.getInt("positions"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getObject("expires_at", OffsetDateTime.class).toInstant());
  }

  private static String write(Aoi area) {
    try {
      return MAPPER.writeValueAsString(area);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write an area as JSON", e);
    }
  }

  private static Aoi read(String geoJson) {
    try {
      return MAPPER.readValue(geoJson, Aoi.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot read an area of the database", e);
    }
  }
}
