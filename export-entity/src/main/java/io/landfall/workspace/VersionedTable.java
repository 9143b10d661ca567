package io.landfall.workspace;

import static io.landfall.workspace.VersionedRows.selectNumber;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.sql.SqlArray;
import io.landfall.sql.SqlStatements;
import io.landfall.workspace.VersionedRows.Stored;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongPredicate;
import javax.sql.DataSource;

/**
 * Two tables in PostgreSQL: one of things in their newest versions, and one of all their versions.
 * Two writers of the same version never both succeed.
 *
 * <p>Who writes holds the lock of the owner first and that of the row then, so nobody waits in a
 * circle, and counts of an owner are exact.
 */
final class VersionedTable {
  /** What a row takes beside its content. */
  private static final int ROW_BYTES = 1_000;

  private static final String LOCK_SCENES =
      "select id, deleted_at is not null as deleted from own_scenes where id = any(?)"
          + " and owner = ? order by id for share";

  private final WorkspaceDatabase database;
  private final String kind;
  private final String table;
  private final String versions;
  private final VersionedRows rows;
  private final int maxItems;

  /**
   * Makes one.
   *
   * @param kind what stands in it, for messages, which is the beginning of the tables' names
   * @param maxItems of one owner
   */
  VersionedTable(DataSource dataSource, String kind, int maxItems) {
    this.database = new WorkspaceDatabase(dataSource);
    this.kind = kind;
    this.table = kind + "s";
    this.versions = kind + "_versions";
    this.rows = new VersionedRows(table, versions);
    this.maxItems = maxItems;
  }

  /**
   * A version to be.
   *
   * @param uses ids of what else of the workspace it is made of
   * @param content JSON
   */
  record Draft(String name, int size, List<UUID> uses, String content) {
    long bytes() {
      return content.getBytes(StandardCharsets.UTF_8).length + ROW_BYTES;
    }
  }

  Stored create(UUID id, Access access, Draft draft) {
    return database.change(
        "make the " + kind,
        connection -> {
          lockOwner(connection, access.owner());
          Optional<WorkspaceEntry> other = rows.select(connection, id, "");
          if (other.isPresent()) {
            return repeated(connection, other.get(), access, draft);
          }
          lockUses(connection, access.owner(), draft);
          checkCount(connection, access.owner());
          checkBytes(connection, access.owner(), draft);
          String insert =
              ("insert into %s (%s, uses, bytes, updated_by)"
                      + " values (?, 1, ?, ?, ?, ?, ?, now(), now(), ?, ?, ?)")
                  .formatted(table, VersionedRows.COLUMNS);
          SqlStatements.update(
              connection,
              insert,
              id,
              access.owner(),
              access.organization(),
              access.visibility().name(),
              draft.name(),
              draft.size(),
              SqlArray.ofUuids(draft.uses()),
              draft.bytes(),
              access.owner());
          insertVersion(connection, id, 1, access, access.owner(), draft);
          return new Stored(rows.select(connection, id, "").orElseThrow(), draft.content());
        });
  }

  /** A key that comes again finds what it has made; with another content it is a mistake. */
  private Stored repeated(Connection connection, WorkspaceEntry other, Access access, Draft draft)
      throws SQLException {
    boolean same =
        rows.column("content", connection, other.id(), 1).equals(Optional.of(draft.content()))
            && rows.column("visibility", connection, other.id(), 1)
                .equals(Optional.of(access.visibility().name()))
            && other.access().owner().equals(access.owner())
            && rows.select(connection, other.id(), " and deleted_at is null").isPresent();
    if (!same) {
      throw new ExportFailure(
          ErrorCode.STATE_CONFLICT,
          "Cannot make the %s: %s %s was made with this id, of another content or visibility, or is deleted."
              .formatted(kind, kind, other.id()));
    }
    return new Stored(
        other, rows.column("content", connection, other.id(), other.version()).orElseThrow());
  }

  Optional<Stored> find(UUID id, Caller caller) {
    return database.read(
        "find the " + kind,
        connection ->
            rows.selectStored(
                    connection, "v.version = t.version and t.deleted_at is null and t.id = ?", id)
                .filter(stored -> stored.entry().access().isReadableBy(caller)));
  }

