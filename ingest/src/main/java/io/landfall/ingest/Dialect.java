package io.landfall.ingest;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The lists that are known, by the names of their columns; their order does not matter, nor do
 * further columns or capitals. Of several names for one thing the first that is filled counts.
 */
public enum Dialect {
  /** Of {@code landsat-pds}, before and since collections: with {@code productId} or without. */
  AWS_SCENE_LIST(
      "AWS scene_list",
      List.of("acquisitionDate", "path", "row", "download_url"),
      Map.ofEntries(
          entry(Column.PRODUCT, List.of("productId")),
          entry(Column.ENTITY, List.of("entityId")),
          entry(Column.STARTED, List.of("acquisitionDate")),
          entry(Column.CLOUD, List.of("cloudCover")),
          entry(Column.LEVEL, List.of("processingLevel")),
          entry(Column.PATH, List.of("path")),
          entry(Column.ROW, List.of("row")),
          entry(Column.WEST, List.of("min_lon")),
          entry(Column.SOUTH, List.of("min_lat")),
          entry(Column.EAST, List.of("max_lon")),
          entry(Column.NORTH, List.of("max_lat")),
          entry(Column.URL, List.of("download_url")))),

  /**
   * Before collections, and of collection 1. {@code cloudCover} counts tenths there and is not
   * read; {@code cloudCoverFull} is percent.
   */
  USGS_BULK(
      "USGS bulk metadata",
      List.of("sceneID", "acquisitionDate", "path", "row"),
      Map.ofEntries(
          entry(Column.PRODUCT, List.of("LANDSAT_PRODUCT_ID")),
          entry(Column.ENTITY, List.of("sceneID")),
          entry(Column.STARTED, List.of("sceneStartTime")),
          entry(Column.DAY, List.of("acquisitionDate")),
          entry(Column.CLOUD, List.of("cloudCoverFull")),
          entry(Column.LEVEL, List.of("DATA_TYPE_L1")),
          entry(Column.PATH, List.of("path")),
          entry(Column.ROW, List.of("row")),
          entry(Column.SUN_ELEVATION, List.of("sunElevation")),
          entry(Column.SUN_AZIMUTH, List.of("sunAzimuth")),
          entry(Column.BROWSE, List.of("browseURL")),
          entry(Column.UPPER_LEFT_LATITUDE, List.of("upperLeftCornerLatitude")),
          entry(Column.UPPER_LEFT_LONGITUDE, List.of("upperLeftCornerLongitude")),
          entry(Column.UPPER_RIGHT_LATITUDE, List.of("upperRightCornerLatitude")),
          entry(Column.UPPER_RIGHT_LONGITUDE, List.of("upperRightCornerLongitude")),
          entry(Column.LOWER_RIGHT_LATITUDE, List.of("lowerRightCornerLatitude")),
          entry(Column.LOWER_RIGHT_LONGITUDE, List.of("lowerRightCornerLongitude")),
          entry(Column.LOWER_LEFT_LATITUDE, List.of("lowerLeftCornerLatitude")),
          entry(Column.LOWER_LEFT_LONGITUDE, List.of("lowerLeftCornerLongitude")))),

  /** Collection 1 in the names of the metadata's XML; it tells of no corners. */
  USGS_BULK_C1(
      "USGS bulk metadata of collection 1",
      List.of("LANDSAT_PRODUCT_ID", "ACQUISITION_DATE", "WRS_PATH", "WRS_ROW"),
      Map.ofEntries(
          entry(Column.PRODUCT, List.of("LANDSAT_PRODUCT_ID")),
          entry(Column.ENTITY, List.of("LANDSAT_SCENE_ID")),
          entry(Column.STARTED, List.of("SCENE_START_TIME")),
          entry(Column.DAY, List.of("ACQUISITION_DATE")),
          entry(Column.CLOUD, List.of("CLOUD_COVER", "SCENE_CLOUD_COVER", "CLOUD_COVER_LAND")),
          entry(Column.LEVEL, List.of("DATA_TYPE_L1")),
          entry(Column.PATH, List.of("WRS_PATH")),
          entry(Column.ROW, List.of("WRS_ROW")),
          entry(Column.SUN_ELEVATION, List.of("SUN_ELEVATION")),
          entry(Column.SUN_AZIMUTH, List.of("SUN_AZIMUTH")),
          entry(Column.BROWSE, List.of("BROWSE_REFLECTIVE_PATH")))),

