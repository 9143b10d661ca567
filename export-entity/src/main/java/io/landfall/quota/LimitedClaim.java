package io.landfall.quota;

import io.landfall.quota.Quotas.QuotaClaim;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A claim in a transaction, and the limits that hold for it. */
final class LimitedClaim {
  /** When to try again what waits for an export to end. */
  private static final long EXPORT_RETRY_SECONDS = 10;

  private final Connection connection;
  private final QuotaClaim claim;
  private final Map<QuotaHolder, QuotaLimits> limits = new LinkedHashMap<>();

  /** Reads the limits. */
  LimitedClaim(Connection connection, QuotaClaim claim, QuotaSettings settings)
      throws SQLException {
    this.connection = connection;
    this.claim = claim;
    for (QuotaHolder holder : QuotaHolder.of(claim.owner(), claim.organization())) {
      limits.put(holder, QuotaTables.limits(connection, holder, settings));
    }
  }

  /** Undoes a transaction that takes too much. */
  static final class QuotaRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient QuotaExcess excess;

    private QuotaRefusal(QuotaExcess excess) {
      super(null, null, false, false);
      this.excess = excess;
    }

    QuotaExcess excess() {
      return excess;
    }
  }

  Connection connection() {
    return connection;
  }

  QuotaClaim claim() {
    return claim;
  }

  /** Tells whether anything is limited. */
  boolean isLimited() {
    return limits.values().stream().anyMatch(each -> !each.equals(QuotaLimits.NONE));
  }

  /** Lets others wait that claim something of the same owner or organization. */
  void lock() throws SQLException {
    for (QuotaHolder holder : limits.keySet()) {
      QuotaTables.lock(connection, holder);
    }
  }

  /** Lets downloads wait that count for the same owner or organization. */
  void lockBytes() throws SQLException {
    for (QuotaHolder holder : limits.keySet()) {
      QuotaCharges.lockBytes(connection, holder);
    }
  }

  /**
   * Checks whether quotas have so much left.
   *
   * @throws QuotaRefusal where one has not
   */
  void check(QuotaKind kind, long needed) throws SQLException {
    check(kind, needed, 0);
  }

  /**
   * The same for bytes that are taken already.
   *
   * @param bytes of those taken, what the refusal says that is needed
   */
  void checkTakenBytes(long bytes) throws SQLException {
    check(QuotaKind.BYTES_PER_DAY, bytes, bytes);
  }

  private void check(QuotaKind kind, long needed, long taken) throws SQLException {
    for (var each : limits.entrySet()) {
      long limit = each.getValue().of(kind);
      if (limit != QuotaLimits.NO_LIMIT) {
        long used = QuotaTables.used(connection, each.getKey(), kind, claim.id().value()) - taken;
        if (needed > limit - used) { // no sum that may overflow
          throw new QuotaRefusal(excess(each.getKey(), kind, limit, Math.max(0, used), needed));
        }
      }
    }
  }

  private QuotaExcess excess(QuotaHolder holder, QuotaKind kind, long limit, long used, long needed)
      throws SQLException {
    if (!kind.isDaily()) {
      return new QuotaExcess(holder, kind, limit, used, needed, null, EXPORT_RETRY_SECONDS);
    }
    QuotaTables.Today today = QuotaTables.today(connection);
    return new QuotaExcess(
        holder, kind, limit, used, needed, today.end(), Math.max(1, today.secondsLeft()));
  }
}
