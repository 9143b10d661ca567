package io.landfall.index.postgres;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.landfall.index.query.SceneCatalogue.MatchCount;
import io.landfall.index.query.SceneFilter;
import io.landfall.index.query.SceneQuery;
import io.landfall.sql.ConfiguredConnection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.locationtech.jts.geom.Geometry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what searches find, at little cost: up to a bound of scenes and of time, beyond which the
 * planner of the database estimates. The pages of one search share a count.
 */
final class MatchCounter {
  /** Up to so many scenes are counted. */
  static final int MAX_EXACT = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(MatchCounter.class);
  private static final Duration TIMEOUT = Duration.ofMillis(100);
  private static final Duration MAX_AGE = Duration.ofMinutes(1);
  private static final int MAX_CACHED = 100; // each with up to 5,000 positions of an area
  private static final Pattern PLAN_ROWS = Pattern.compile("\"Plan Rows\": (\\d+)");

  private final DataSource dataSource;
  private final SearchSql searchSql;
  private final String transactionSql;
  private final Cache<CountKey, MatchCount> counts =
      Caffeine.newBuilder().expireAfterWrite(MAX_AGE).maximumSize(MAX_CACHED).build();

  private record CountKey(Optional<Geometry> area, SceneFilter filter) {}

  /**
   * Makes one.
   *
   * @param searchTransactionSql what the transaction of a search begins with
   */
  MatchCounter(DataSource dataSource, SearchSql searchSql, String searchTransactionSql) {
    this.dataSource = dataSource;
    this.searchSql = searchSql;
    this.transactionSql =
        searchTransactionSql + " set local statement_timeout = " + TIMEOUT.toMillis() + ";";
  }

  /** Returns how many there are; empty: the database does not say now. */
  Optional<MatchCount> count(SceneQuery query) {
    var key = new CountKey(query.area(), query.filter());
    MatchCount known = counts.getIfPresent(key);
    if (known != null) {
      return Optional.of(known);
    }
    try {
      OptionalLong counted = countUpToBound(query);
      MatchCount count =
          counted.isPresent() && counted.getAsLong() <= MAX_EXACT
              ? new MatchCount(counted.getAsLong(), true)
              : new MatchCount(Math.max(counted.orElse(0), estimate(query)), false);
      counts.put(key, count);
      return Optional.of(count);
    } catch (SQLException e) {
      LOG.debug("Cannot count what a search finds: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /** Counts as far as the bound; empty: that takes too long. */
  private OptionalLong countUpToBound(SceneQuery query) throws SQLException {
    boolean exact = searchSql.isExact(query);
    var values = new SqlParameters();
    String sql =
        exact ? searchSql.count(query, MAX_EXACT + 1, values) : searchSql.all(query, values);
    try (var transaction = ConfiguredConnection.open(dataSource, transactionSql);
        PreparedStatement statement = transaction.jdbc().prepareStatement(sql)) {
      values.bind(statement);
      return OptionalLong.of(
          exact
              ? readNumber(statement)
              : MatchingRows.count(statement, query, MAX_EXACT + 1, TIMEOUT));
    } catch (TimeoutException e) {
      return OptionalLong.empty();
    } catch (SQLException e) {
      if (PostgresCatalogue.QUERY_CANCELED_SQLSTATE.equals(e.getSQLState())) {
        return OptionalLong.empty();
      }
      throw e;
    }
  }

  private static long readNumber(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  private long estimate(SceneQuery query) throws SQLException {
    var values = new SqlParameters();
    try (var transaction = ConfiguredConnection.open(dataSource, transactionSql);
        PreparedStatement statement =
            transaction
                .jdbc()
                .prepareStatement("explain (format json) " + searchSql.all(query, values))) {
      values.bind(statement);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        Matcher rows = PLAN_ROWS.matcher(row.getString(1));
        return rows.find() ? Long.parseLong(rows.group(1)) : 0;
      }
    }
  }
}
