package io.landfall.index.load;

import io.landfall.index.load.SceneLoad.OtherList;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Decides which list it is that comes from a new URL: an earlier one whose file has the same name
 * and of whose scenes it names nine tenths has moved here; else they are two.
 */
final class Namesakes {
  private static final double MAX_MISSING_FRACTION = 0.1;

  private final StagingTables tables;
  private final Connection connection;

  /**
   * An earlier list of the same file name, with how many scenes it has and how many are missing.
   */
  private record Namesake(short id, String url, long scenes, long missing) {
    boolean hasMoved() {
      return missing <= MAX_MISSING_FRACTION * scenes;
    }
  }

  Namesakes(StagingTables tables, Connection connection) {
    this.tables = tables;
    this.connection = connection;
  }

  /**
   * Decides, once {@code scenes_missing} is filled.
   *
   * @return lists of the same file name that are others
   */
  List<OtherList> settle(MissingScenes missing) throws SQLException {
    List<OtherList> others = new ArrayList<>();
    if (!tables.namesakes().isEmpty()) {
      for (Namesake namesake : find()) {
        if (namesake.hasMoved()) {
          tables.adopt(namesake.id());
        } else {
          others.add(new OtherList(namesake.url(), namesake.scenes(), namesake.missing()));
        }
      }
      missing.retainList(tables.listId());
    }
    tables.markSettled();
    return others;
  }

  /** Those that have scenes, the largest first. */
  private List<Namesake> find() throws SQLException {
    String sql =
        String.format(
            Locale.ROOT,
            """
            select l.id, l.url, count(*),
              (select count(*) from scenes_missing m join scenes c using (id)
                where m.list = l.id and c.withdrawn is null)
            from scenes s join scene_lists l on l.id = s.list
            where l.id in (%s) and s.withdrawn is null group by l.id, l.url order by 3 desc
            """,
            tables.namesakes().stream().map(String::valueOf).collect(Collectors.joining(", ")));

    List<Namesake> found = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        found.add(new Namesake(row.getShort(1), row.getString(2), row.getLong(3), row.getLong(4)));
      }
    }
    return found;
  }
}
