package io.landfall.plan.place;

import io.landfall.model.Aoi;
import io.landfall.model.geojson.GeoJsonReader;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** Areas of interest that are valid, and probably not what their author has in mind. */
public final class UnlikelyArea {
  private static final double POLE = 90;

  /** Wider than areas of continents, and less than bands around the Earth. */
  private static final double LONG_WAY = 300;

  private static final double WHOLE_TURN = 359.5;

  private UnlikelyArea() {}

  /** Returns an area with its coordinates swapped; empty if the first are no latitudes. */
  public static Optional<Aoi> swapped(Aoi area) {
    boolean areLatitudes =
        rings(area).flatMap(Arrays::stream).allMatch(position -> Math.abs(position[0]) <= POLE);
    return areLatitudes
        ? Optional.of(
            new Aoi(
                Arrays.stream(area.coordinates())
                    .map(polygon -> Arrays.stream(polygon).map(UnlikelyArea::swapped))
                    .map(polygon -> polygon.toArray(double[][][]::new))
                    .toArray(double[][][][]::new)))
        : Optional.empty();
  }

  private static double[][] swapped(double[][] ring) {
    return Arrays.stream(ring)
        .map(position -> new double[] {position[1], position[0]})
        .toArray(double[][]::new);
  }

  /** Says where an edge goes nearly around the Earth, as those across the antimeridian may. */
  public static Optional<String> toldLongWay(Aoi area) {
    return rings(area).map(UnlikelyArea::toldLongWay).flatMap(Optional::stream).findFirst();
  }

  private static Optional<String> toldLongWay(double[][] ring) {
    for (int i = 1; i < ring.length; i++) {
      double degrees = Math.abs(ring[i][0] - ring[i - 1][0]);
      if (degrees > LONG_WAY && degrees < WHOLE_TURN) {
        return Optional.of(
            "The area of interest has an edge from longitude %s to %s, through 0: it is %s degrees long. If it is to cross the antimeridian, write longitudes beyond 180 (179 to 181), or two polygons that end at 180."
                .formatted(
                    GeoJsonReader.format(ring[i - 1][0]),
                    GeoJsonReader.format(ring[i][0]),
                    GeoJsonReader.format(degrees)));
      }
    }
    return Optional.empty();
  }

  private static Stream<double[][]> rings(Aoi area) {
    return Arrays.stream(area.coordinates()).flatMap(Arrays::stream);
  }
}
