package io.landfall.ingest.list;

import io.landfall.index.geo.Footprints;
import io.landfall.landsat.LandsatIdCheck;
import io.landfall.landsat.LandsatScene;
import io.landfall.landsat.LandsatScene.FootprintSource;
import io.landfall.landsat.LandsatScene.SunPosition;
import io.landfall.landsat.Wrs2;
import io.landfall.model.PlainText;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;

/** Makes scenes of rows, by the header of their list. Not for many threads. */
final class SceneRowParser {
  private static final String GOOGLE_STORAGE_SCHEME = "gs://";

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

  private final int columns;
  private final Map<ListColumn, int[]> cells = new EnumMap<>(ListColumn.class);
  private final Map<ListColumn, String> names = new EnumMap<>(ListColumn.class);
  private CsvFields row;

  SceneRowParser(SceneListFormat format, List<String> header) {
    columns = header.size();
    for (ListColumn column : ListColumn.values()) {
      int[] found = format.fieldIndexes(column, header);
      cells.put(column, found);
      names.put(column, found.length == 0 ? column.name() : header.get(found[0]).strip());
    }
  }

  /**
   * Makes a scene of a row.
   *
   * @throws RowException saying what is wrong with it
   */
  LandsatScene read(CsvFields fields) throws RowException {
    row = fields;
    if (row.count() != columns) {
      throw new RowException("there are %d cells under %d columns".formatted(row.count(), columns));
    }
    String product = text(ListColumn.PRODUCT_ID);
    String entity = text(ListColumn.ENTITY_ID);
    String id = product == null ? entity : product;
    boolean ofCollection = isProduct(id);
    int path =
        CsvFieldParser.parseInteger(
            row, fieldIndex(ListColumn.PATH), name(ListColumn.PATH), 1, 251);
    int wrsRow =
        CsvFieldParser.parseInteger(row, fieldIndex(ListColumn.ROW), name(ListColumn.ROW), 1, 248);
    char satellite = id.charAt(ofCollection ? 3 : 2);
    boolean overWrs2 = satellite > '3'; // Landsat 1 to 3 flew another path-row system (WRS-1)
    FootprintSource from = footprintFrom(overWrs2);
    if (from == FootprintSource.WRS2_FRAME && !overWrs2) {
      throw new RowException("there are no corners, and Landsat 1 to 3 did not fly over WRS-2");
    }
    return new LandsatScene(
        id,
        entity,
        acquired(),
        cloudCover(),
        path,
        wrsRow,
        ofCollection ? id.substring(5, 9) : level(),
        ofCollection ? id.charAt(36) - '0' : 0,
        ofCollection ? id.substring(38) : null,
        sun(),
        url(),
        text(ListColumn.BROWSE_URL),
        footprint(from, path, wrsRow),
        from);
  }

  /** Tells whether an id is that of a product; false: of an entity. Others are refused. */
  private static boolean isProduct(String id) throws RowException {
    if (id == null) {
      throw new RowException("there is no id");
    }
    boolean product = LandsatIdCheck.isProduct(id);
    if (!product && !LandsatIdCheck.isEntity(id)) {
      throw new RowException("\"%s\" is not a valid Landsat scene id".formatted(truncated(id)));
    }
    return product;
  }

  private Instant acquired() throws RowException {
    ListColumn column =
        fieldIndex(ListColumn.ACQUIRED_AT) >= 0 ? ListColumn.ACQUIRED_AT : ListColumn.ACQUIRED_DATE;
    if (fieldIndex(column) < 0) {
      throw new RowException("there is no time of acquisition");
    }
    return CsvFieldParser.parseTime(row, fieldIndex(column), name(column));
  }

  /** Lists say by a negative number that they do not know. */
  private Double cloudCover() throws RowException {
    int cell = fieldIndex(ListColumn.CLOUD_COVER);
    if (cell < 0) {
      return null;
    }
    double percent = CsvFieldParser.parseNumber(row, cell, name(ListColumn.CLOUD_COVER));
    if (percent > 100) {
      throw new RowException(
          "%s %s is above 100".formatted(name(ListColumn.CLOUD_COVER), row.text(cell)));
    }
    return percent < 0 ? null : percent;
  }

