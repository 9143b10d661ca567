package io.landfall.ingest.list;

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
 * further columns or capitals. Of several names for one thing the first that is filled counts. A
 * list may be known by one of several names, written with {@code or}.
 */
public enum SceneListFormat {
  /** Of {@code landsat-pds}, before and since collections: with {@code productId} or without. */
  AWS_SCENE_LIST(
      "AWS scene_list",
      List.of("acquisitionDate", "path", "row", "download_url"),
      Map.ofEntries(
          entry(ListColumn.PRODUCT_ID, List.of("productId")),
          entry(ListColumn.ENTITY_ID, List.of("entityId")),
          entry(ListColumn.ACQUIRED_AT, List.of("acquisitionDate")),
          entry(ListColumn.CLOUD_COVER, List.of("cloudCover")),
          entry(ListColumn.LEVEL, List.of("processingLevel")),
          entry(ListColumn.PATH, List.of("path")),
          entry(ListColumn.ROW, List.of("row")),
          entry(ListColumn.WEST, List.of("min_lon")),
          entry(ListColumn.SOUTH, List.of("min_lat")),
          entry(ListColumn.EAST, List.of("max_lon")),
          entry(ListColumn.NORTH, List.of("max_lat")),
          entry(ListColumn.URL, List.of("download_url")))),

  /**
   * Before collections, and of collection 1. {@code cloudCover} counts tenths there and is not
   * read; {@code cloudCoverFull} is percent.
   */
  USGS_BULK(
      "USGS bulk metadata",
      List.of("sceneID", "acquisitionDate", "path", "row"),
      Map.ofEntries(
          entry(ListColumn.PRODUCT_ID, List.of("LANDSAT_PRODUCT_ID")),
          entry(ListColumn.ENTITY_ID, List.of("sceneID")),
          entry(ListColumn.ACQUIRED_AT, List.of("sceneStartTime")),
          entry(ListColumn.ACQUIRED_DATE, List.of("acquisitionDate")),
          entry(ListColumn.CLOUD_COVER, List.of("cloudCoverFull")),
          entry(ListColumn.LEVEL, List.of("DATA_TYPE_L1")),
          entry(ListColumn.PATH, List.of("path")),
          entry(ListColumn.ROW, List.of("row")),
          entry(ListColumn.SUN_ELEVATION, List.of("sunElevation")),
          entry(ListColumn.SUN_AZIMUTH, List.of("sunAzimuth")),
          entry(ListColumn.BROWSE_URL, List.of("browseURL")),
          entry(ListColumn.UPPER_LEFT_LATITUDE, List.of("upperLeftCornerLatitude")),
          entry(ListColumn.UPPER_LEFT_LONGITUDE, List.of("upperLeftCornerLongitude")),
          entry(ListColumn.UPPER_RIGHT_LATITUDE, List.of("upperRightCornerLatitude")),
          entry(ListColumn.UPPER_RIGHT_LONGITUDE, List.of("upperRightCornerLongitude")),
          entry(ListColumn.LOWER_RIGHT_LATITUDE, List.of("lowerRightCornerLatitude")),
          entry(ListColumn.LOWER_RIGHT_LONGITUDE, List.of("lowerRightCornerLongitude")),
          entry(ListColumn.LOWER_LEFT_LATITUDE, List.of("lowerLeftCornerLatitude")),
          entry(ListColumn.LOWER_LEFT_LONGITUDE, List.of("lowerLeftCornerLongitude")))),