  /** {@code index.csv.gz} of Google's bucket. */
  GOOGLE_INDEX(
      "Google index",
      List.of("SCENE_ID", "SENSING_TIME", "WRS_PATH", "WRS_ROW", "BASE_URL"),
      Map.ofEntries(
          entry(Column.PRODUCT, List.of("PRODUCT_ID")),
          entry(Column.ENTITY, List.of("SCENE_ID")),
          entry(Column.STARTED, List.of("SENSING_TIME")),
          entry(Column.DAY, List.of("DATE_ACQUIRED")),
          entry(Column.CLOUD, List.of("CLOUD_COVER")),
          entry(Column.LEVEL, List.of("DATA_TYPE")),
          entry(Column.PATH, List.of("WRS_PATH")),
          entry(Column.ROW, List.of("WRS_ROW")),
          entry(Column.WEST, List.of("WEST_LON")),
          entry(Column.SOUTH, List.of("SOUTH_LAT")),
          entry(Column.EAST, List.of("EAST_LON")),
          entry(Column.NORTH, List.of("NORTH_LAT")),
          entry(Column.URL, List.of("BASE_URL")))),

  /** Exports of EarthExplorer, and the bulk metadata of collection 2, which has its names. */
  USGS_WORDS(
      "EarthExplorer export or USGS bulk metadata of collection 2",
      List.of("Landsat Scene Identifier", "WRS Path", "WRS Row", "Start Time"),
      Map.ofEntries(
          entry(
              Column.PRODUCT,
              List.of(
                  "Landsat Product Identifier L2",
                  "Landsat Product Identifier L1",
                  "Landsat Product Identifier",
                  "Display ID")),
          entry(Column.ENTITY, List.of("Landsat Scene Identifier")),
          entry(Column.STARTED, List.of("Start Time")),
          entry(Column.DAY, List.of("Date Acquired", "Acquisition Date")),
          entry(
              Column.CLOUD,
              List.of("Scene Cloud Cover L1", "Scene Cloud Cover", "Land Cloud Cover")),
          entry(Column.LEVEL, List.of("Data Type L2", "Data Type L1", "Data Type Level-1")),
          entry(Column.PATH, List.of("WRS Path")),
          entry(Column.ROW, List.of("WRS Row")),
          entry(Column.SUN_ELEVATION, List.of("Sun Elevation L0RA", "Sun Elevation L-1")),
          entry(Column.SUN_AZIMUTH, List.of("Sun Azimuth L0RA", "Sun Azimuth L-1")),
          entry(
              Column.UPPER_LEFT_LATITUDE,
              List.of("Corner Upper Left Latitude", "UL Corner Lat dec")),
          entry(
              Column.UPPER_LEFT_LONGITUDE,
              List.of("Corner Upper Left Longitude", "UL Corner Long dec")),
          entry(
              Column.UPPER_RIGHT_LATITUDE,
              List.of("Corner Upper Right Latitude", "UR Corner Lat dec")),
          entry(
              Column.UPPER_RIGHT_LONGITUDE,
              List.of("Corner Upper Right Longitude", "UR Corner Long dec")),
          entry(
              Column.LOWER_RIGHT_LATITUDE,
              List.of("Corner Lower Right Latitude", "LR Corner Lat dec")),
          entry(
              Column.LOWER_RIGHT_LONGITUDE,
              List.of("Corner Lower Right Longitude", "LR Corner Long dec")),
          entry(
              Column.LOWER_LEFT_LATITUDE,
              List.of("Corner Lower Left Latitude", "LL Corner Lat dec")),
          entry(
              Column.LOWER_LEFT_LONGITUDE,
              List.of("Corner Lower Left Longitude", "LL Corner Long dec"))));

  private final String title;
  private final List<String> markers;
  private final Map<Column, List<String>> names;

  Dialect(String title, List<String> markers, Map<Column, List<String>> names) {
    this.title = title;
    this.markers = markers;
    this.names = new EnumMap<>(names);
  }

  /** Finds the dialect of a header. */
  static Optional<Dialect> of(List<String> header) {
    List<String> columns = header.stream().map(Dialect::plain).toList();
    return Arrays.stream(values())
        .filter(dialect -> dialect.markers.stream().map(Dialect::plain).allMatch(columns::contains))
        .findFirst();
  }

  /** Returns the dialects and what they are known by, for people. */
  static String known() {
    return Arrays.stream(values())
        .map(dialect -> dialect.title + " (" + String.join(", ", dialect.markers) + ")")
        .collect(Collectors.joining("; "));
  }

  /** Returns its name as people know it. */
  public String title() {
    return title;
  }

  /** Returns the numbers of the cells that may say something, the best first. */
  int[] cells(Column column, List<String> header) {
    List<String> columns = header.stream().map(Dialect::plain).toList();
    return names.getOrDefault(column, List.of()).stream()
        .mapToInt(name -> columns.indexOf(plain(name)))
        .filter(cell -> cell >= 0)
        .toArray();
  }

  private static String plain(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }
}
