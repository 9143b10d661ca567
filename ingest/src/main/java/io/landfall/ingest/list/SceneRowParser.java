package io.landfall.ingest.list;

import io.landfall.landsat.LandsatId;
import io.landfall.landsat.LandsatIdCheck;
import io.landfall.landsat.LandsatScene;
import io.landfall.landsat.LandsatScene.SunPosition;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes scenes of rows, by the header of their list. A row must say which scene it is, when it was
 * taken and where; of the rest, what cannot be read is unknown. Not for many threads.
 */
final class SceneRowParser {
  private static final String GOOGLE_STORAGE_SCHEME = "gs://";
  private static final int MAX_PATH = 251; // of WRS-1
  private static final int MAX_ROW = 248;
  private static final long DAY_SECONDS = 86_400;
  private static final long MINUTE_SECONDS = 60;

  private final RowCells cells;
  private final RowFootprint footprints;

  SceneRowParser(SceneListFormat format, List<String> header) {
    cells = new RowCells(format, header);
    footprints = new RowFootprint(cells);
  }

  /**
   * Makes a scene of a row.
   *
   * @throws RowException saying what is wrong with it
   */
  LandsatScene read(CsvFields fields) throws RowException {
    String id = id(fields);
    String entity = cells.text(ListColumn.ENTITY_ID);
    boolean ofCollection = isProduct(id);
    int path = pathOrRow(ListColumn.PATH, MAX_PATH, id, ofCollection ? 10 : 3);
    int wrsRow = pathOrRow(ListColumn.ROW, MAX_ROW, id, ofCollection ? 13 : 6);
    char satellite = id.charAt(ofCollection ? 3 : 2);
    boolean overWrs2 = satellite > '3'; // Landsat 1 to 3 flew another path-row system (WRS-1)
    RowFootprint.Found footprint = footprints.find(path, wrsRow, overWrs2);
    Instant acquired = acquired(id);
    checkDay(acquired, id, ofCollection);
    return new LandsatScene(
        id,
        entity,
        acquired,
        cloudCover(),
        path,
        wrsRow,
        ofCollection ? id.substring(5, 9) : level(),
        ofCollection ? id.charAt(36) - '0' : 0,
        ofCollection ? id.substring(38) : null,
        sun(),
        url(),
        cells.optional(() -> cells.text(ListColumn.BROWSE_URL)),
        footprint.geometry(),
        footprint.source());
  }

  /**
   * Returns the id of a row's scene, as far as it has one: that of the product, or the entity's.
   */
  String id(CsvFields fields) throws RowException {
    cells.begin(fields);
    String product = cells.text(ListColumn.PRODUCT_ID);
    return product == null ? cells.text(ListColumn.ENTITY_ID) : product;
  }

  /** Returns what stands where the ids of a row's scene do. */
  List<String> ids(CsvFields fields) {
    return Stream.concat(cells.places(ListColumn.PRODUCT_ID), cells.places(ListColumn.ENTITY_ID))
        .map(fields::text)
        .toList();
  }

  /** Returns what could not be read of the row last read, for people; empty: all was. */
  String warning() {
    return cells.warning();
  }

  /** Tells whether the row last read has as many cells as the list has columns. */
  boolean isEven() {
    return !cells.isUneven();
  }

  /** Tells whether each row ends with a URL. */
  boolean endsWithUrl() {
    return cells.isLast(ListColumn.URL) || cells.isLast(ListColumn.BROWSE_URL);
  }

  /** Tells whether an id is that of a product; false: of an entity. Others are refused. */
  private static boolean isProduct(String id) throws RowException {
    if (id == null) {
      throw new RowException("there is no id");
    }
    boolean product = LandsatIdCheck.isProduct(id);
    if (!product && !LandsatIdCheck.isEntity(id)) {
      throw new RowException(
          "\"%s\" is not a valid Landsat scene id".formatted(RowCells.truncated(id)));
    }
    return product;
  }