  /** Collection 1 in the names of the metadata's XML; it tells of no corners. */
  USGS_BULK_C1(
      "USGS bulk metadata of collection 1",
      List.of("LANDSAT_PRODUCT_ID", "ACQUISITION_DATE", "WRS_PATH", "WRS_ROW"),
      Map.ofEntries(
          entry(ListColumn.PRODUCT_ID, List.of("LANDSAT_PRODUCT_ID")),
          entry(ListColumn.ENTITY_ID, List.of("LANDSAT_SCENE_ID")),
          entry(ListColumn.ACQUIRED_AT, List.of("SCENE_START_TIME")),
          entry(ListColumn.ACQUIRED_DATE, List.of("ACQUISITION_DATE")),
          entry(
              ListColumn.CLOUD_COVER,
              List.of("CLOUD_COVER", "SCENE_CLOUD_COVER", "CLOUD_COVER_LAND")),
          entry(ListColumn.LEVEL, List.of("DATA_TYPE_L1")),
          entry(ListColumn.PATH, List.of("WRS_PATH")),
          entry(ListColumn.ROW, List.of("WRS_ROW")),
          entry(ListColumn.SUN_ELEVATION, List.of("SUN_ELEVATION")),
          entry(ListColumn.SUN_AZIMUTH, List.of("SUN_AZIMUTH")),
          entry(ListColumn.BROWSE_URL, List.of("BROWSE_REFLECTIVE_PATH")))),

  /** {@code index.csv.gz} of Google's bucket. */
  GOOGLE_INDEX(
      "Google index",
      List.of("SCENE_ID", "SENSING_TIME", "WRS_PATH", "WRS_ROW", "BASE_URL"),
      Map.ofEntries(
          entry(ListColumn.PRODUCT_ID, List.of("PRODUCT_ID")),
          entry(ListColumn.ENTITY_ID, List.of("SCENE_ID")),
          entry(ListColumn.ACQUIRED_AT, List.of("SENSING_TIME")),
          entry(ListColumn.ACQUIRED_DATE, List.of("DATE_ACQUIRED")),
          entry(ListColumn.CLOUD_COVER, List.of("CLOUD_COVER")),
          entry(ListColumn.LEVEL, List.of("DATA_TYPE")),
          entry(ListColumn.PATH, List.of("WRS_PATH")),
          entry(ListColumn.ROW, List.of("WRS_ROW")),
          entry(ListColumn.WEST, List.of("WEST_LON")),
          entry(ListColumn.SOUTH, List.of("SOUTH_LAT")),
          entry(ListColumn.EAST, List.of("EAST_LON")),
          entry(ListColumn.NORTH, List.of("NORTH_LAT")),
          entry(ListColumn.URL, List.of("BASE_URL")))),

  /** Exports of EarthExplorer, and the bulk metadata of collection 2, which has its names. */
  EARTH_EXPLORER(
      "EarthExplorer export or USGS bulk metadata of collection 2",
      List.of(
          "Landsat Scene Identifier or Landsat Product Identifier or Landsat Product Identifier L1"
              + " or Landsat Product Identifier L2",
          "Start Time or Date Acquired or Acquisition Date"),
      Map.ofEntries(
          entry(
              ListColumn.PRODUCT_ID,
              List.of(
                  "Landsat Product Identifier L2",
                  "Landsat Product Identifier L1",
                  "Landsat Product Identifier",
                  "Display ID")),
          entry(ListColumn.ENTITY_ID, List.of("Landsat Scene Identifier", "Entity ID")),
          entry(ListColumn.ACQUIRED_AT, List.of("Start Time", "Scene Start Time")),
          entry(ListColumn.ACQUIRED_DATE, List.of("Date Acquired", "Acquisition Date")),
          entry(
              ListColumn.CLOUD_COVER,
              List.of(
                  "Scene Cloud Cover L1", "Scene Cloud Cover", "Cloud Cover", "Land Cloud Cover")),
          entry(
              ListColumn.LEVEL,
              List.of("Data Type L2", "Data Type L1", "Data Type Level-1", "Data Type Level 1")),
          entry(ListColumn.PATH, List.of("WRS Path")),
          entry(ListColumn.ROW, List.of("WRS Row")),
          entry(
              ListColumn.SUN_ELEVATION,
              List.of(
                  "Sun Elevation L0RA", "Sun Elevation L1", "Sun Elevation L-1", "Sun Elevation")),
          entry(
              ListColumn.SUN_AZIMUTH,
              List.of("Sun Azimuth L0RA", "Sun Azimuth L1", "Sun Azimuth L-1", "Sun Azimuth")),
          entry(ListColumn.BROWSE_URL, List.of("Browse Link")),
          entry(
              ListColumn.UPPER_LEFT_LATITUDE,
              List.of("Corner Upper Left Latitude", "UL Corner Lat dec", "NW Corner Lat dec")),
          entry(
              ListColumn.UPPER_LEFT_LONGITUDE,
              List.of("Corner Upper Left Longitude", "UL Corner Long dec", "NW Corner Long dec")),
          entry(
              ListColumn.UPPER_RIGHT_LATITUDE,
              List.of("Corner Upper Right Latitude", "UR Corner Lat dec", "NE Corner Lat dec")),
          entry(
              ListColumn.UPPER_RIGHT_LONGITUDE,
              List.of("Corner Upper Right Longitude", "UR Corner Long dec", "NE Corner Long dec")),
          entry(
              ListColumn.LOWER_RIGHT_LATITUDE,
              List.of("Corner Lower Right Latitude", "LR Corner Lat dec", "SE Corner Lat dec")),
          entry(
              ListColumn.LOWER_RIGHT_LONGITUDE,
              List.of("Corner Lower Right Longitude", "LR Corner Long dec", "SE Corner Long dec")),
          entry(
              ListColumn.LOWER_LEFT_LATITUDE,
              List.of("Corner Lower Left Latitude", "LL Corner Lat dec", "SW Corner Lat dec")),
          entry(
              ListColumn.LOWER_LEFT_LONGITUDE,
              List.of("Corner Lower Left Longitude", "LL Corner Long dec", "SW Corner Long dec"))));

