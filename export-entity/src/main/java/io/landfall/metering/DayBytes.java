package io.landfall.metering;

import io.landfall.metering.DownloadLedger.DownloadOpening;
import io.landfall.quota.QuotaHolder;
import io.landfall.quota.QuotaLimits;
import io.landfall.quota.QuotaSettings;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What of this day's bytes owners and organizations have used, and how many they may. */
final class DayBytes {
  private final QuotaSettings settings;
  private final Map<QuotaHolder, Long> used = new HashMap<>();
  private final Map<QuotaHolder, Long> limits = new HashMap<>();

  /**
   * @param settings limits of who has none of his own
   */
  DayBytes(QuotaSettings settings) {
    this.settings = settings;
  }

  /**
   * What does not fit any more.
   *
   * @param used of the limit
   */
  record Excess(long used, long limit) {
    static final Excess NONE = new Excess(0, 0);
  }

  /** Reads names, bytes used, and limits of who has one of his own. */
  void read(PreparedStatement reservation, Function<String, QuotaHolder> holder)
      throws SQLException {
    try (ResultSet row = reservation.executeQuery()) {
      while (row.next()) {
        QuotaHolder who = holder.apply(row.getString(1));
        used.put(who, row.getLong(2));
        long own = row.getLong(3);
        limits.put(who, row.wasNull() ? settings.of(who.kind()).bytesPerDay() : own);
      }
    }
  }

  /** Counts the bytes of a download, so many times. */
  void add(DownloadOpening opening, int times) {
    for (QuotaHolder holder : QuotaHolder.of(opening.owner(), opening.organization())) {
      used.merge(holder, times * opening.bytes(), Long::sum);
    }
  }

  /** Finds the limit that a download would go beyond; a head goes beyond none. */
  Optional<Excess> excess(DownloadOpening opening) {
    for (QuotaHolder holder : QuotaHolder.of(opening.owner(), opening.organization())) {
      long limit = limits.getOrDefault(holder, QuotaLimits.NO_LIMIT);
      long before = used.getOrDefault(holder, 0L);
      if (opening.bytes() > 0
          && limit != QuotaLimits.NO_LIMIT
          && opening.bytes() > limit - before) {
        return Optional.of(new Excess(before, limit));
      }
    }
    return Optional.empty();
  }
}
