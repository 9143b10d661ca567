package io.landfall.ingest;

import io.landfall.index.Footprints;
import io.landfall.index.ListedScene;
import io.landfall.index.ListedScene.FootprintFrom;
import io.landfall.index.ListedScene.Sun;
import io.landfall.index.Wrs2;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;

/** Makes scenes of rows, by the header of their list. Not for many threads. */
final class RowReader {
  private static final String GOOGLE = "gs://";

  private static final List<Column> CORNERS =
      List.of(
          Column.UPPER_LEFT_LATITUDE,
          Column.UPPER_LEFT_LONGITUDE,
          Column.UPPER_RIGHT_LATITUDE,
          Column.UPPER_RIGHT_LONGITUDE,
          Column.LOWER_RIGHT_LATITUDE,
          Column.LOWER_RIGHT_LONGITUDE,
          Column.LOWER_LEFT_LATITUDE,
          Column.LOWER_LEFT_LONGITUDE);
  private static final List<Column> BOX =
      List.of(Column.WEST, Column.SOUTH, Column.EAST, Column.NORTH);

  private final int columns;
  private final Map<Column, int[]> cells = new EnumMap<>(Column.class);
  private final Map<Column, String> names = new EnumMap<>(Column.class);
  private Cells row;

  RowReader(Dialect dialect, List<String> header) {
    columns = header.size();
    for (Column column : Column.values()) {
      int[] found = dialect.cells(column, header);
      cells.put(column, found);
      names.put(column, found.length == 0 ? column.name() : header.get(found[0]).strip());
    }
  }

  /**
   * Makes a scene of a row.
   *
   * @throws RowProblem saying what is wrong with it
   */
  ListedScene read(Cells cellsOfRow) throws RowProblem {
    row = cellsOfRow;
    if (row.count() != columns) {
      throw new RowProblem("there are %d cells under %d columns".formatted(row.count(), columns));
    }
    String product = text(Column.PRODUCT);
    String entity = text(Column.ENTITY);
    String id = product == null ? entity : product;
    boolean ofCollection = isProduct(id);
    int path = CellValues.integer(row, cell(Column.PATH), name(Column.PATH), 1, 251);
    int line = CellValues.integer(row, cell(Column.ROW), name(Column.ROW), 1, 248);
    char satellite = id.charAt(ofCollection ? 3 : 2);
    boolean overWrs2 = satellite > '3'; // Landsat 1 to 3 flew over another lattice
    FootprintFrom from = footprintFrom(overWrs2);
    if (from == FootprintFrom.WRS && !overWrs2) {
      throw new RowProblem("there are no corners, and Landsat 1 to 3 did not fly over WRS-2");
    }
    return new ListedScene(
        id,
        entity,
        acquired(),
        cloudCover(),
        path,
        line,
        ofCollection ? id.substring(5, 9) : level(),
        ofCollection ? id.charAt(36) - '0' : 0,
        ofCollection ? id.substring(38) : null,
        sun(),
        url(),
        text(Column.BROWSE),
        footprint(from, path, line),
        from);
  }

  /** Tells whether an id is that of a product; false: of an entity. Others are refused. */
  private static boolean isProduct(String id) throws RowProblem {
    if (id == null) {
      throw new RowProblem("there is no id");
    }
    boolean product = SceneIds.isProduct(id);
    if (!product && !SceneIds.isEntity(id)) {
      throw new RowProblem("\"%s\" is no id of a Landsat scene".formatted(shortened(id)));
    }
    return product;
  }

  private Instant acquired() throws RowProblem {
    Column column = cell(Column.STARTED) >= 0 ? Column.STARTED : Column.DAY;
    if (cell(column) < 0) {
      throw new RowProblem("there is no time of acquisition");
    }
    return CellValues.time(row, cell(column), name(column));
  }

