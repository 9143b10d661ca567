package io.landfall.ingest.list;

import io.landfall.index.geo.Footprints;
import io.landfall.landsat.LandsatScene.FootprintSource;
import io.landfall.landsat.Wrs2;
import java.util.List;
import java.util.stream.IntStream;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;

/**
 * The footprint that a row gives: by its corners, or else by its box, or else the frame of its path
 * and row. Corners or a box that are wrong are warned about. Not for many threads.
 */
final class RowFootprint {
  private static final List<ListColumn> CORNER_COLUMNS =
      List.of(
          ListColumn.UPPER_LEFT_LATITUDE,
          ListColumn.UPPER_LEFT_LONGITUDE,
          ListColumn.UPPER_RIGHT_LATITUDE,
          ListColumn.UPPER_RIGHT_LONGITUDE,
          ListColumn.LOWER_RIGHT_LATITUDE,
          ListColumn.LOWER_RIGHT_LONGITUDE,
          ListColumn.LOWER_LEFT_LATITUDE,
          ListColumn.LOWER_LEFT_LONGITUDE);
  private static final List<ListColumn> BOX_COLUMNS =
      List.of(ListColumn.WEST, ListColumn.SOUTH, ListColumn.EAST, ListColumn.NORTH);
  private static final double HALF_EARTH_DEGREES = 180;

  /** Of a scene and its margins: images are less than 3 degrees high. */
  private static final double MAX_HEIGHT_DEGREES = 10;

  static final double FAR_DEGREES = 10;

  /** Beyond, degrees of longitude are short. */
  static final double MAX_TOLD_LATITUDE = 70;

  /** Where the middle of a footprint is this near to that of its frame, it is in its place. */
  static final double NEAR_DEGREES = 5;

  private static final double TURN_DEGREES = 2 * HALF_EARTH_DEGREES;

  /** Of the frames of path 1, by row; those of other paths lie west of them. */
  private static final Coordinate[] CENTERS =
      IntStream.rangeClosed(1, Wrs2.ROWS)
          .mapToObj(wrsRow -> Wrs2.center(1, wrsRow))
          .toArray(Coordinate[]::new);

  private final RowCells cells;
  private final Envelope[] frames = new Envelope[Wrs2.PATHS * Wrs2.ROWS]; // null: not asked for yet

  /** A footprint and how it was found. */
  record Found(Geometry geometry, FootprintSource source) {}

  RowFootprint(RowCells cells) {
    this.cells = cells;
  }

  /**
   * Finds the footprint.
   *
   * @param overWrs2 whether the satellite flew over WRS-2, which path and row are of
   * @throws RowException when nothing gives one
   */
  Found find(int path, int wrsRow, boolean overWrs2) throws RowException {
    if (cells.isAnyFilled(CORNER_COLUMNS)) {
      Geometry corners = cells.optional(this::corners);
      if (corners != null) {
        checkPlace(corners, path, wrsRow, overWrs2);
        return new Found(corners, FootprintSource.CORNERS);
      }
    }
    if (cells.isAnyFilled(BOX_COLUMNS)) {
      Found box = cells.optional(() -> box(path, wrsRow, overWrs2));
      if (box != null) {
        checkPlace(box.geometry(), path, wrsRow, overWrs2);
        return box;
      }
    }
    if (!overWrs2) {
      throw new RowException(
          cells.warning().isEmpty()
              ? "there are no corners, and Landsat 1 to 3 did not fly over WRS-2"
              : cells.warning());
    }
    return frame(path, wrsRow);
  }

