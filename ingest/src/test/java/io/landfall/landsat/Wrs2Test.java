package io.landfall.landsat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.index.geo.Footprints;
import io.landfall.index.geo.GeoJsonFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.CoordinateFilter;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.operation.overlayng.OverlayNG;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;

class Wrs2Test {
  private static final double KM_PER_DEGREE = 111.195;
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void everyDescendingFrameIsThatOfTheUsgs() throws IOException {
    double[] overlap = new double[28_892];
    double[] off = new double[overlap.length];
    int count = 0;
    try (BufferedReader lines = published()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode frame = JSON.readTree(line);
        int code = frame.at("/properties/region_code").asInt();
        Geometry expected = GeoJsonFiles.polygons(frame.get("geometry"));
        Geometry computed = Wrs2.footprint(code / 1000, code % 1000);
        assertThat(computed.isValid()).as("valid %06d", code).isTrue();
        assertThat(new Envelope(-180, 180, -90, 90).contains(computed.getEnvelopeInternal()))
            .as("on Earth %06d", code)
            .isTrue();
        overlap[count] = overlap(expected, computed);
        off[count] = apart(middle(expected), middle(computed));
        assertThat(overlap[count]).as("overlap of %06d", code).isGreaterThan(0.98);
        count++;
      }
    }
    assertThat(count).isEqualTo(overlap.length);
    Arrays.sort(overlap);
    Arrays.sort(off);
    System.out.printf(
        "WRS-2: overlap median %.4f, least %.4f; middles apart median %.3f km, most %.3f km%n",
        overlap[count / 2], overlap[0], off[count / 2], off[count - 1]);
    assertThat(overlap[count / 2]).isGreaterThan(0.99);
    assertThat(off[count - 1]).isLessThan(1);
  }

  private static BufferedReader published() throws IOException {
    String data = System.getenv("LANDFALL_TEST_DATA");
    assumeTrue(data != null, "LANDFALL_TEST_DATA is not set: no frames to read");
    Path file = Path.of(data, "wrs2", "landsat_wrs2_descending.geojsonl.gz");
    return new BufferedReader(
        new InputStreamReader(
            new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8));
  }

  /** Intersection over union. */
  private static double overlap(Geometry a, Geometry b) {
    double both = OverlayNGRobust.overlay(a, b, OverlayNG.INTERSECTION).getArea();
    return both / (a.getArea() + b.getArea() - both);
  }

  /** The centroid, also of what is cut at the antimeridian. */
  private static Coordinate middle(Geometry footprint) {
    if (footprint.getNumGeometries() == 1) {
      return footprint.getCentroid().getCoordinate();
    }
    Geometry[] pieces = new Geometry[footprint.getNumGeometries()];
    for (int i = 0; i < pieces.length; i++) {
      pieces[i] = footprint.getGeometryN(i).copy();
      if (pieces[i].getEnvelopeInternal().getMaxX() < 0) {
        pieces[i].apply((CoordinateFilter) c -> c.x += 360);
        pieces[i].geometryChanged();
      }
    }
    return new GeometryFactory().createGeometryCollection(pieces).getCentroid().getCoordinate();
  }

  private static double apart(Coordinate a, Coordinate b) {
    double east = Math.IEEEremainder(a.x - b.x, 360) * Math.cos(Math.toRadians(a.y));
    return KM_PER_DEGREE * Math.hypot(east, a.y - b.y);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 60, -64.6", // on the way south
    "233, 60, -63.0549", // its eastern neighbour: 360 degrees by 233 paths
    "1, 184, 103.0395" // on the way north, by the USGS's converter of paths and rows
  })
  void pathsCrossTheEquatorWhereTheyShould(int path, int row, double longitude) {
    Coordinate middle = middle(Wrs2.footprint(path, row));
    assertThat(middle.x).isCloseTo(longitude, within(0.001));
    assertThat(middle.y).isCloseTo(0, within(0.001));
  }

  /** From one crossing of the equator to the next a path is the mirror image of itself. */
  @Test
  void ascendingFramesMirrorDescendingOnes() {
    for (int row = 1; row <= 122; row++) {
      Geometry down = Wrs2.footprint(100, row);
      Geometry up = Wrs2.footprint(100, 244 - row);
      double axis = -(middle(down).x + middle(up).x);
      Geometry mirrored = up.copy();
      mirrored.apply((CoordinateFilter) c -> c.x = -axis - c.x);
      mirrored.geometryChanged();
      assertThat(overlap(down, Footprints.split(mirrored)))
          .as("row %d", row)
          .isGreaterThan(0.999999);
    }
  }

  @Test
  void aPathGoesOnWithoutAGap() {
    for (int row = 1; row < Wrs2.ROWS; row++) {
      assertThat(Wrs2.footprint(17, row).intersects(Wrs2.footprint(17, row + 1))).isTrue();
    }
    Geometry next = Wrs2.footprint(33, 1); // an orbit later, 16 paths to the west
    assertThat(Wrs2.footprint(17, 248).intersects(next)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "234, 1", "1, 0", "1, 249", "-1, -1"})
  void otherFramesAreRefused(int path, int row) {
    assertThatThrownBy(() -> Wrs2.footprint(path, row))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not in WRS-2");
  }
}
