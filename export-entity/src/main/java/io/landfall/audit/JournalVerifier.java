package io.landfall.audit;

import io.landfall.audit.AuditFinding.FindingKind;
import io.landfall.audit.ChainCheck.Counts;
import io.landfall.audit.ChainCheck.KnownSince;
import io.landfall.audit.chain.EventMetadata;
import io.landfall.audit.chain.JournalRow;
import io.landfall.audit.ledger.ExportLedger;
import io.landfall.model.ExportId;
import io.landfall.sql.ConfiguredConnection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import javax.sql.DataSource;

/**
 * Checks the journal: reads all rows of exports in the order of their chains beside what roots say
 * of these, and holds but a few of both. Nodes may go on writing meanwhile: it sees what there was
 * when it began. Blocking.
 */
public final class JournalVerifier {
  /**
   * By its primary key the journal is in the order of chains already: sorting it would take as much
   * disk as it has.
   */
  private static final String BEGIN =
      "set transaction isolation level repeatable read, read only; set local enable_sort = off;"
          + " set local enable_seqscan = off; set local enable_bitmapscan = off; "
          + ConfiguredConnection.NO_TIMEOUTS;

  private static final String ROWS =
      "select "
          + JournalRows.COLUMNS
          + " from event_journal j where j.persistence_id like 'export|%'";
  private static final String OF_ONE = " and j.persistence_id in (?, ?)";
  private static final String IN_ORDER = " order by j.persistence_id, j.sequence_number";

  private static final String HEADS =
      "select h.persistence_id, h.sequence_number, h.hash, h.root from audit_heads h"
          + " where (?::text is null or h.persistence_id in (?, ?))"
          + " order by h.persistence_id, h.sequence_number";

  /**
   * The signer of roots begins when no control node of an older version is left; before, whole
   * exports may have no hash.
   */
  private static final String CHAINS_SINCE =
      "select ordering from audit_roots order by number limit 1";

  private static final String KEYS_SINCE =
      "select ordering from event_journal where persistence_id like 'export|%'"
          + " and position('\",\"key\":\"'::bytea in meta_payload) > 0 order by ordering limit 1";

  /** Plans of exports have up to some MB; most events have less than one KB. */
  private static final int FETCH_EVENTS = 200;

  private static final int FETCH_HEADS = 2000;
  private static final long PROGRESS_EVENTS = 10_000;

  private final DataSource dataSource;
  private final VerifyOptions options;
  private final AtomicLong found = new AtomicLong();
  private final Consumer<AuditFinding> findings;
  private final LongConsumer progress;
  private ChainCheck chain;
  private long heads;
  private long uncovered;
  private long downloads;

  /**
   * @param findings is told each as it is found
   * @param progress is told how many events were read, now and then
   */
  public JournalVerifier(
      DataSource dataSource,
      VerifyOptions options,
      Consumer<AuditFinding> findings,
      LongConsumer progress) {
    this.dataSource = dataSource;
    this.options = options;
    this.findings =
        finding -> {
          found.incrementAndGet();
          findings.accept(finding);
        };
    this.progress = progress;
  }

  /** Checks; once. */
  public VerifyReport verify() {
    AuditRoot newest;
    try (var opened = ConfiguredConnection.open(dataSource, BEGIN)) {
      newest =
          options.export() != null
              ? null
              : new RootCheck(options.trustedKeys(), options.expectedRoot(), findings)
                  .check(opened.jdbc());
      chain =
          new ChainCheck(
              options.keys(),
              options.unchainedUntil(),
              knownSince(opened.jdbc()),
              new ErasedEvents(opened.jdbc(), options.keys()),
              findings);
      checkChains(opened.jdbc());
      downloads = new DownloadCheck(options, findings).check(opened.jdbc());
    } catch (SQLException e) {
      throw JournalRows.unavailable("verify the journal", e);
    }
    Counts counts = chain.counts();
    return new VerifyReport(
        counts.events,
        counts.exports,
        downloads,
        found.get(),
        counts.erased,
        counts.unchained,
        counts.lateChains,
        counts.vouched,
        counts.unknownKeys,
        heads,
        uncovered,
        newest);
  }

  private static KnownSince knownSince(Connection connection) throws SQLException {
    return new KnownSince(ordering(connection, CHAINS_SINCE), ordering(connection, KEYS_SINCE));
  }

