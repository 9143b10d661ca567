package io.landfall.export.crash;

import io.landfall.export.GuardedWork;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.sql.SqlFailures;
import io.landfall.sql.SqlStatements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;

/** The notes in the table {@code crash_notes}. */
public final class JdbcCrashNotes implements CrashNotes {
  private static final String SELECT =
      "SELECT export_id, work, node, deaths, alone FROM crash_notes WHERE ";
  private static final String PUT =
      """
      INSERT INTO crash_notes (export_id, work, node, deaths, alone) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (export_id, work) DO UPDATE
      SET node = excluded.node, deaths = excluded.deaths, alone = excluded.alone, changed_at = now()
      """;

  private final DataSource dataSource;

  public JdbcCrashNotes(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  @Override
  public <T> T inTransaction(Function<Transaction, T> change) {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try {
        T result = change.apply(new JdbcTransaction(connection));
        connection.commit();
        return result;
      } catch (RuntimeException | SQLException e) {
        connection.rollback();
        throw e;
      }
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  /** Forgets what nobody has tried again for {@code days}. */
  public void removeOlderThan(int days) {
    try (Connection connection = dataSource.getConnection()) {
      new JdbcTransaction(connection)
          .update(
              "DELETE FROM crash_notes WHERE changed_at < now() - make_interval(days => ?)", days);
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  private static ExportFailure unavailable(SQLException cause) {
    return new ExportFailure(
        ErrorCode.DATABASE_UNAVAILABLE,
        "Cannot use the notes on crashes: " + SqlFailures.answer(cause),
        cause);
  }

  private record JdbcTransaction(Connection connection) implements Transaction {
    @Override
    public Optional<CrashNote> find(GuardedWork work) {
      return select("export_id = ? AND work = ?", work.export().value(), work.name()).stream()
          .findFirst();
    }

    /** In an order, so that two nodes which look at a third do not wait for each other. */
    @Override
    public List<CrashNote> runningOn(String node) {
      return select("node = ? ORDER BY export_id, work FOR UPDATE", node);
    }

    @Override
    public void put(CrashNote note) {
      update(
          PUT,
          note.work().export().value(),
          note.work().name(),
          note.node(),
          note.deaths(),
          note.alone());
    }

    @Override
    public void remove(GuardedWork work, String node) {
      update(
          "DELETE FROM crash_notes WHERE export_id = ? AND work = ? AND node = ?",
          work.export().value(),
          work.name(),
          node);
    }

    @Override
    public void removeAll(String node) {
      update("DELETE FROM crash_notes WHERE node = ?", node);
    }

    private List<CrashNote> select(String condition, Object... values) {
      try (PreparedStatement select =
          SqlStatements.prepare(connection, SELECT + condition, values)) {
        List<CrashNote> found = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
          while (row.next()) {
            var id = new ExportId(row.getObject("export_id", UUID.class));
            found.add(
                new CrashNote(
                    new GuardedWork(id, row.getString("work")),
                    row.getString("node"),
                    row.getInt("deaths"),
                    row.getBoolean("alone")));
          }
        }
        return found;
      } catch (SQLException e) {
        throw unavailable(e);
      }
    }

    private void update(String sql, Object... values) {
      try {
        SqlStatements.update(connection, sql, values);
      } catch (SQLException e) {
        throw unavailable(e);
      }
    }
  }
}