  /** {@code OLI_TIRS_L1T} tells of the sensor first. */
  private String level() throws RowException {
    String text = text(ListColumn.LEVEL);
    return text == null ? null : text.substring(text.lastIndexOf('_') + 1);
  }

  private SunPosition sun() throws RowException {
    if (fieldIndex(ListColumn.SUN_ELEVATION) < 0 || fieldIndex(ListColumn.SUN_AZIMUTH) < 0) {
      return null;
    }
    return new SunPosition(
        number(ListColumn.SUN_ELEVATION, -90, 90), number(ListColumn.SUN_AZIMUTH, -360, 360));
  }

  private String url() throws RowException {
    String url = text(ListColumn.URL);
    return url != null && url.startsWith(GOOGLE_STORAGE_SCHEME)
        ? "https://storage.googleapis.com/" + url.substring(GOOGLE_STORAGE_SCHEME.length())
        : url;
  }

  /**
   * A box wider than half the Earth is that of a scene across the antimeridian, of which it holds
   * only the inside: its frame says more.
   */
  private FootprintSource footprintFrom(boolean overWrs2) throws RowException {
    if (hasAll(CORNER_COLUMNS)) {
      return FootprintSource.CORNERS;
    }
    boolean box =
        hasAll(BOX_COLUMNS)
            && !(overWrs2
                && number(ListColumn.EAST, -180, 180) - number(ListColumn.WEST, -180, 180) > 180);
    return box ? FootprintSource.BOUNDING_BOX : FootprintSource.WRS2_FRAME;
  }

  private Geometry footprint(FootprintSource from, int path, int wrsRow) throws RowException {
    try {
      return switch (from) {
        case CORNERS -> corners();
        case BOUNDING_BOX -> box();
        case WRS2_FRAME -> Wrs2.footprint(path, wrsRow);
      };
    } catch (IllegalArgumentException e) {
      throw new RowException("there is no footprint: " + e.getMessage());
    }
  }

  private Geometry corners() throws RowException {
    var corners = new Coordinate[4];
    for (int i = 0; i < corners.length; i++) {
      double latitude = number(CORNER_COLUMNS.get(2 * i), -90, 90);
      corners[i] = new Coordinate(number(CORNER_COLUMNS.get(2 * i + 1), -180, 180), latitude);
    }
    return Footprints.ofCorners(corners[0], corners[1], corners[2], corners[3]);
  }

  private Geometry box() throws RowException {
    double south = number(ListColumn.SOUTH, -90, 90);
    double north = number(ListColumn.NORTH, -90, 90);
    if (south > north) {
      throw new RowException(
          "%s is north of %s".formatted(name(ListColumn.SOUTH), name(ListColumn.NORTH)));
    }
    return Footprints.ofBox(
        number(ListColumn.WEST, -180, 180), south, number(ListColumn.EAST, -180, 180), north);
  }

  private double number(ListColumn column, double min, double max) throws RowException {
    double value = CsvFieldParser.parseNumber(row, fieldIndex(column), name(column));
    if (value < min || value > max) {
      throw new RowException(
          "%s %s is not %.0f to %.0f"
              .formatted(name(column), row.text(fieldIndex(column)), min, max));
    }
    return value;
  }

  private boolean hasAll(List<ListColumn> some) {
    for (ListColumn column : some) {
      if (fieldIndex(column) < 0) {
        return false;
      }
    }
    return true;
  }

  /** Returns the number of the cell that says it; -1: none does. */
  private int fieldIndex(ListColumn column) {
    for (int cell : cells.get(column)) {
      if (!row.isEmpty(cell)) {
        return cell;
      }
    }
    return -1;
  }

  private String text(ListColumn column) throws RowException {
    int cell = fieldIndex(column);
    if (cell < 0) {
      return null;
    }
    String text = row.text(cell);
    if (!PlainText.isPlain(text)) {
      throw new RowException(
          "%s holds %s, which is no character of any text"
              .formatted(name(column), PlainText.firstForbidden(text)));
    }
    return text;
  }

  private String name(ListColumn column) {
    return names.get(column);
  }

  private static String truncated(String text) {
    return text.length() > 60 ? text.substring(0, 60) + "..." : text;
  }
}
