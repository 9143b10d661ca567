package io.landfall.model.request;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.SceneId;
import io.landfall.model.TerrainInterpolation;

/**
 * A terrain model that tells how high the ground is under files that rational polynomial
 * coefficients place.
 *
 * @param scene whose first band it is
 * @param interpolation {@code null}: bilinear
 * @param missingValue height where the model has none, in metres; {@code null}: pixels there have
 *     no place
 * @param offset added to all heights, in metres, as the height of a geoid above the ellipsoid;
 *     {@code null}: 0
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RpcDem(
    SceneId scene, TerrainInterpolation interpolation, Double missingValue, Double offset) {
  public RpcDem {
    check("height where the terrain model has none", missingValue);
    check("offset of the terrain model", offset);
  }

  /** Takes a model with all defaults. */
  public static RpcDem of(SceneId scene) {
    return new RpcDem(scene, null, null, null);
  }

  private static void check(String what, Double metres) {
    if (metres != null && !(Math.abs(metres) <= SourceReading.MOST_METRES)) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid %s: %s m is not from %d to %d."
              .formatted(what, metres, -SourceReading.MOST_METRES, SourceReading.MOST_METRES));
    }
  }
}
