package io.landfall.raster.tileset;

import io.landfall.model.PixelGrid;
import io.landfall.model.TileFormat;
import io.landfall.model.tile.TileAddress;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a file of map tiles tells of itself.
 *
 * @param name for people
 * @param description for people: what made it, of what
 * @param format of the images
 * @param minZoom the lowest zoom with tiles
 * @param maxZoom the highest
 * @param bounds west, south, east and north, in degrees
 * @param centerLon where maps begin, in degrees
 * @param centerLat where maps begin, in degrees
 */
public record TileSetMetadata(
    String name,
    String description,
    TileFormat format,
    int minZoom,
    int maxZoom,
    double[] bounds,
    double centerLon,
    double centerLat) {

  /**
   * Tells of the tiles of a grid.
   *
   * @param overviews that its raster has
   */
  public static TileSetMetadata of(
      MapTileGrid grid, int overviews, TileFormat format, String name, String description) {
    PixelGrid pixels = grid.pixels();
    double west = lon(pixels.west());
    double east = lon(pixels.east());
    double center = (west + east) / 2;
    boolean wraps = west < -180 - 1e-9 || east > 180 + 1e-9;
    return new TileSetMetadata(
        name,
        description,
        format,
        grid.minZoom(overviews),
        grid.zoom(),
        new double[] {
          wraps ? -180 : Math.max(-180, west),
          lat(pixels.south()),
          wraps ? 180 : Math.min(180, east),
          lat(pixels.north())
        },
        center > 180 ? center - 360 : center < -180 ? center + 360 : center,
        lat((pixels.south() + pixels.north()) / 2));
  }

  private static double lon(double x) {
    return x / TileAddress.HALF_WORLD * 180;
  }

  private static double lat(double y) {
    return Math.toDegrees(Math.atan(Math.sinh(y / TileAddress.HALF_WORLD * Math.PI)));
  }

  /** Returns the zoom at which all of it is seen. */
  public int centerZoom() {
    return minZoom;
  }

  /** Returns it as the names and values of an MBTiles file. */
  public Map<String, String> items() {
    Map<String, String> items = new LinkedHashMap<>();
    items.put("name", name);
    items.put("format", format.extension());
    items.put(
        "bounds",
        String.format(
            Locale.ROOT, "%.7f,%.7f,%.7f,%.7f", bounds[0], bounds[1], bounds[2], bounds[3]));
    items.put(
        "center", String.format(Locale.ROOT, "%.7f,%.7f,%d", centerLon, centerLat, centerZoom()));
    items.put("minzoom", String.valueOf(minZoom));
    items.put("maxzoom", String.valueOf(maxZoom));
    items.put("description", description);
    items.put("type", "overlay");
    items.put("version", "1");
    return items;
  }

  /** Returns it as the metadata of a PMTiles file. */
  String json() {
    var json = new StringBuilder("{");
    for (String item : new String[] {"name", "description", "type", "version"}) {
      json.append(json.length() == 1 ? "" : ",")
          .append(quoted(item))
          .append(':')
          .append(quoted(items().get(item)));
    }
    return json.append('}').toString();
  }

  private static String quoted(String text) {
    var quoted = new StringBuilder("\"");
    for (char one : text.toCharArray()) {
      if (one < ' ' || one == '"' || one == '\\') {
        quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) one));
      } else {
        quoted.append(one);
      }
    }
    return quoted.append('"').toString();
  }
}
