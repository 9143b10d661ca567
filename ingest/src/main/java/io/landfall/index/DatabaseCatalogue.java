package io.landfall.index;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.locationtech.jts.geom.Envelope;

/** The scenes of a database, found by one statement a question. */
final class DatabaseCatalogue implements SceneCatalogue {
  private static final Duration COUNTING = Duration.ofMinutes(5);
  private static final int ROWS_AT_ONCE = 500;
  private static final String CANCELED = "57014";

  private final DataSource dataSource;
  private final FootprintColumn footprints;
  private final CatalogueSettings settings;
  private final LastSummary summary = new LastSummary(this::counted);

  DatabaseCatalogue(DataSource dataSource, FootprintColumn footprints, CatalogueSettings settings) {
    this.dataSource = dataSource;
    this.footprints = footprints;
    this.settings = settings;
  }

  @Override
  public ScenePage search(SceneQuery query) {
    var values = new SqlValues();
    var where = new FilterSql(footprints, values);
    List<String> conditions = new ArrayList<>();
    if (query.area().isPresent()) {
      conditions.add(footprints.touches(query.area().get(), values));
      footprints.within(FilterSql.times(query.filter()), values).ifPresent(conditions::add);
    }
    if (!query.filter().equals(SceneFilter.ALL)) {
      conditions.add(where.where(query.filter()));
    }
    query.after().ifPresent(c -> conditions.add(OrderSql.after(query.order(), c, values)));
    boolean exact =
        query.area().isEmpty() || footprints.exact()
            ? FilterSql.isExact(query.filter(), footprints)
            : false;
    String sql =
        "select %s from scenes where withdrawn is null%s order by %s"
            .formatted(
                SceneRows.columns(footprints),
                conditions.stream().map(c -> " and " + c).reduce("", String::concat),
                OrderSql.by(query.order()));
    int wanted = Math.addExact(query.limit(), 1);
    List<IndexedScene> found =
        exact
            ? run(
                sql + " limit " + values.add(wanted), values, statement -> rows(statement, wanted))
            : run(sql, values, statement -> matching(statement, query, wanted));
    return page(query, found);
  }

  private static ScenePage page(SceneQuery query, List<IndexedScene> found) {
    if (found.size() <= query.limit()) {
      return new ScenePage(found, Optional.empty());
    }
    List<IndexedScene> scenes = found.subList(0, query.limit());
    IndexedScene last = scenes.isEmpty() ? null : scenes.get(scenes.size() - 1);
    return new ScenePage(
        scenes,
        Optional.ofNullable(last)
            .map(
                scene ->
                    new SceneCursor(
                        query.order().stream()
                            .map(o -> SceneMatcher.value(scene, o.property()))
                            .collect(java.util.stream.Collectors.toCollection(ArrayList::new)),
                        scene.id())));
  }

  private static List<IndexedScene> rows(PreparedStatement statement, int most)
      throws SQLException {
    List<IndexedScene> found = new ArrayList<>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next() && found.size() < most) {
        found.add(SceneRows.read(row));
      }
    }
    return found;
  }

  /** Reads a cursor, some rows at once, until enough have passed the exact test. */
  private List<IndexedScene> matching(PreparedStatement statement, SceneQuery query, int most)
      throws SQLException {
    Predicate<IndexedScene> matches = SceneMatcher.of(query.area(), query.filter());
    List<IndexedScene> found = new ArrayList<>();
    long until = System.nanoTime() + settings.timeout().toNanos();
    Connection connection = statement.getConnection();
    connection.setAutoCommit(false); // else the driver reads all rows before the first
    try {
      statement.setFetchSize(Math.min(most + 1, ROWS_AT_ONCE));
      try (ResultSet row = statement.executeQuery()) {
        while (found.size() < most && row.next()) {
          IndexedScene scene = SceneRows.read(row);
          if (matches.test(scene)) {
            found.add(scene);
          }
          if (System.nanoTime() > until) {
            throw tooExpensive(null);
          }
        }
      }
      return found;
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  @Override
  public Optional<IndexedScene> find(String id) {
    if (id.indexOf('\0') >= 0) {
      return Optional.empty();
    }
    return one("id = ?", List.of(id)).or(() -> LandsatId.parse(id).flatMap(of -> byEntity(id, of)));
  }

  /** By the day, which has an index, and a day around it. */
  private Optional<IndexedScene> byEntity(String id, LandsatId parsed) {
    if (parsed.processed() != null) {
      return Optional.empty();
    }
    var day = parsed.acquired().atStartOfDay(ZoneOffset.UTC);
    return one(
        "entity_id = ? and acquired >= ? and acquired < ?",
        List.of(id, day.minusDays(1).toInstant(), day.plusDays(2).toInstant()));
  }

  /** Of several the current one, of the newest collection, the last processed. */
  private Optional<IndexedScene> one(String condition, List<Object> parameters) {
    var values = new SqlValues();
    parameters.forEach(values::add);
    String sql =
        "select %s from scenes where %s order by withdrawn desc nulls first, collection desc, id desc limit 1"
            .formatted(SceneRows.columns(footprints), condition);
    return run(sql, values, statement -> rows(statement, 1)).stream().findFirst();
  }

  @Override
  public Summary summary() {
    return summary.get();
  }

  private Summary counted() {
    String sql =
        "select count(*), min(acquired), max(acquired), %s from scenes where withdrawn is null"
            .formatted(footprints.extent());
    return run(
        sql,
        new SqlValues(),
        statement -> {
          Connection connection = statement.getConnection();
          connection.setAutoCommit(false);
          try (Statement patience = connection.createStatement()) {
            patience.execute("set local statement_timeout = " + COUNTING.toMillis());
            try (ResultSet row = statement.executeQuery()) {
              row.next();
              return new Summary(
                  row.getLong(1), extent(row), SceneRows.time(row, 2), SceneRows.time(row, 3));
            }
          } finally {
            connection.rollback();
            connection.setAutoCommit(true);
          }
        });
  }

  private static Envelope extent(ResultSet row) throws SQLException {
    double west = row.getDouble(4);
    if (row.wasNull()) {
      return null;
    }
    double east = row.getDouble(6);
    boolean across = east > 180;
    return new Envelope(
        across ? -180 : west, across ? 180 : east, row.getDouble(5), row.getDouble(7));
  }

  private interface Work<T> {
    T on(PreparedStatement statement) throws SQLException;
  }

  private <T> T run(String sql, SqlValues values, Work<T> work) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      values.bind(statement);
      return work.on(statement);
    } catch (SQLException e) {
      if (CANCELED.equals(e.getSQLState())) {
        throw tooExpensive(e);
      }
      throw new ExportFailure(
          ErrorCode.DATABASE_UNAVAILABLE,
          "Cannot search the index: %s. Check the database.".formatted(e.getMessage()),
          e);
    }
  }

  private ExportFailure tooExpensive(SQLException cause) {
    return new ExportFailure(
        ErrorCode.SEARCH_TOO_EXPENSIVE,
        "Cannot finish this search within %d s. Ask for a smaller box, a shorter time or a narrower filter."
            .formatted(settings.timeout().toSeconds()),
        cause);
  }
}
