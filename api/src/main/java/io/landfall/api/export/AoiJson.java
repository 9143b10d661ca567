package io.landfall.api.export;

import io.landfall.api.json.BodyCursor;
import io.landfall.model.Aoi;
import io.landfall.model.ErrorCode;
import io.landfall.model.geojson.AoiReader;
import io.landfall.model.geojson.GeoJsonException;
import java.util.Locale;
import java.util.Set;

/**
 * Reads a mask: a GeoJSON Polygon or MultiPolygon in longitude and latitude, or a Feature or
 * FeatureCollection of such, whose properties are passed over.
 */
final class AoiJson {
  private static final Set<String> GEOMETRIES = Set.of("Polygon", "MultiPolygon");
  private static final Set<String> MEMBERS = Set.of("type", "coordinates", "bbox", "crs");
  private static final Set<String> FEATURES = Set.of("Feature", "FeatureCollection");

  private AoiJson() {}

  /** Which pixels count as inside of a mask. */
  private enum MaskTouch {
    CENTRE,
    ALL
  }

  /** Returns the area with the pixels that {@code touch} asks for. */
  static Aoi read(BodyCursor mask, BodyCursor touch) {
    MaskTouch pixels =
        touch.enumConstant(MaskTouch.class, each -> each.name().toLowerCase(Locale.ROOT));
    if (pixels != null && mask.isAbsent()) {
      touch.addError("Cannot use maskTouch: it says which pixels of a mask. Give a mask, too.");
    }
    Aoi area = read(mask);
    return area != null && pixels == MaskTouch.ALL ? area.withAllTouched() : area;
  }

  /** Returns the area; {@code null} when there is none or something is wrong, which is noted. */
  static Aoi read(BodyCursor mask) {
    if (mask.isAbsent()) {
      return null;
    }
    boolean isFeature = FEATURES.contains(mask.node().path("type").asText());
    if (!isFeature && !mask.expectObject(MEMBERS)) {
      return null;
    }
    String type = mask.member("type").requiredText(40);
    if (type == null || (!isFeature && !GEOMETRIES.contains(type))) {
      mask.member("type")
          .addError(
              ErrorCode.AOI_INVALID,
              "Invalid mask: give a GeoJSON Polygon or MultiPolygon in longitude and latitude, or a"
                  + " Feature of one.");
      return null;
    }
    try {
      return AoiReader.readPolygons(mask.at());
    } catch (GeoJsonException e) {
      mask.addError(ErrorCode.AOI_INVALID, e.pointer(), "Invalid mask: %s.".formatted(e.reason()));
      return null;
    }
  }
}
