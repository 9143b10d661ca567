package io.landfall.model.geojson;

import io.landfall.model.Aoi;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.geojson.GeoJsonReader.LonLatPolygons;
import io.landfall.model.json.JsonCursor;

/**
 * Reads an area of interest from GeoJSON: a Polygon or MultiPolygon, or a Feature,
 * FeatureCollection or GeometryCollection of such. Polygons that touch or overlap are joined, as
 * {@link PolygonUnion} says; one that crosses itself is refused.
 */
public final class AoiReader {
  private AoiReader() {}

  /**
   * Reads the text of a GeoJSON file.
   *
   * @param transforms from the CRSs that a member {@code crs} may name; {@code null}: none but
   *     longitude and latitude
   * @throws ExportFailure AOI_INVALID, saying which line, or which polygon and ring
   */
  public static Aoi read(String geoJson, ToLonLat.Factory transforms) {
    return read(geoJson, GeoJsonReader.Limits.OF_FILES, transforms).area();
  }

  /**
   * An area of interest that may have been in another CRS.
   *
   * @param addedPositions how many positions its edges have been given by reprojection
   */
  public record LonLatAoi(Aoi area, int addedPositions) {}

  /** Reads the text of a GeoJSON file likewise, within limits. */
  public static LonLatAoi read(
      String geoJson, GeoJsonReader.Limits limits, ToLonLat.Factory transforms) {
    try {
      JsonCursor root = GeoJsonText.read(geoJson, limits.values());
      return readPolygons(root, limits, transforms);
    } catch (GeoJsonException e) {
      throw invalid(e, "in longitude and latitude, or in the CRS that its member crs names");
    }
  }

  /**
   * Reads GeoJSON that stands in a document, in longitude and latitude.
   *
   * @throws ExportFailure AOI_INVALID, saying which polygon and ring
   */
  public static Aoi read(JsonCursor geoJson) {
    try {
      return readPolygons(geoJson);
    } catch (GeoJsonException e) {
      throw invalid(e, "in longitude and latitude");
    }
  }

  /**
   * Reads GeoJSON that stands in a document, in longitude and latitude.
   *
   * @throws GeoJsonException saying what is wrong and where
   */
  public static Aoi readPolygons(JsonCursor geoJson) {
    return readPolygons(geoJson, GeoJsonReader.Limits.OF_REQUESTS, null).area();
  }

  private static LonLatAoi readPolygons(
      JsonCursor geoJson, GeoJsonReader.Limits limits, ToLonLat.Factory transforms) {
    LonLatPolygons read = GeoJsonReader.readPolygons(geoJson, limits, transforms);
    if (read.polygons().isEmpty()) {
      throw new GeoJsonException(geoJson, "it has no polygon", "");
    }
    try {
      return new LonLatAoi(
          Aoi.of(PolygonUnion.ofAoi(read.polygons(), limits.positions())), read.addedPositions());
    } catch (IllegalArgumentException e) {
      JsonCursor coordinates = geoJson.member("coordinates");
      throw new GeoJsonException(
          coordinates.isAbsent() ? geoJson : coordinates, e.getMessage(), "");
    }
  }

  private static ExportFailure invalid(GeoJsonException e, String crs) {
    return new ExportFailure(
        ErrorCode.AOI_INVALID,
        "Invalid area of interest: %s%s. Give polygons as GeoJSON, %s."
            .formatted(e.reason(), e.place().isEmpty() ? "" : " (%s)".formatted(e.place()), crs));
  }
}
