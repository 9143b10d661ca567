package io.landfall.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.landfall.audit.chain.AuditKey;
import io.landfall.audit.chain.RootHash;
import io.landfall.sql.ConfiguredConnection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Makes and reads signed roots over the ends of all chains: a root is over those chains that have
 * grown since the root before, and over that root. Blocking.
 */
public final class AuditRoots {
  private static final int FETCH = 1000;
  private static final String COLUMNS =
      "number, signed_at, ordering, chains, previous, root, key_id, public_key, signature";

  /** One at a time in a database. */
  private static final String LOCK = "select pg_advisory_xact_lock(470326100)";

  private static final String NEWEST =
      "select " + COLUMNS + " from audit_roots order by number desc limit 1";

  /**
   * Where a root begins to look: what was on its way to the journal when an older root was made may
   * have a lower ordering than that root, for as long as a write can take.
   */
  private static final String SINCE =
      "select coalesce(max(ordering), 0) from audit_roots"
          + " where signed_at < now() - interval '10 minutes'";

  private static final String HIGHEST = "select coalesce(max(ordering), 0) from event_journal";

  private static final String INSERT_HEADS =
      """
      insert into audit_heads (root, persistence_id, sequence_number, hash)
      select ?, j.persistence_id, j.sequence_number, audit_text(audit_json(j.meta_payload), 'hash')
      from (select persistence_id, max(sequence_number) as last from event_journal
          where ordering > ? and ordering <= ? and persistence_id like 'export|%'
          group by persistence_id) grown
        join event_journal j on j.persistence_id = grown.persistence_id
          and j.sequence_number = grown.last
      on conflict (persistence_id, sequence_number) do nothing
      """;

  private static final String HEADS =
      """
      select persistence_id, sequence_number, hash from audit_heads where root = ?
      order by persistence_id collate "C", sequence_number
      """;

  private static final String INSERT =
      "insert into audit_roots (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?)";

  private final DataSource dataSource;

  public AuditRoots(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** Returns the newest root; empty: there is none yet. */
  public Optional<AuditRoot> newest() {
    try (Connection connection = dataSource.getConnection()) {
      return newest(connection);
    } catch (SQLException e) {
      throw JournalRows.unavailable("read the newest root", e);
    }
  }

  private static Optional<AuditRoot> newest(Connection connection) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(NEWEST);
        ResultSet row = select.executeQuery()) {
      return row.next() ? Optional.of(read(row)) : Optional.empty();
    }
  }

  /** Makes a root over all that has come to the journal; empty: nothing has since the last. */
  public Optional<AuditRoot> sign(AuditKey key, Clock clock) {
    try (var opened = ConfiguredConnection.open(dataSource, ConfiguredConnection.NO_TIMEOUTS)) {
      Connection connection = opened.jdbc();
      try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
        lock.execute();
      }
      Optional<AuditRoot> before = newest(connection);
      Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
      long number = before.map(AuditRoot::number).orElse(0L) + 1;
      long highest = number(connection, HIGHEST);
      if (insertHeads(connection, number, highest) == 0) {
        return Optional.empty();
      }
      String previous = before.map(AuditRoot::root).orElse(null);
      var hash = new RootHash(number, now, highest, previous);
      addHeads(connection, number, hash);
      String root = hash.root();
      var made =
          new AuditRoot(
              number,
              now,
              highest,
              hash.heads(),
              previous,
              root,
              key.id(),
              key.publicKey(),
              key.sign(root.getBytes(US_ASCII)));
      insert(connection, made);
      opened.commit();
      return Optional.of(made);
    } catch (SQLException e) {
      throw JournalRows.unavailable("sign a root", e);
    }
  }

  private static int insertHeads(Connection connection, long number, long highest)
      throws SQLException {
    long since = number(connection, SINCE);
    try (PreparedStatement insert = connection.prepareStatement(INSERT_HEADS)) {
      insert.setLong(1, number);
      insert.setLong(2, since);
      insert.setLong(3, highest);
      return insert.executeUpdate();
    }
  }

  /** Adds the ends of chains that a root is over. */
  static void addHeads(Connection connection, long number, RootHash hash) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(HEADS)) {
      select.setLong(1, number);
      select.setFetchSize(FETCH);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          hash.addHead(row.getString(1), row.getLong(2), row.getString(3));
        }
      }
    }
  }

  private static void insert(Connection connection, AuditRoot root) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      insert.setLong(1, root.number());
      insert.setTimestamp(2, Timestamp.from(root.signedAt()));
      insert.setLong(3, root.ordering());
      insert.setLong(4, root.chains());
      insert.setString(5, root.previous());
      insert.setString(6, root.root());
      insert.setString(7, root.keyId());
      insert.setString(8, root.publicKey());
      insert.setString(9, root.signature());
      insert.executeUpdate();
    }
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql);
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Reads the columns of {@code audit_roots} in their order. */
  static AuditRoot read(ResultSet row) throws SQLException {
    return new AuditRoot(
        row.getLong(1),
        row.getTimestamp(2).toInstant(),
        row.getLong(3),
        row.getLong(4),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        row.getString(8),
        row.getString(9));
  }

  /** Returns the query of all roots, in their order. */
  static String allSql() {
    return "select " + COLUMNS + " from audit_roots order by number";
  }
}
