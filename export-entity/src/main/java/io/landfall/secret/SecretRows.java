package io.landfall.secret;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.sql.SqlFailures;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * All ciphertexts of {@link SecretCipher} in the database, whatever they are for: under which keys
 * they are, and how they get under another. Blocks.
 */
public final class SecretRows {
  /**
   * A table that holds ciphertexts. It has the columns {@code id} and {@code key_id} too.
   *
   * @param column of the ciphertext; null: the row has no secret
   * @param kind what a row is, in the words of messages
   */
  public record SecretTable(String table, String column, String kind) {}

  /** All tables that hold some. */
  public static final List<SecretTable> TABLES =
      List.of(
          new SecretTable("delivery_configs", "secrets", "delivery configuration"),
          new SecretTable("webhooks", "secret", "webhook"));

  private static final int ROWS_AT_A_TIME = 500;
  private static final UUID BEFORE_ALL = new UUID(0, 0);

  private final DataSource dataSource;

  /** Looks into a database that is migrated. */
  public SecretRows(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * What became of ciphertexts under other keys.
   *
   * @param rewrapped how many are under the key that encrypts now
   * @param problems why the others are not, one message each
   */
  public record RewrapResult(long rewrapped, List<String> problems) {
    /** Copies. */
    public RewrapResult {
      problems = List.copyOf(problems);
    }
  }

  private record SecretRow(UUID id, byte[] encrypted) {}

  /** Returns how many secrets are under each key, by the keys' ids. */
  public Map<String, Long> countByKey() {
    return withConnection(
        "count secrets",
        connection -> {
          Map<String, Long> counts = new TreeMap<>();
          for (SecretTable table : TABLES) {
            String sql =
                "SELECT key_id, count(*) FROM %s WHERE %s IS NOT NULL GROUP BY key_id"
                    .formatted(table.table(), table.column());
            try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
              while (row.next()) {
                counts.merge(row.getString(1), row.getLong(2), Long::sum);
              }
            }
          }
          return counts;
        });
  }

  /**
   * Wraps the data key of each secret by the key that encrypts now. Others may change secrets
   * meanwhile: what they write stays.
   */
  public RewrapResult rewrap(SecretCipher cipher) {
    List<String> problems = new ArrayList<>();
    long rewrapped = 0;
    for (SecretTable table : TABLES) {
      UUID after = BEFORE_ALL;
      List<SecretRow> rows = rowsUnderOtherKeys(table, cipher.keyId(), after);
      while (!rows.isEmpty()) {
        rewrapped += rewrap(table, rows, cipher, problems);
        after = rows.get(rows.size() - 1).id();
        rows = rowsUnderOtherKeys(table, cipher.keyId(), after);
      }
    }
    return new RewrapResult(rewrapped, problems);
  }

  private List<SecretRow> rowsUnderOtherKeys(SecretTable table, String keyId, UUID after) {
    String sql =
        "SELECT id, %2$s FROM %1$s WHERE %2$s IS NOT NULL AND key_id <> ? AND id > ? ORDER BY id LIMIT %3$d"
            .formatted(table.table(), table.column(), ROWS_AT_A_TIME);
    return withConnection(
        "read secrets",
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, keyId);
            select.setObject(2, after);
            List<SecretRow> rows = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                rows.add(new SecretRow(row.getObject(1, UUID.class), row.getBytes(2)));
              }
            }
            return rows;
          }
        });
  }

  private long rewrap(
      SecretTable table, List<SecretRow> rows, SecretCipher cipher, List<String> problems) {
    String sql =
        "UPDATE %1$s SET %2$s = ?, key_id = ? WHERE id = ? AND %2$s = ?"
            .formatted(table.table(), table.column());
    return withConnection(
        "keep secrets",
        connection -> {
          long changed = 0;
          try (PreparedStatement update = connection.prepareStatement(sql)) {
            for (SecretRow row : rows) {
              try {
                update.setBytes(1, cipher.rewrap(row.encrypted(), table.kind() + " " + row.id()));
              } catch (ExportFailure e) {
                problems.add(e.getMessage());
                continue;
              }
              update.setString(2, cipher.keyId());
              update.setObject(3, row.id());
              update.setBytes(4, row.encrypted());
              changed += update.executeUpdate();
            }
          }
          return changed;
        });
  }

  /** Something to do with a connection. */
  @FunctionalInterface
  private interface SecretSql<T> {
    T run(Connection connection) throws SQLException;
  }

  private <T> T withConnection(String what, SecretSql<T> work) {
    try (Connection connection = dataSource.getConnection()) {
      return work.run(connection);
    } catch (SQLException e) {
      throw new ExportFailure(
          ErrorCode.DATABASE_UNAVAILABLE,
          "Cannot %s: %s".formatted(what, SqlFailures.answer(e)),
          e);
    }
  }
}
