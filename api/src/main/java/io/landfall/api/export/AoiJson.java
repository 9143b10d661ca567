package io.landfall.api.export;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.api.json.BodyCursor;
import io.landfall.model.Aoi;
import io.landfall.model.ErrorCode;
import io.landfall.model.geojson.AoiReader;
import io.landfall.model.geojson.GeoJsonException;
import io.landfall.workspace.WorkspaceIds;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Reads a mask: the id of an area that was sent before, or a GeoJSON Polygon or MultiPolygon in
 * longitude and latitude, or a Feature or FeatureCollection of such, whose properties are passed
 * over.
 */
final class AoiJson {
  private static final Set<String> GEOMETRIES = Set.of("Polygon", "MultiPolygon");
  private static final Set<String> MEMBERS = Set.of("type", "coordinates", "bbox", "crs");
  private static final Set<String> FEATURES = Set.of("Feature", "FeatureCollection");

  private static final int MAX_ID = 100;

  private AoiJson() {}

  /** Which pixels count as inside of a mask. */
  private enum MaskTouch {
    CENTRE,
    ALL
  }

  /** Returns the id of the area that the body of a request names, if it is one. */
  static Optional<UUID> idOf(JsonNode body) {
    String id = body.path("area").path("id").textValue();
    return id == null ? Optional.empty() : WorkspaceIds.parse(id);
  }

  /**
   * Returns the mask of a request, or the area that it names instead, with the pixels that it asks
   * for.
   *
   * @param kept the area that it names; {@code null}: there is none of this id
   */
  static Aoi read(BodyCursor body, Aoi kept) {
    BodyCursor mask = body.member("mask");
    BodyCursor named = body.member("area");
    BodyCursor touch = body.member("maskTouch");
    MaskTouch pixels =
        touch.enumConstant(MaskTouch.class, each -> each.name().toLowerCase(Locale.ROOT));
    if (pixels != null && mask.isAbsent() && named.isAbsent()) {
      touch.addError("Cannot use maskTouch: it says which pixels of a mask. Give a mask, too.");
    }
    if (!mask.isAbsent() && !named.isAbsent()) {
      named.addError("Invalid area: give mask or area, not both.");
    }
    Aoi area = named.isAbsent() ? read(mask) : named(named, kept);
    return area != null && pixels == MaskTouch.ALL ? area.withAllTouched() : area;
  }

  private static Aoi named(BodyCursor named, Aoi kept) {
    if (!named.expectObject(Set.of("id"))) {
      return null;
    }
    String id = named.member("id").requiredText(MAX_ID);
    if (id != null && kept == null) {
      named
          .member("id")
          .addError(
              ErrorCode.AOI_INVALID,
              "Cannot find area %s: none of yours has this id, or it has expired. Send its file to POST /v1/areas again."
                  .formatted(id));
    }
    return kept;
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
