package io.landfall.index;

import java.util.Optional;
import org.locationtech.jts.geom.Geometry;

/** How footprints lie in the table: the one thing in which the catalogue's two bodies differ. */
interface FootprintColumn {
  /** The SQL that reads a footprint as WKB. */
  String wkb();

  /**
   * Writes the SQL of a condition that footprints touch {@code area}: exact, or one that holds
   * wherever they do.
   */
  String touches(Geometry area, SqlValues values);

  /**
   * Writes the SQL of a condition by which the index of places leaves out other times; empty: it
   * needs none beside the exact one.
   *
   * @param times when scenes were acquired; may be open at its ends
   */
  Optional<String> within(Times times, SqlValues values);

  /** Seconds since 1970, infinite where there is no limit. */
  record Times(double from, double to) {}

  /** Whether {@link #touches} is exact. */
  boolean exact();

  /** Returns the SQL of the smallest x, smallest y, largest x and largest y of all footprints. */
  String extent();

  /** Returns the columns of the table that keep a footprint, as COPY takes them. */
  String columns();

  /** Writes the values of {@link #columns}. */
  void write(Geometry footprint, CopyRow row);

  /** Writes the SQL that sets a footprint in an update. */
  String assignment(Geometry footprint, SqlValues values);
}
