package io.landfall.ingest.list;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.landsat.Wrs2;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;

class RowFootprintTest {
  private static final double TURN = 360;

  @Test
  void whatIsNearTheCenterOfAnyFrameIsNotFarFromIt() {
    for (int path = 1; path <= Wrs2.PATHS; path++) {
      for (int row = 1; row <= Wrs2.ROWS; row++) {
        Coordinate center = Wrs2.center(path, row);
        Envelope frame = Wrs2.footprint(path, row).getEnvelopeInternal();
        String name = "path %d, row %d".formatted(path, row);
        assertThat(Math.abs(frame.centre().y - center.y) + RowFootprint.NEAR_DEGREES)
            .as("north, %s", name)
            .isLessThan(RowFootprint.FAR_DEGREES);
        if (Math.abs(frame.centre().y) < RowFootprint.MAX_TOLD_LATITUDE
            && frame.getWidth() < TURN / 2) {
          double east = Math.abs(frame.centre().x - center.x);
          assertThat(Math.min(east, TURN - east) + RowFootprint.NEAR_DEGREES)
              .as("east, %s", name)
              .isLessThan(2 * RowFootprint.FAR_DEGREES);
        }
      }
    }
  }

  @Test
  void whatIsNearLiesAroundTheCenterOfItsOwnFrame() {
    double inside = RowFootprint.NEAR_DEGREES - 0.001;
    double outside = RowFootprint.NEAR_DEGREES + 0.001;
    for (int path = 1; path <= Wrs2.PATHS; path++) {
      for (int row = 1; row <= Wrs2.ROWS; row++) {
        for (int sign = -1; sign <= 1; sign += 2) {
          String name = "path %d, row %d, sign %d".formatted(path, row, sign);
          assertThat(isNear(path, row, sign * inside, sign * inside)).as(name).isTrue();
          assertThat(isNear(path, row, sign * outside, 0)).as(name).isFalse();
          assertThat(isNear(path, row, 0, sign * outside)).as(name).isFalse();
        }
      }
    }
  }

  private static boolean isNear(int path, int row, double east, double north) {
    Coordinate center = Wrs2.center(path, row);
    double x = Math.IEEEremainder(center.x + east, TURN);
    return RowFootprint.isNearCenter(
        new Envelope(x - 1, x + 1, center.y + north - 1, center.y + north + 1), path, row);
  }
}
