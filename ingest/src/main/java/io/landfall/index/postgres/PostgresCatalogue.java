package io.landfall.index.postgres;

import com.github.benmanes.caffeine.cache.Ticker;
import io.landfall.index.postgres.SearchSettings.PlanReuse;
import io.landfall.index.query.IndexedScene;
import io.landfall.index.query.SceneCatalogue;
import io.landfall.index.query.SceneCursor;
import io.landfall.index.query.ScenePage;
import io.landfall.index.query.SceneQuery;
import io.landfall.landsat.LandsatId;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.sql.ConfiguredConnection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.locationtech.jts.geom.Envelope;

/** The scenes of a database, found by one statement a question. */
public final class PostgresCatalogue implements SceneCatalogue {
  private static final Duration COUNT_TIMEOUT = Duration.ofMinutes(5);
  static final String QUERY_CANCELED_SQLSTATE = "57014";

  private final DataSource dataSource;
  private final FootprintColumn footprints;
  private final SearchSettings settings;
  private final String transactionSql;
  private final String localTransactionSql;
  private final SearchSql searchSql;
  private final MatchCounter counter;
  private final SummaryCache summary =
      new SummaryCache(this::countScenes, PostgresCatalogue::startCounting, Ticker.systemTicker());

  public PostgresCatalogue(
      DataSource dataSource, FootprintColumn footprints, SearchSettings settings) {
    this.dataSource = dataSource;
    this.footprints = footprints;
    this.settings = settings;
    transactionSql = settings.transactionSql() + footprints.transactionSql();
    localTransactionSql = settings.transactionSql(PlanReuse.ONCE) + footprints.transactionSql();
    this.searchSql = new SearchSql(footprints);
    this.counter = new MatchCounter(dataSource, searchSql, transactionSql);
  }

  @Override
  public ScenePage search(SceneQuery query) {
    var values = new SqlParameters();
    String sql = searchSql.page(query, values);
    int maxRows = SearchSql.maxRows(query);
    List<IndexedScene> found =
        searchSql.isExact(query)
            ? select(
                SearchSql.isLocal(query) ? localTransactionSql : transactionSql,
                sql,
                values,
                maxRows)
            : execute(sql, values, statement -> readMatchingRows(statement, query, maxRows));
    return page(query, found);
  }

  @Override
  public Optional<MatchCount> count(SceneQuery query) {
    return counter.count(query);
  }

  /** Returns how the database would search, in the lines of its {@code EXPLAIN}. */
  public List<String> explain(SceneQuery query) {
    var values = new SqlParameters();
    return execute(
        "explain " + searchSql.page(query, values),
        values,
        statement -> {
          List<String> lines = new ArrayList<>();
          try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
              lines.add(row.getString(1));
            }
          }
          return lines;
        });
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
                            .collect(Collectors.toCollection(ArrayList::new)),
                        scene.id())));
  }

  private List<IndexedScene> select(
      String beginSql, String sql, SqlParameters values, int maxRows) {
    return mapErrors(
        () ->
            ConfiguredConnection.select(
                dataSource,
                beginSql,
                sql,
                values::bind,
                row -> {
                  List<IndexedScene> found = new ArrayList<>();
                  while (row.next() && found.size() < maxRows) {
                    found.add(SceneRowMapper.read(row));
                  }
                  return found;
                }));
  }

  private List<IndexedScene> readMatchingRows(
      PreparedStatement statement, SceneQuery query, int maxRows) throws SQLException {
    try {
      return MatchingRows.read(statement, query, maxRows, settings.timeout());
    } catch (TimeoutException e) {
      throw tooExpensive(null);
    }
  }

  @Override
  public Optional<IndexedScene> find(String id) {
    if (id.indexOf('\0') >= 0) {
      return Optional.empty();
    }
    return findOne("id = ?", List.of(id))
        .or(() -> LandsatId.parse(id).flatMap(of -> findByEntityId(id, of)));
  }

  /** By the day, which has an index, and a day around it. */
  private Optional<IndexedScene> findByEntityId(String id, LandsatId parsed) {
    if (parsed.processed() != null) {
      return Optional.empty();
    }
    var day = parsed.acquired().atStartOfDay(ZoneOffset.UTC);
    return findOne(
        "entity_id = ? and acquired >= ? and acquired < ?",
        List.of(id, day.minusDays(1).toInstant(), day.plusDays(2).toInstant()));
  }

  /** Of several the current one, of the newest collection, the last processed. */
  private Optional<IndexedScene> findOne(String condition, List<Object> parameters) {
    var values = new SqlParameters();
    parameters.forEach(values::add);
    String sql =
        "select %s from scenes where %s order by withdrawn desc nulls first, collection desc, id desc limit 1"
            .formatted(SceneRowMapper.columns(footprints), condition);
    return select(transactionSql, sql, values, 1).stream().findFirst();
  }

  @Override
  public CatalogueSummary summary() {
    return summary.get().join().orThrow();
  }

  /** A thread of its own: those of the searches may all be waiting for the count. */
  private static void startCounting(Runnable count) {
    var thread = new Thread(count, "scene-count");
    thread.setDaemon(true);
    thread.start();
  }

  private CatalogueSummary countScenes() {
    String sql =
        "select count(*), min(acquired), max(acquired), %s from scenes where withdrawn is null"
            .formatted(footprints.extentSql());
    return execute(
        sql,
        new SqlParameters(),
        statement -> {
          try (Statement timeout = statement.getConnection().createStatement()) {
            timeout.execute("set local statement_timeout = " + COUNT_TIMEOUT.toMillis());
          }
          try (ResultSet row = statement.executeQuery()) {
            row.next();
            return new CatalogueSummary(
                row.getLong(1),
                readExtent(row),
                SceneRowMapper.readTime(row, 2),
                SceneRowMapper.readTime(row, 3));
          }
        });
  }

  private static Envelope readExtent(ResultSet row) throws SQLException {
    double west = row.getDouble(4);
    if (row.wasNull()) {
      return null;
    }
    double east = row.getDouble(6);
    boolean crossesAntimeridian = east > 180;
    return new Envelope(
        crossesAntimeridian ? -180 : west,
        crossesAntimeridian ? 180 : east,
        row.getDouble(5),
        row.getDouble(7));
  }

  private interface CatalogueStatement<T> {
    T execute(PreparedStatement statement) throws SQLException;
  }

  private <T> T execute(String sql, SqlParameters values, CatalogueStatement<T> statementWork) {
    return mapErrors(
        () -> {
          try (var transaction = ConfiguredConnection.open(dataSource, transactionSql);
              PreparedStatement statement = transaction.jdbc().prepareStatement(sql)) {
            values.bind(statement);
            return statementWork.execute(statement);
          }
        });
  }

  private interface DatabaseWork<T> {
    T run() throws SQLException;
  }

  private <T> T mapErrors(DatabaseWork<T> work) {
    try {
      return work.run();
    } catch (SQLException e) {
      if (QUERY_CANCELED_SQLSTATE.equals(e.getSQLState())) {
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
