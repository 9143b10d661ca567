package io.landfall.model.geojson;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.landfall.model.Aoi;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.json.JsonCursor;
import io.landfall.model.json.StrictJson;
import java.util.List;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Polygon;

/**
 * Reads an area of interest from GeoJSON: a Polygon or MultiPolygon, or a Feature,
 * FeatureCollection or GeometryCollection of such. Rings are taken as they are; whether they cross
 * is checked when planning.
 */
public final class AoiReader {
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();

  private AoiReader() {}

  /**
   * Reads a GeoJSON document.
   *
   * @throws ExportFailure AOI_INVALID, saying which polygon and ring
   */
  public static Aoi read(String geoJson) {
    try {
      return read(JsonCursor.ofRoot(StrictJson.read(geoJson)));
    } catch (JsonProcessingException e) {
      throw invalid("it is not valid JSON (%s)".formatted(e.getOriginalMessage()));
    }
  }

  /**
   * Reads GeoJSON that stands in a document.
   *
   * @throws ExportFailure AOI_INVALID, saying which polygon and ring
   */
  public static Aoi read(JsonCursor geoJson) {
    try {
      return readPolygons(geoJson);
    } catch (GeoJsonException e) {
      throw invalid(e.place().isEmpty() ? e.reason() : "%s (%s)".formatted(e.reason(), e.place()));
    }
  }

  /**
   * Reads GeoJSON that stands in a document.
   *
   * @throws GeoJsonException saying what is wrong and where
   */
  public static Aoi readPolygons(JsonCursor geoJson) {
    List<Polygon> polygons = GeoJsonReader.readPolygons(geoJson);
    if (polygons.isEmpty()) {
      throw new GeoJsonException(geoJson, "it has no polygon", "");
    }
    return Aoi.of(GEOMETRIES.createMultiPolygon(polygons.toArray(Polygon[]::new)));
  }

  private static ExportFailure invalid(String why) {
    return new ExportFailure(
        ErrorCode.AOI_INVALID,
        "Invalid area of interest: %s. Give a GeoJSON Polygon or MultiPolygon in longitude and latitude."
            .formatted(why));
  }
}
