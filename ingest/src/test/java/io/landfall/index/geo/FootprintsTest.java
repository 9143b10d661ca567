package io.landfall.index.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.MultiPolygon;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;
import org.locationtech.jts.operation.overlayng.OverlayNG;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;

class FootprintsTest {
  private static final GeometryFactory POINTS = new GeometryFactory();
  private static final ObjectMapper JSON = new ObjectMapper();

  @Property(tries = 2000)
  void aBoxHoldsWhatLiesBetweenItsEdges(
      @ForAll @DoubleRange(min = -180, max = 180) double west,
      @ForAll @DoubleRange(min = 0.01, max = 179.9) double width,
      @ForAll @DoubleRange(min = -90, max = 89) double south,
      @ForAll @DoubleRange(min = 0.01, max = 1) double height,
      @ForAll @DoubleRange(min = -180, max = 180) double longitude,
      @ForAll @DoubleRange(min = 0, max = 1) double up) {
    double east = west + width > 180 ? west + width - 360 : west + width;
    Geometry box = Footprints.ofBox(west, south, east, south + height);
    assertOnEarth(box);
    double into = ((longitude - west) % 360 + 360) % 360;
    if (Math.abs(into - width) > 1e-9 && Math.min(into, 360 - into) > 1e-9) {
      assertThat(holds(box, longitude, south + height * (0.1 + 0.8 * up))).isEqualTo(into < width);
    }
  }

