package io.landfall.area;

import io.landfall.model.Aoi;
import io.landfall.model.CrsCodes;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.geojson.ToLonLat;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;

/** Areas of interest that are given as they are: well-known text, and boxes of four numbers. */
public final class AreaText {
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();

  private AreaText() {}

  /** Tells whether a text is WKT, rather than the name of a file. */
  public static boolean isWkt(String text) {
    return WktText.isWkt(text);
  }

  /**
   * Reads polygons from WKT, with or without the code of their CRS before it.
   *
   * @param epsg the CRS where the text has no code; {@code null}: longitude and latitude
   * @throws ExportFailure AOI_INVALID
   */
  public static Aoi wkt(String text, Integer epsg, ToLonLat.Factory transforms) {
    try {
      return WktText.layer("", text, AreaLimits.OF_FILES)
          .content()
          .read(AreaReading.ofFiles(epsg, transforms));
    } catch (AreaFormatException e) {
      throw invalid(e);
    }
  }

  /**
   * Reads a box.
   *
   * @param text west, south, east and north, with commas between; in degrees a west that is greater
   *     than the east is across the antimeridian
   * @param epsg its CRS; {@code null}: longitude and latitude
   * @throws ExportFailure AOI_INVALID
   */
  public static Aoi box(String text, Integer epsg, ToLonLat.Factory transforms) {
    double[] box = numbers(text);
    boolean isLonLat = epsg == null || epsg == CrsCodes.WGS84;
    double east = isLonLat && box[0] > box[2] ? box[2] + 360 : box[2];
    try {
      if (!(box[0] < east && box[1] < box[3])) {
        throw new AreaFormatException(
            "the box %s has no area: its order is west, south, east, north".formatted(text), "");
      }
      Coordinate first = new Coordinate(box[0], box[1]);
      Geometry polygon =
          GEOMETRIES.createPolygon(
              new Coordinate[] {
                first,
                new Coordinate(east, box[1]),
                new Coordinate(east, box[3]),
                new Coordinate(box[0], box[3]),
                first.copy()
              });
      LayerCrs crs = isLonLat ? LayerCrs.LON_LAT : LayerCrs.ofCode(epsg);
      return AreaLayer.of("", crs, area -> area.add(polygon, "the box"))
          .content()
          .read(AreaReading.ofFiles(null, transforms));
    } catch (AreaFormatException e) {
      throw invalid(e);
    }
  }

  private static double[] numbers(String text) {
    String[] parts = text.split(",", -1);
    double[] numbers = new double[4];
    try {
      for (int i = 0; i < 4; i++) {
        numbers[i] = Double.parseDouble(parts[i].strip());
      }
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw invalid(
          new AreaFormatException(
              "\"%s\" is not a box of four numbers".formatted(text),
              "Give west, south, east and north with commas between, as 12.1,41.7,12.7,42.1"));
    }
    if (parts.length > 4) {
      throw invalid(
          new AreaFormatException(
              "\"%s\" has more than four numbers".formatted(text), "Give a box without heights"));
    }
    return numbers;
  }

  private static ExportFailure invalid(AreaFormatException e) {
    return new ExportFailure(
        ErrorCode.AOI_INVALID,
        "Invalid area of interest: %s.%s"
            .formatted(e.getMessage(), e.fix().isEmpty() ? "" : " %s.".formatted(e.fix())),
        e);
  }
}
