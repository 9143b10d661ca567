package io.landfall.index.postgres;

import java.util.Optional;
import org.locationtech.jts.geom.Geometry;

/**
 * How footprints lie in the table: the one thing in which the catalogue's two implementations
 * differ.
 */
public interface FootprintColumn {
  /** The statements that a transaction with SQL of this column begins with; may be empty. */
  String transactionSql();

  /** The SQL that reads a footprint as WKB. */
  String wkbSql();

  /**
   * Writes the SQL of a condition that footprints touch {@code area}: exact, or one that holds
   * wherever they do.
   */
  String intersectsSql(Geometry area, SqlParameters values);

  /**
   * Writes the SQL of a condition by which the index of places leaves out other times; empty: it
   * needs none beside the exact one.
   *
   * @param range when scenes were acquired; may be open at its ends
   */
  Optional<String> acquiredWithinSql(AcquisitionRange range, SqlParameters values);

  /** Seconds since 1970, infinite where there is no limit. */
  record AcquisitionRange(double fromEpochSeconds, double toEpochSeconds) {}

  /** Whether {@link #intersectsSql} is exact. */
  boolean isExact();

  /** Returns the SQL of the smallest x, smallest y, largest x and largest y of all footprints. */
  String extentSql();

  /** Returns the columns of the table that keep a footprint, as COPY takes them. */
  String columns();

  /** Writes the values of {@link #columns}. */
  void write(Geometry footprint, CopyRow row);

  /** Writes the SQL that sets a footprint in an update. */
  String assignmentSql(Geometry footprint, SqlParameters values);
}