  private static long ordering(Connection connection, String sql) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql);
        ResultSet row = select.executeQuery()) {
      return row.next() ? row.getLong(1) : Long.MAX_VALUE;
    }
  }

  private void checkChains(Connection connection) throws SQLException {
    String one = options.export() == null ? null : JournalRows.persistenceId(options.export());
    String ledger = one == null ? null : ExportLedger.chain(options.export());
    try (PreparedStatement selectHeads = connection.prepareStatement(HEADS);
        PreparedStatement selectRows =
            connection.prepareStatement(ROWS + (one == null ? "" : OF_ONE) + IN_ORDER)) {
      selectHeads.setFetchSize(FETCH_HEADS);
      selectHeads.setString(1, one);
      selectHeads.setString(2, one);
      selectHeads.setString(3, ledger);
      selectRows.setFetchSize(FETCH_EVENTS);
      if (one != null) {
        selectRows.setString(1, one);
        selectRows.setString(2, ledger);
      }
      try (ResultSet headRows = selectHeads.executeQuery();
          ResultSet rows = selectRows.executeQuery()) {
        checkChains(rows, new HeadCursor(headRows));
      }
    }
  }

  private void checkChains(ResultSet rows, HeadCursor cursor) throws SQLException {
    String current = null;
    boolean isValid = false;
    while (rows.next()) {
      JournalRow row = JournalRows.read(rows);
      if (!row.persistenceId().equals(current)) {
        endChain(isValid ? current : null, cursor);
        current = row.persistenceId();
        Optional<ExportId> export = JournalRows.exportOfChain(current);
        isValid = export.isPresent();
        if (isValid) {
          reportDeleted(cursor, current);
          chain.begin(export.get().toString(), JournalRows.isLedger(current));
        } else {
          reportStray(row);
        }
      }
      if (isValid) {
        chain.add(row);
        cursor.compare(row);
      }
      if (chain.counts().events % PROGRESS_EVENTS == 0) {
        progress.accept(chain.counts().events);
      }
    }
    endChain(isValid ? current : null, cursor);
    reportDeleted(cursor, null);
  }

  private void endChain(String persistenceId, HeadCursor cursor) throws SQLException {
    if (persistenceId == null) {
      return;
    }
    chain.end();
    cursor.end(persistenceId);
  }

  /** Reports chains that roots know before the next one, or at the end, which have no events. */
  private void reportDeleted(HeadCursor cursor, String next) throws SQLException {
    while (cursor.id != null && (next == null || cursor.id.compareTo(next) < 0)) {
      String gone = cursor.id;
      long last = 0;
      long root = 0;
      while (gone.equals(cursor.id)) {
        last = cursor.number;
        root = cursor.root;
        cursor.advance();
      }
      boolean isLedger = JournalRows.isLedger(gone);
      String export =
          JournalRows.exportOfChain(gone)
              .map(ExportId::toString)
              .orElse(gone.substring(Math.min(gone.length(), JournalRows.PREFIX.length())));
      findings.accept(
          new AuditFinding(
              export,
              last,
              FindingKind.DELETED,
              "%s %s is gone: root %d vouches for %d events of it."
                  .formatted(isLedger ? "The ledger of export" : "Export", export, root, last)));
    }
  }

  private void reportStray(JournalRow row) {
    findings.accept(
        new AuditFinding(
            row.persistenceId(),
            row.sequenceNumber(),
            FindingKind.INSERTED,
            "Event %d of \"%s\" is of no export: no node has written it."
                .formatted(row.sequenceNumber(), row.persistenceId())));
  }

  /** What roots say of the ends of chains, in the order of the journal. */
  private final class HeadCursor {
    private final ResultSet rows;
    private String id;
    private long number;
    private String hash;
    private long root;
    private long lastOfChain;

    HeadCursor(ResultSet rows) throws SQLException {
      this.rows = rows;
      advance();
    }

    void advance() throws SQLException {
      if (rows.next()) {
        id = rows.getString(1);
        number = rows.getLong(2);
        hash = rows.getString(3);
        root = rows.getLong(4);
        heads++;
      } else {
        id = null;
      }
    }

    /** Compares a row with what a root says of it, if one does. */
    void compare(JournalRow row) throws SQLException {
      while (row.persistenceId().equals(id) && number < row.sequenceNumber()) {
        lastOfChain = number;
        advance(); // the event lacks, which the chain has reported
      }
      if (!row.persistenceId().equals(id) || number != row.sequenceNumber()) {
        return;
      }
      EventMetadata metadata = row.metadata() == null ? null : EventMetadata.parse(row.metadata());
      String actual = metadata == null ? null : metadata.hash();
      if (!Optional.ofNullable(hash).equals(Optional.ofNullable(actual))) {
        chain.report(
            number,
            FindingKind.CHANGED,
            "has another hash than root %d vouches for: the chain was written anew"
                .formatted(root));
      }
      lastOfChain = number;
      advance();
    }

    /** Reports what roots know beyond the end of a chain. */
    void end(String persistenceId) throws SQLException {
      long actual = chain.lastNumber();
      long known = lastOfChain;
      long vouching = root;
      while (persistenceId.equals(id)) {
        known = number;
        vouching = root;
        advance();
      }
      if (known > actual) {
        chain.report(
            actual + 1,
            FindingKind.TRUNCATED,
            "and all up to %d are gone: root %d vouches for them".formatted(known, vouching));
      } else if (known < actual) {
        uncovered++;
      }
      lastOfChain = 0;
    }
  }
}
