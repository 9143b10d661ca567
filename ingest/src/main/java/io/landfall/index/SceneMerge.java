package io.landfall.index;

import io.landfall.index.SceneLoad.Merged;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Brings the index to what was staged. */
final class SceneMerge {
  private static final String UNNAMED = "scenes_unnamed";
  private static final Set<String> NOT_COMPARED = Set.of("id", "digest", "list", "footprint_from");

  /** Byte by byte: PostGIS's own equality of geometries asks for less. */
  private static final List<String> PLACE = List.of("footprint_from", "footprint::bytea");

  /** Of several rows with one id the one staged last stays: chunks have times, rows places. */
  private static final String REMOVE_REPEATED =
      """
      delete from scenes_staged where ctid = any (array(
        select place from (
          select ctid as place,
            row_number() over (partition by id order by indexed desc, ctid desc) as n
          from scenes_staged) numbered
        where n > 1))
      """;

  private final LoadTables tables;
  private final Connection connection;
  private final boolean repeated;

  SceneMerge(LoadTables tables, Connection connection, boolean repeated) {
    this.tables = tables;
    this.connection = connection;
    this.repeated = repeated;
  }

  Merged run(boolean whole, LongMarks known) throws SQLException {
    if (repeated) {
      update(connection, REMOVE_REPEATED);
      connection.commit();
    }
    boolean empty = number(connection, "select count(*) from (select from scenes limit 1) s") == 0;
    Merged merged = empty ? new FreshIndex(tables, connection).swapIn() : inPlace(whole, known);
    try (Statement statement = connection.createStatement()) {
      if (!empty) {
        statement.execute("analyze scenes");
      }
    }
    connection.commit();
    return merged;
  }

  private Merged inPlace(boolean whole, LongMarks known) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("analyze " + LoadTables.STAGED);
    }
    long staged = number(connection, "select count(*) from " + LoadTables.STAGED);
    long changed = update(connection, changeSql());
    long added = update(connection, addSql());
    if (added > 0) {
      update(connection, "analyze scenes"); // else the plan below is for what there was before
    }
    long withdrawn = whole ? withdraw(known) : 0;
    long replaced = staged == 0 ? 0 : update(connection, Renamed.inIndex());
    tables.drop();
    connection.commit();
    long unchanged = known.count(DatabaseLoad.NAMED) + staged - added - changed;
    return new Merged(added, changed, unchanged, withdrawn, replaced);
  }

  /** Touches only rows that differ; a footprint found in a worse way does not replace a better. */
  private String changeSql() {
    List<String> footprint = List.of(tables.footprint());
    List<String> plain =
        Stream.of(tables.listed().split(", "))
            .filter(c -> !NOT_COMPARED.contains(c) && !footprint.contains(c))
            .toList();
    String better = "e.footprint_from >= s.footprint_from";
    String owner = "(s.list = e.list or s.withdrawn is not null)";
    String differs =
        "(s.withdrawn is not null or (%s) is distinct from (%s) or %s and (%s) is distinct from (%s))"
            .formatted(
                columns("s.", plain),
                plain.stream().map(SceneMerge::listed).collect(Collectors.joining(", ")),
                better,
                columns("s.", PLACE),
                columns("e.", PLACE));
    Stream<String> sets =
        Stream.of(
                plain.stream().map(c -> c + " = " + listed(c)),
                footprint.stream().map(c -> either(c, better)),
                Stream.of(either("footprint_from", better)),
                Stream.of(either("digest", owner), either("list", owner)),
                Stream.of(
                    "changed = case when %s then now() else s.changed end".formatted(differs)))
            .flatMap(s -> s);
    return """
        update scenes s set %s, withdrawn = null, replaced_by = null from scenes_staged e
        where s.id = e.id and (%s or %s and s.digest <> e.digest)
        """
        .formatted(sets.collect(Collectors.joining(", ")), differs, owner);
  }

  /** What the scene's own metadata said of the sun stays where the list is silent. */
  private static String listed(String column) {
    return column.startsWith("sun_") ? "coalesce(e.%1$s, s.%1$s)".formatted(column) : "e." + column;
  }

  private static String either(String column, String condition) {
    return "%1$s = case when %2$s then e.%1$s else s.%1$s end".formatted(column, condition);
  }

  private static String columns(String prefix, List<String> names) {
    return names.stream().map(n -> prefix + n).collect(Collectors.joining(", "));
  }

  private String addSql() {
    return "insert into scenes (%1$s) select %1$s from scenes_staged e where not exists (select from scenes s where s.id = e.id)"
        .formatted(tables.listed());
  }

  /** What the list named before and does not name now; what that had replaced comes back. */
  private long withdraw(LongMarks known) throws SQLException {
    update(connection, "create temp table %s (digest bigint) on commit drop".formatted(UNNAMED));
    try (Copy copy = Copy.into(connection, UNNAMED)) {
      var row = new CopyRow();
      var failed = new SQLException[1];
      known.each(
          DatabaseLoad.OURS | DatabaseLoad.NAMED,
          DatabaseLoad.OURS,
          digest -> {
            try {
              row.begin(1);
              row.number(digest);
              copy.write(row.array(), row.length());
            } catch (SQLException e) {
              failed[0] = e;
            }
          });
      if (failed[0] != null) {
        throw failed[0];
      }
      copy.end();
    }
    update(connection, "analyze " + UNNAMED);
    long withdrawn =
        update(
            connection,
            """
            update scenes s set withdrawn = now(), changed = now() from scenes_unnamed u
            where s.digest = u.digest and s.list = %d and s.withdrawn is null
              and not exists (select from scenes_staged e where e.id = s.id)
            """
                .formatted(tables.list()));
    if (withdrawn > 0) {
      update(
          connection,
          """
          update scenes s set withdrawn = null, replaced_by = null, changed = now() from scenes by
          where s.replaced_by = by.id and by.withdrawn = now() and s.list = %d
            and not exists (select from scenes_unnamed u where u.digest = s.digest)
          """
              .formatted(tables.list()));
    }
    return withdrawn;
  }

  static long update(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.executeLargeUpdate(sql);
    }
  }

  static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