  /** Where signs are lost or columns swapped, corners and boxes lie elsewhere on the Earth. */
  private void checkPlace(Geometry footprint, int path, int wrsRow, boolean overWrs2) {
    if (!overWrs2 || path > Wrs2.PATHS || wrsRow > Wrs2.ROWS) {
      return;
    }
    Envelope given = footprint.getEnvelopeInternal();
    if (isNearCenter(given, path, wrsRow)) {
      return;
    }
    int place = (path - 1) * Wrs2.ROWS + wrsRow - 1;
    if (frames[place] == null) {
      frames[place] = Wrs2.footprint(path, wrsRow).getEnvelopeInternal();
    }
    Envelope frame = frames[place];
    double north = Math.abs(given.centre().y - frame.centre().y);
    double turn = Math.abs(given.centre().x - frame.centre().x);
    boolean isWhereTurnsTell =
        Math.abs(frame.centre().y) < MAX_TOLD_LATITUDE
            && frame.getWidth() < HALF_EARTH_DEGREES
            && given.getWidth() < HALF_EARTH_DEGREES; // across the antimeridian all is in doubt
    double east = isWhereTurnsTell ? Math.min(turn, TURN_DEGREES - turn) : 0;
    if (north > FAR_DEGREES || east > 2 * FAR_DEGREES) {
      cells.warn("its footprint is far from path %d and row %d".formatted(path, wrsRow));
    }
  }

  /**
   * Most are. Of all frames there are more than a processor's cache holds, of rows there are few.
   */
  static boolean isNearCenter(Envelope given, int path, int wrsRow) {
    Coordinate center = CENTERS[wrsRow - 1];
    Coordinate middle = given.centre();
    double east = middle.x - center.x + (path - 1) * TURN_DEGREES / Wrs2.PATHS;
    east -= TURN_DEGREES * Math.rint(east / TURN_DEGREES);
    return Math.abs(middle.y - center.y) < NEAR_DEGREES && Math.abs(east) < NEAR_DEGREES;
  }

  private static Found frame(int path, int wrsRow) throws RowException {
    try {
      return new Found(Wrs2.footprint(path, wrsRow), FootprintSource.WRS2_FRAME);
    } catch (IllegalArgumentException e) {
      throw new RowException("there is no footprint: " + e.getMessage());
    }
  }

  private Geometry corners() throws RowException {
    var corners = new Coordinate[4];
    for (int i = 0; i < corners.length; i++) {
      double latitude = cells.number(CORNER_COLUMNS.get(2 * i), -90, 90);
      corners[i] = new Coordinate(cells.number(CORNER_COLUMNS.get(2 * i + 1), -180, 180), latitude);
    }
    try {
      return Footprints.ofCorners(corners[0], corners[1], corners[2], corners[3]);
    } catch (IllegalArgumentException e) {
      throw new RowException(e.getMessage());
    }
  }

  /**
   * A box wider than half the Earth is that of a scene across the antimeridian, of which it holds
   * only the inside: its frame says more.
   */
  private Found box(int path, int wrsRow, boolean overWrs2) throws RowException {
    double south = cells.number(ListColumn.SOUTH, -90, 90);
    double north = cells.number(ListColumn.NORTH, -90, 90);
    double west = cells.number(ListColumn.WEST, -180, 180);
    double east = cells.number(ListColumn.EAST, -180, 180);
    if (south > north) {
      throw new RowException(
          "%s is north of %s"
              .formatted(cells.name(ListColumn.SOUTH), cells.name(ListColumn.NORTH)));
    }
    if (north - south > MAX_HEIGHT_DEGREES) {
      throw new RowException(
          "%s is too far from %s"
              .formatted(cells.name(ListColumn.NORTH), cells.name(ListColumn.SOUTH)));
    }
    if (overWrs2 && east - west > HALF_EARTH_DEGREES) {
      return frame(path, wrsRow);
    }
    if (west > east && west - east < HALF_EARTH_DEGREES) {
      throw new RowException(
          "%s is east of %s".formatted(cells.name(ListColumn.WEST), cells.name(ListColumn.EAST)));
    }
    try {
      return new Found(Footprints.ofBox(west, south, east, north), FootprintSource.BOUNDING_BOX);
    } catch (IllegalArgumentException e) {
      throw new RowException(e.getMessage());
    }
  }
}