  /** Lists say by a negative number that they do not know. */
  private Double cloudCover() throws RowProblem {
    int cell = cell(Column.CLOUD);
    if (cell < 0) {
      return null;
    }
    double percent = CellValues.number(row, cell, name(Column.CLOUD));
    if (percent > 100) {
      throw new RowProblem("%s %s is above 100".formatted(name(Column.CLOUD), row.text(cell)));
    }
    return percent < 0 ? null : percent;
  }

  /** {@code OLI_TIRS_L1T} tells of the sensor first. */
  private String level() throws RowProblem {
    String text = text(Column.LEVEL);
    return text == null ? null : text.substring(text.lastIndexOf('_') + 1);
  }

  private Sun sun() throws RowProblem {
    if (cell(Column.SUN_ELEVATION) < 0 || cell(Column.SUN_AZIMUTH) < 0) {
      return null;
    }
    return new Sun(number(Column.SUN_ELEVATION, -90, 90), number(Column.SUN_AZIMUTH, -360, 360));
  }

  private String url() throws RowProblem {
    String url = text(Column.URL);
    return url != null && url.startsWith(GOOGLE)
        ? "https://storage.googleapis.com/" + url.substring(GOOGLE.length())
        : url;
  }

  /**
   * A box wider than half the Earth is that of a scene across the antimeridian, of which it holds
   * only the inside: its frame says more.
   */
  private FootprintFrom footprintFrom(boolean overWrs2) throws RowProblem {
    if (all(CORNERS)) {
      return FootprintFrom.CORNERS;
    }
    boolean box =
        all(BOX)
            && !(overWrs2 && number(Column.EAST, -180, 180) - number(Column.WEST, -180, 180) > 180);
    return box ? FootprintFrom.BOX : FootprintFrom.WRS;
  }

  private Geometry footprint(FootprintFrom from, int path, int line) throws RowProblem {
    try {
      return switch (from) {
        case CORNERS -> corners();
        case BOX -> box();
        case WRS -> Wrs2.footprint(path, line);
      };
    } catch (IllegalArgumentException e) {
      throw new RowProblem("there is no footprint: " + e.getMessage());
    }
  }

  private Geometry corners() throws RowProblem {
    var corners = new Coordinate[4];
    for (int i = 0; i < corners.length; i++) {
      double latitude = number(CORNERS.get(2 * i), -90, 90);
      corners[i] = new Coordinate(number(CORNERS.get(2 * i + 1), -180, 180), latitude);
    }
    return Footprints.ofCorners(corners[0], corners[1], corners[2], corners[3]);
  }

  private Geometry box() throws RowProblem {
    double south = number(Column.SOUTH, -90, 90);
    double north = number(Column.NORTH, -90, 90);
    if (south > north) {
      throw new RowProblem("%s is north of %s".formatted(name(Column.SOUTH), name(Column.NORTH)));
    }
    return Footprints.ofBox(
        number(Column.WEST, -180, 180), south, number(Column.EAST, -180, 180), north);
  }

  private double number(Column column, double least, double most) throws RowProblem {
    double value = CellValues.number(row, cell(column), name(column));
    if (value < least || value > most) {
      throw new RowProblem(
          "%s %s is not %.0f to %.0f".formatted(name(column), row.text(cell(column)), least, most));
    }
    return value;
  }

  private boolean all(List<Column> some) {
    for (Column column : some) {
      if (cell(column) < 0) {
        return false;
      }
    }
    return true;
  }

  /** Returns the number of the cell that says it; -1: none does. */
  private int cell(Column column) {
    for (int cell : cells.get(column)) {
      if (!row.isEmpty(cell)) {
        return cell;
      }
    }
    return -1;
  }

  private String text(Column column) throws RowProblem {
    int cell = cell(column);
    if (cell < 0) {
      return null;
    }
    String text = row.text(cell);
    if (text.indexOf('\0') >= 0) {
      throw new RowProblem(name(column) + " holds a zero byte"); // no text to PostgreSQL
    }
    return text;
  }

  private String name(Column column) {
    return names.get(column);
  }

  private static String shortened(String text) {
    return text.length() > 60 ? text.substring(0, 60) + "..." : text;
  }
}