  /**
   * Reads a path or row; where its cell does not say it, the id does. In a row that lacks cells, or
   * has more, cell and id must agree: else its cells may stand under other columns.
   */
  private int pathOrRow(ListColumn column, int max, String id, int at) throws RowException {
    int listed = listedNumber(column, max);
    int ofId = Integer.parseInt(id, at, at + 3, 10);
    if (cells.isUneven() && listed != ofId) {
      throw cells.wrongCount();
    }
    if (listed > 0) {
      if (listed != ofId) {
        cells.warn("%s %d is not that of the id".formatted(cells.name(column), listed));
      }
      return listed;
    }
    if (ofId < 1 || ofId > max) {
      throw new RowException(
          "there is no %s, and that of the id is not 1 to %d".formatted(cells.name(column), max));
    }
    return ofId;
  }

  /** Returns 0 where the cell says nothing that can be read. */
  private int listedNumber(ListColumn column, int max) {
    if (!cells.has(column)) {
      return 0;
    }
    Integer listed = cells.optional(() -> cells.integer(column, 1, max));
    return listed == null ? 0 : listed;
  }

  private Instant acquired(String id) throws RowException {
    if (!cells.has(ListColumn.ACQUIRED_DATE)) {
      return time(ListColumn.ACQUIRED_AT, id);
    }
    Instant at =
        cells.has(ListColumn.ACQUIRED_AT)
            ? cells.optional(() -> time(ListColumn.ACQUIRED_AT, id))
            : null;
    return at == null ? time(ListColumn.ACQUIRED_DATE, id) : at;
  }

  /** A scene takes half a minute, so that a few begin or end on another day than that of the id. */
  private void checkDay(Instant acquired, String id, boolean ofCollection) {
    int year = Integer.parseInt(id, ofCollection ? 17 : 9, ofCollection ? 21 : 13, 10);
    LocalDate day =
        ofCollection
            ? LocalDate.of(year, Integer.parseInt(id, 21, 23, 10), Integer.parseInt(id, 23, 25, 10))
            : LocalDate.ofYearDay(year, Integer.parseInt(id, 13, 16, 10));
    long seconds = acquired.getEpochSecond() - day.toEpochDay() * DAY_SECONDS;
    if (seconds < -MINUTE_SECONDS || seconds >= DAY_SECONDS + MINUTE_SECONDS) {
      cells.warn("its time %s is not of the day of the id".formatted(acquired));
    }
  }

  private Instant time(ListColumn column, String id) throws RowException {
    int cell = cells.find(column);
    if (cell < 0) {
      throw new RowException("there is no time of acquisition");
    }
    try {
      return CsvFieldParser.parseTime(cells.row(), cell, cells.name(column));
    } catch (RowException e) {
      return LandsatId.parse(id)
          .flatMap(day -> SpreadsheetTime.parse(cells.row().text(cell), day.acquired()))
          .orElseThrow(() -> e);
    }
  }

  /** Lists say by a negative number that they do not know. */
  private Double cloudCover() {
    Double percent = cells.has(ListColumn.CLOUD_COVER) ? cells.optional(this::cloudPercent) : null;
    return percent == null || percent < 0 ? null : (Double) (percent + 0.0); // no -0.0
  }

  private Double cloudPercent() throws RowException {
    double percent = cells.number(ListColumn.CLOUD_COVER, -Double.MAX_VALUE, Double.MAX_VALUE);
    if (percent > 100) {
      throw new RowException(
          "%s %s is above 100"
              .formatted(
                  cells.name(ListColumn.CLOUD_COVER),
                  RowCells.truncated(cells.row().text(cells.find(ListColumn.CLOUD_COVER)))));
    }
    return percent;
  }

  /** {@code OLI_TIRS_L1T} tells of the sensor first. */
  private String level() {
    String text = cells.optional(() -> cells.text(ListColumn.LEVEL));
    return text == null ? null : text.substring(text.lastIndexOf('_') + 1);
  }

  private SunPosition sun() {
    return cells.has(ListColumn.SUN_ELEVATION) && cells.has(ListColumn.SUN_AZIMUTH)
        ? cells.optional(
            () ->
                new SunPosition(
                    cells.number(ListColumn.SUN_ELEVATION, -90, 90),
                    cells.number(ListColumn.SUN_AZIMUTH, -360, 360)))
        : null;
  }

  private String url() {
    String url = cells.optional(() -> cells.text(ListColumn.URL));
    return url != null && url.startsWith(GOOGLE_STORAGE_SCHEME)
        ? "https://storage.googleapis.com/" + url.substring(GOOGLE_STORAGE_SCHEME.length())
        : url;
  }
}