  @Property(tries = 2000)
  void aPictureHoldsWhatLiesBetweenItsCorners(
      @ForAll @DoubleRange(min = -180, max = 180) double x,
      @ForAll @DoubleRange(min = -80, max = 80) double y,
      @ForAll @DoubleRange(min = 0.2, max = 20) double size,
      @ForAll @DoubleRange(min = -60, max = 60) double turned,
      @ForAll @IntRange(min = 0, max = 5) int order,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] corners = new double[4][];
    for (int i = 0; i < 4; i++) { // on a circle: whatever their angles, they make a convex area
      double angle = Math.toRadians(135 - 90 * i - turned + random.nextDouble(-40, 40));
      corners[i] = new double[] {x + size * Math.cos(angle), y + size / 3 * Math.sin(angle)};
    }
    Geometry image = ofCorners(corners, order);
    assertOnEarth(image);
    assertThat(image.getArea()).isCloseTo(shoelace(corners), within(1e-6));
    double[] middle = {0, 0};
    for (double[] corner : corners) {
      middle[0] += corner[0] / 4;
      middle[1] += corner[1] / 4;
    }
    for (double[] corner : corners) {
      assertThat(holds(image, between(corner, middle, 0, 0.99), between(corner, middle, 1, 0.99)))
          .isTrue();
      assertThat(holds(image, between(corner, middle, 0, 1.01), between(corner, middle, 1, 1.01)))
          .isFalse();
    }
  }

  private static double between(double[] corner, double[] middle, int axis, double part) {
    return middle[axis] + part * (corner[axis] - middle[axis]);
  }

  /** Names corners in one of the six orders, which all start at the first. */
  private static Geometry ofCorners(double[][] corners, int order) {
    int[][] orders = {
      {0, 1, 2, 3}, {0, 3, 2, 1}, {0, 1, 3, 2}, {0, 2, 1, 3}, {0, 2, 3, 1}, {0, 3, 1, 2}
    };
    Coordinate[] c = new Coordinate[4];
    for (int i = 0; i < 4; i++) {
      double[] corner = corners[orders[order][i]];
      c[i] = new Coordinate(wrapped(corner[0]), corner[1]);
    }
    return Footprints.ofCorners(c[0], c[1], c[2], c[3]);
  }

  private static double shoelace(double[][] ring) {
    double twice = 0;
    for (int i = 0; i < ring.length; i++) {
      double[] to = ring[(i + 1) % ring.length];
      twice += ring[i][0] * to[1] - to[0] * ring[i][1];
    }
    return Math.abs(twice) / 2;
  }

  private static double wrapped(double longitude) {
    return longitude > 180 ? longitude - 360 : longitude < -180 ? longitude + 360 : longitude;
  }

  private static boolean holds(Geometry geometry, double longitude, double latitude) {
    Coordinate at = new Coordinate(wrapped(longitude), latitude);
    return geometry.intersects(POINTS.createPoint(at));
  }

  private static void assertOnEarth(Geometry footprint) {
    assertThat(footprint).isInstanceOfAny(Polygon.class, MultiPolygon.class);
    assertThat(footprint.isValid()).as("valid: %s", footprint).isTrue();
    Envelope extent = footprint.getEnvelopeInternal();
    assertThat(new Envelope(-180, 180, -90, 90).contains(extent)).as("%s", extent).isTrue();
  }

  @Test
  void cornersAcrossTheAntimeridianMakeTwoPieces() {
    Geometry scene =
        Footprints.ofCorners(
            new Coordinate(179, 11),
            new Coordinate(-179, 11),
            new Coordinate(-179, 10),
            new Coordinate(179, 10));
    assertThat(scene.getNumGeometries()).isEqualTo(2);
    assertThat(scene.getArea()).isEqualTo(2);
    assertThat(Footprints.ofBox(-179, 10, 179, 11).equalsTopo(scene)).isTrue();
    assertThat(Footprints.ofBox(179, 10, -179, 11).equalsTopo(scene)).isTrue();
  }

  @Test
  void aPictureAroundAPoleTakesItIn() {
    Geometry scene =
        Footprints.ofCorners(
            new Coordinate(-45, -85),
            new Coordinate(45, -85),
            new Coordinate(135, -85),
            new Coordinate(-135, -85));
    assertOnEarth(scene);
    assertThat(holds(scene, 12, -89.9)).isTrue();
    assertThat(holds(scene, 12, 89.9)).isFalse();
    assertThat(scene.getArea()).isCloseTo(360 * 5, within(1e-6));
  }

  @ParameterizedTest
  @CsvSource({
    "NaN,0, 1,0, 1,1, 0,1, not a valid position on Earth",
    "0,0, 1,0, 1,91, 0,1, not a valid position on Earth",
    "0,0, 1e300,0, 1,1, 0,1, not a valid position on Earth",
    "5,5, 5,5, 5,5, 5,5, make no area",
    "0,0, 1,1, 2,2, 3,3, make no area",
    "0,0, 0,0, 5,5, 5,5, make no area"
  })
  void cornersWithoutAreaAreRefused(
      double x1,
      double y1,
      double x2,
      double y2,
      double x3,
      double y3,
      double x4,
      double y4,
      String why) {
    assertThatThrownBy(
            () ->
                Footprints.ofCorners(
                    new Coordinate(x1, y1),
                    new Coordinate(x2, y2),
                    new Coordinate(x3, y3),
                    new Coordinate(x4, y4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @CsvSource({
    "NaN,0,1,1, not a valid position on Earth",
    "0,-91,1,1, not a valid position on Earth",
    "0,0,Infinity,1, not a valid position on Earth",
    "1,0,1,1, no area",
    "0,1,1,0, no area",
    "0,0,0,0, no area",
    "-180,-90,180,90, no area"
  })
  void boxesWithoutAreaAreRefused(
      double west, double south, double east, double north, String why) {
    assertThatThrownBy(() -> Footprints.ofBox(west, south, east, north))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "almost-180",
        "complex-split",
        "cw-only",
        "extra-crossing",
        "issues-81",
        "issues-174",
        "issues-187",
        "multi-no-antimeridian",
        "north-pole",
        "one-hole",
        "south-pole",
        "two-holes"
      })
  void polygonsAreCutAsAnotherImplementationCutsThem(String name) throws IOException {
    String data = System.getenv("LANDFALL_TEST_DATA");
    assumeTrue(data != null, "LANDFALL_TEST_DATA is not set: no polygons to read");
    Path folder = Path.of(data, "vectors", "antimeridian");
    Geometry drawn =
        GeoJsonFiles.polygons(JSON.readTree(folder.resolve("input/" + name + ".json").toFile()));
    Geometry expected =
        GeoJsonFiles.polygons(
            JSON.readTree(folder.resolve("output/flat/" + name + ".json").toFile()));
    Geometry cut = splitShortestEdges(drawn);
    assertOnEarth(cut);
    assertThat(cut.symDifference(expected.buffer(0)).getArea())
        .isLessThan(1e-6 * expected.getArea());
  }

  /**
   * Cuts polygons, whose edges go the short way around the Earth, at the antimeridian: from 170 to
   * -170 goes across it. An outer ring around the Earth takes in the pole on its left, as GeoJSON
   * has it.
   */
  private static Geometry splitShortestEdges(Geometry polygons) {
    Geometry whole = Footprints.GEOMETRIES.createPolygon();
    for (int i = 0; i < polygons.getNumGeometries(); i++) {
      Polygon polygon = (Polygon) polygons.getGeometryN(i);
      Geometry part = ring(polygon.getExteriorRing(), false);
      for (int n = 0; n < polygon.getNumInteriorRing(); n++) {
        Geometry hole = ring(polygon.getInteriorRingN(n), true);
        part = OverlayNGRobust.overlay(part, hole, OverlayNG.DIFFERENCE);
      }
      whole = OverlayNGRobust.overlay(whole, part, OverlayNG.UNION);
    }
    return whole;
  }

  private static Geometry ring(LinearRing ring, boolean hole) {
    Coordinate[] closed = ring.getCoordinates();
    Coordinate[] open = Arrays.copyOf(closed, closed.length - 1);
    int windings = Antimeridian.windings(open);
    Polygon polygon =
        windings == 0
            ? Footprints.polygon(Antimeridian.unwrap(open))
            : Antimeridian.polarCap(open, windings > 0 != hole);
    Antimeridian.checkValid(polygon);
    return Antimeridian.split(polygon);
  }

  @Test
  void whatRunsOnBeyond180IsCutAsDrawn() throws ParseException {
    Geometry cut = Footprints.split(wkt("POLYGON((100 0, 550 0, 550 10, 100 10, 100 0))"));
    assertOnEarth(cut);
    assertThat(cut.getArea()).isCloseTo(3600, within(1e-9)); // more than once around
    Geometry wide = Footprints.split(wkt("POLYGON((-170 0, 170 0, 170 10, -170 10, -170 0))"));
    assertThat(holds(wide, 0, 5)).isTrue();
    assertThat(holds(wide, 179, 5)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POLYGON((0 0, 1 1, 1 0, 0 1, 0 0))",
        "POLYGON((170 0, 190 0, 190 95, 170 95, 170 0))",
        "POLYGON((0 0, 1000 0, 1000 1, 0 1, 0 0))"
      })
  void whatIsNoAreaOfTheEarthIsNotCut(String wkt) throws ParseException {
    Geometry drawn = wkt(wkt);
    assertThatThrownBy(() -> Footprints.split(drawn))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("(?s).*(not valid|beyond the Earth).*");
  }

  private static Geometry wkt(String text) throws ParseException {
    return new WKTReader().read(text);
  }
}