  /** Finds a version of what may be read today, and might be read then: sharing shows no past. */
  Optional<Stored> findVersion(UUID id, long version, Caller caller) {
    return database.read(
        "find the " + kind,
        connection -> {
          Optional<Stored> found =
              rows.selectStored(connection, "t.id = ? and v.version = ?", id, version)
                  .filter(stored -> stored.entry().access().isReadableBy(caller));
          Optional<Visibility> then =
              rows.column("visibility", connection, id, version).map(Visibility::valueOf);
          return found.filter(
              stored -> {
                Access now = stored.entry().access();
                return new Access(now.owner(), now.organization(), then.orElseThrow())
                    .isReadableBy(caller);
              });
        });
  }

  WorkspacePage<WorkspaceEntry> list(Caller caller, PageRequest page) {
    ListCursor after = page.after() == null ? null : ListCursor.parse(page.after());
    List<WorkspaceEntry> found =
        database.read(
            "list " + table, connection -> rows.selectList(connection, caller, page, after));
    if (found.size() <= page.limit()) {
      return new WorkspacePage<>(found, null);
    }
    WorkspaceEntry last = found.get(page.limit() - 1);
    return new WorkspacePage<>(
        found.subList(0, page.limit()), new ListCursor(last.createdAt(), last.id()).toString());
  }

  /** Returns those that are not deleted and use {@code used}, oldest first, whoever owns them. */
  List<WorkspaceEntry> listUsers(UUID used, int limit) {
    return database.read("list " + table, connection -> rows.selectUsers(connection, used, limit));
  }

  Stored update(
      UUID id, LongPredicate expected, Visibility visibility, Draft draft, Caller caller) {
    return database.change(
        "change the " + kind,
        connection -> {
          WorkspaceEntry entry = lockForChange(connection, id, expected, caller);
          lockUses(connection, entry.access().owner(), draft);
          Access access = entry.access().changedBy(caller, visibility);
          checkBytes(connection, access.owner(), draft);
          long version = entry.version() + 1;
          SqlStatements.update(
              connection,
              "update %s set replaced_at = now() where item_id = ? and version = ?"
                  .formatted(versions),
              id,
              entry.version());
          insertVersion(connection, id, version, access, caller.user(), draft);
          SqlStatements.update(
              connection,
              ("update %s set version = ?, organization = ?, visibility = ?, name = ?, size = ?,"
                      + " uses = ?, bytes = bytes + ?, updated_at = now(), updated_by = ?"
                      + " where id = ?")
                  .formatted(table),
              version,
              access.organization(),
              access.visibility().name(),
              draft.name(),
              draft.size(),
              SqlArray.ofUuids(draft.uses()),
              draft.bytes(),
              caller.user(),
              id);
          return new Stored(rows.select(connection, id, "").orElseThrow(), draft.content());
        });
  }

  void delete(UUID id, LongPredicate expected, Caller caller) {
    database.change(
        "delete the " + kind,
        connection -> {
          WorkspaceEntry entry = lockForChange(connection, id, expected, caller);
          SqlStatements.update(
              connection,
              "update %s set deleted_at = now(), deleted_by = ? where id = ?".formatted(table),
              caller.user(),
              id);
          forgetOld(connection, entry.access().owner());
          return entry;
        });
  }

  /** Finds what is to be changed, and keeps others from changing it until the transaction ends. */
  private WorkspaceEntry lockForChange(
      Connection connection, UUID id, LongPredicate expected, Caller caller) throws SQLException {
    String alive = " and deleted_at is null";
    WorkspaceEntry seen = rows.select(connection, id, alive).orElseThrow(() -> unknown(id));
    if (!seen.access().isReadableBy(caller)) {
      throw unknown(id);
    }
    if (!seen.access().isWritableBy(caller)) {
      throw new ExportFailure(
          ErrorCode.NOT_ALLOWED,
          "Cannot change %s %s: only its owner may. Make a copy of your own.".formatted(kind, id));
    }
    lockOwner(connection, seen.access().owner());
    WorkspaceEntry entry =
        rows.select(connection, id, alive + " for update").orElseThrow(() -> unknown(id));
    if (!expected.test(entry.version())) {
      throw new ExportFailure(
          ErrorCode.VERSION_CHANGED,
          "Cannot change %s %s: it is at version %d, not at the one that If-Match names. Read it again and send your change with its ETag."
              .formatted(kind, id, entry.version()));
    }
    return entry;
  }