  private static final List<ListColumn> SEARCHED =
      List.of(
          ListColumn.CLOUD_COVER,
          ListColumn.LEVEL,
          ListColumn.SUN_ELEVATION,
          ListColumn.SUN_AZIMUTH);

  private final String title;
  private final List<String> markers;
  private final Map<ListColumn, List<String>> names;

  SceneListFormat(String title, List<String> markers, Map<ListColumn, List<String>> names) {
    this.title = title;
    this.markers = markers;
    this.names = new EnumMap<>(names);
  }

  /** Finds the dialect of a header. */
  static Optional<SceneListFormat> of(List<String> header) {
    List<String> columns = header.stream().map(SceneListFormat::normalized).toList();
    return Arrays.stream(values())
        .filter(
            format ->
                format.markers.stream()
                    .map(SceneListFormat::normalized)
                    .allMatch(
                        marker -> Arrays.stream(marker.split(" or ")).anyMatch(columns::contains)))
        .findFirst();
  }

  /** Returns the dialects and what they are known by, for people. */
  static String describeAll() {
    return Arrays.stream(values())
        .map(format -> format.title + " (" + String.join(", ", format.markers) + ")")
        .collect(Collectors.joining("; "));
  }

  /** Returns its name as people know it. */
  public String title() {
    return title;
  }

  /** Returns the numbers of the cells that may say something, the best first. */
  int[] fieldIndexes(ListColumn column, List<String> header) {
    List<String> columns = header.stream().map(SceneListFormat::normalized).toList();
    return names.getOrDefault(column, List.of()).stream()
        .mapToInt(name -> columns.indexOf(normalized(name)))
        .filter(cell -> cell >= 0)
        .toArray();
  }

  /** Returns the first column that is read and stands there twice: which counts nobody knows. */
  Optional<String> columnTwice(List<String> header) {
    List<String> columns = header.stream().map(SceneListFormat::normalized).toList();
    return names.values().stream()
        .flatMap(List::stream)
        .filter(name -> columns.indexOf(normalized(name)) != columns.lastIndexOf(normalized(name)))
        .findFirst();
  }

  /**
   * Returns what the list would call those columns that it lacks, of values that searches ask for.
   */
  List<String> columnsMissing(List<String> header) {
    return SEARCHED.stream()
        .filter(column -> names.containsKey(column) && fieldIndexes(column, header).length == 0)
        .map(column -> names.get(column).get(0))
        .toList();
  }

  /** Some tools write a {@code #} before the header. */
  private static String normalized(String name) {
    return name.strip().replaceFirst("^#\\s*", "").replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
  }
}
