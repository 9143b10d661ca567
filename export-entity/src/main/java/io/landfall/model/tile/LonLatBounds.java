package io.landfall.model.tile;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;

/**
 * A box in longitude and latitude (WGS 84), degrees.
 *
 * @param west -180 to 180
 * @param east above {@code west}, to 360: beyond 180 where the box crosses the antimeridian
 */
public record LonLatBounds(double west, double south, double east, double north) {
  public LonLatBounds {
    if (!(west >= -180 && west <= 180 && east > west && east <= west + 360)
        || !(south >= -90 && north <= 90 && south < north)) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid bounds %s,%s,%s,%s: give west, south, east, north in degrees."
              .formatted(west, south, east, north));
    }
  }
}