  /**
   * Keeps the scenes of a draft from being deleted until the transaction ends: who deletes one
   * after that finds it in use. Others' scenes, and ids of none, are left to who exports.
   */
  private void lockUses(Connection connection, String owner, Draft draft) throws SQLException {
    if (draft.uses().isEmpty()) {
      return;
    }
    try (PreparedStatement lock =
            SqlStatements.prepare(connection, LOCK_SCENES, SqlArray.ofUuids(draft.uses()), owner);
        ResultSet row = lock.executeQuery()) {
      while (row.next()) {
        if (row.getBoolean("deleted")) {
          throw new ExportFailure(
              ErrorCode.SCENE_UNKNOWN,
              "Cannot keep scene %s in the %s: it was deleted. Take it out, or register it anew."
                  .formatted(row.getString("id"), kind));
        }
      }
    }
  }

  private ExportFailure unknown(UUID id) {
    return new ExportFailure(
        ErrorCode.WORKSPACE_UNKNOWN,
        "Cannot find %s %s: there is none, or it is not for you.".formatted(kind, id));
  }

  private void checkCount(Connection connection, String owner) throws SQLException {
    long count =
        selectNumber(
            connection,
            "select count(*) from %s where owner = ? and deleted_at is null".formatted(table),
            owner);
    if (count >= maxItems) {
      throw new ExportFailure(
          ErrorCode.STATE_CONFLICT,
          "Cannot make the %s: you have %d, and no more can be. Delete some first."
              .formatted(kind, count));
    }
  }

  private void checkBytes(Connection connection, String owner, Draft draft) throws SQLException {
    if (bytes(connection, owner) + draft.bytes() <= WorkspaceLimits.MAX_BYTES) {
      return;
    }
    forgetOld(connection, owner);
    if (bytes(connection, owner) + draft.bytes() > WorkspaceLimits.MAX_BYTES) {
      throw new ExportFailure(
          ErrorCode.STATE_CONFLICT,
          "Cannot keep the %s: with it, all versions of the last %d days would take more than %d bytes. Change and make fewer, or smaller ones."
              .formatted(kind, WorkspaceLimits.KEPT.toDays(), WorkspaceLimits.MAX_BYTES));
    }
  }

  private long bytes(Connection connection, String owner) throws SQLException {
    return selectNumber(
        connection,
        "select coalesce(sum(bytes), 0)::bigint from %s where owner = ?".formatted(table),
        owner);
  }

  /** Deletes for good what was deleted or replaced long ago. */
  private void forgetOld(Connection connection, String owner) throws SQLException {
    String old = "now() - interval '%d days'".formatted(WorkspaceLimits.KEPT.toDays());
    SqlStatements.update(
        connection,
        "delete from %s where owner = ? and deleted_at < %s".formatted(table, old),
        owner);
    SqlStatements.update(
        connection,
        """
        with gone as (
          delete from %2$s v using %1$s t
          where t.owner = ? and v.item_id = t.id and v.replaced_at < %3$s
          returning v.item_id, v.bytes
        ), sums as (select item_id, sum(bytes) as bytes from gone group by item_id)
        update %1$s t set bytes = t.bytes - sums.bytes from sums where t.id = sums.item_id
        """
            .formatted(table, versions, old),
        owner);
  }

  private void lockOwner(Connection connection, String owner) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement("select pg_advisory_xact_lock(hashtextextended(?, 0))")) {
      lock.setString(1, "landfall " + table + " of " + owner);
      lock.execute();
    }
  }

  private void insertVersion(
      Connection connection, UUID id, long version, Access access, String by, Draft draft)
      throws SQLException {
    SqlStatements.update(
        connection,
        ("insert into %s (item_id, version, visibility, content, bytes, created_at, created_by)"
                + " values (?, ?, ?, ?::json, ?, now(), ?)")
            .formatted(versions),
        id,
        version,
        access.visibility().name(),
        draft.content(),
        draft.bytes(),
        by);
  }
}
