package io.landfall.model.geojson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.model.json.JsonCursor;
import java.lang.management.ManagementFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Areas of 100,000 positions or 10,000 rings that take long to check are checked or refused. */
class HostileAreaTest {
  private static final int POSITIONS = 99_990;

  /** Two seconds, and what the coverage agent and a busy machine add. */
  private static final long CPU_LIMIT_MILLIS = 6_000;

  @TestFactory
  Stream<DynamicTest> anAreaIsCheckedInSeconds() {
    return Stream.of(
        of("slanted comb", area(slantedComb(POSITIONS)), false),
        of("star that crosses itself", area(star(POSITIONS)), false),
        of("circle", area(circle(POSITIONS)), true),
        of("10,000 holes in 39,000 positions", holes(39_000), true),
        of("10,000 holes in 49,000 positions", holes(49_000), false),
        of("10,000 squares apart", squares(0.09), true),
        of("10,000 squares side by side", squares(0.1), true),
        of("10,000 squares that overlap", squares(0.15), true),
        of("10,000 bars that cross", bars(10_000), false),
        of("2,000 bars that cross", bars(2_000), false),
        of("400 bars that cross", bars(400), false),
        of("300 bars that cross", bars(300), true),
        of("a square metre of crossing threads", weaves(1, 220), true),
        of("50 square metres of crossing threads", weaves(50, 220), false),
        of("one square 10,000 times", sameSquares(), false),
        of("10,000 squares in squares", nested(), false),
        of("10,000 holes that touch in a chain", chainOfHoles(10_000), false),
        of("5,000 holes that touch in a chain", chainOfHoles(5_000), true));
  }

  private static DynamicTest of(String name, ObjectNode geoJson, boolean accepted) {
    return DynamicTest.dynamicTest(
        name,
        () -> {
          long start = cpuMillis();
          Throwable refused =
              catchThrowable(() -> AoiReader.readPolygons(JsonCursor.ofRoot(geoJson)));
          long millis = cpuMillis() - start;
          if (accepted) {
            assertThat(refused).isNull();
          } else {
            assertThat(refused).isInstanceOf(GeoJsonException.class);
          }
          assertThat(millis).isLessThan(CPU_LIMIT_MILLIS);
        });
  }

  private static long cpuMillis() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1_000_000;
  }

  private static ArrayNode slantedComb(int positions) {
    ArrayNode ring = array();
    for (int i = 0; i < positions / 2; i++) {
      double x = 8.0 * i / positions;
      ring.add(at(x, 0)).add(at(x + 8, 8));
    }
    return closed(ring.add(at(20, 8)).add(at(20, -1)).add(at(0, -1)));
  }

  private static ArrayNode star(int positions) {
    ArrayNode ring = array();
    for (int i = 0; i < positions; i++) {
      double angle = Math.PI * i * (1 - 1.0 / positions);
      ring.add(at(10 * Math.cos(angle), 10 * Math.sin(angle)));
    }
    return closed(ring);
  }

  private static ArrayNode circle(int positions) {
    ArrayNode ring = array();
    for (int i = 0; i < positions; i++) {
      double angle = 2 * Math.PI * i / positions;
      ring.add(at(10 * Math.cos(angle), 10 * Math.sin(angle)));
    }
    return closed(ring);
  }

  private static ObjectNode holes(int positions) {
    ArrayNode rings = array().add(circle(positions));
    for (int i = 0; i < 9_999; i++) {
      rings.add(box(-6 + i % 100 * 0.1, -6 + i / 100 * 0.1, 0.05, 0.05));
    }
    return multi(array().add(rings));
  }

  private static ObjectNode squares(double side) {
    ArrayNode polygons = array();
    for (int i = 0; i < 9_999; i++) {
      polygons.add(array().add(box(i % 100 * 0.1, i / 100 * 0.1, side, side)));
    }
    return multi(polygons);
  }

  private static ObjectNode bars(int bars) {
    ArrayNode polygons = array();
    for (int i = 0; i < bars / 2; i++) {
      double at = 20.0 * i / bars;
      polygons.add(array().add(box(0, at, 10, 10.0 / bars)));
      polygons.add(array().add(box(at, 0, 10.0 / bars, 10)));
    }
    return multi(polygons);
  }

  /** Rings to and fro that cross so close by that what is in them is not in doubt. */
  private static ObjectNode weaves(int count, int threads) {
    double side = 1e-6;
    ArrayNode polygons = array();
    for (int i = 0; i < count; i++) {
      ArrayNode ring = array();
      for (int thread = 0; thread < 2 * threads; thread++) {
        boolean across = thread < threads;
        double at = side * (thread % threads) / threads;
        double slant = 0.3 * side / threads;
        for (int end = 0; end < 2; end++) {
          boolean far = (thread + end) % 2 == 1;
          double along = far ? side : -0.1 * side;
          double beside = far ? at : at + slant;
          ring.add(at(i * 1e-3 + (across ? along : beside), 10 + (across ? beside : along)));
        }
      }
      polygons.add(array().add(closed(ring)));
    }
    return multi(polygons);
  }

  private static ObjectNode sameSquares() {
    ArrayNode polygons = array();
    for (int i = 0; i < 9_999; i++) {
      polygons.add(array().add(box(0, 0, 1, 1)));
    }
    return multi(polygons);
  }

  private static ObjectNode nested() {
    ArrayNode polygons = array();
    for (int i = 0; i < 4_999; i++) {
      double edge = i * 1e-3;
      ArrayNode rings = array().add(box(edge, edge, 20 - 2 * edge, 20 - 2 * edge));
      double hole = edge + 0.5e-3;
      polygons.add(rings.add(box(hole, hole, 20 - 2 * hole, 20 - 2 * hole)));
    }
    return multi(polygons);
  }

  private static ObjectNode chainOfHoles(int holes) {
    ArrayNode rings = array().add(box(-1, -1, 12, 12));
    for (int i = 0; i < holes - 2; i++) {
      double x = i * 1e-3;
      ArrayNode diamond = array();
      diamond.add(at(x, 5)).add(at(x + 5e-4, 5.1)).add(at(x + 1e-3, 5)).add(at(x + 5e-4, 4.9));
      rings.add(closed(diamond));
    }
    return multi(array().add(rings));
  }

  private static ArrayNode box(double west, double south, double width, double height) {
    ArrayNode ring = array().add(at(west, south)).add(at(west + width, south));
    return closed(ring.add(at(west + width, south + height)).add(at(west, south + height)));
  }

  private static ArrayNode closed(ArrayNode ring) {
    return ring.add(ring.get(0));
  }

  private static ArrayNode at(double x, double y) {
    return array().add(x).add(y);
  }

  private static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  private static ObjectNode area(ArrayNode ring) {
    return multi(array().add(array().add(ring)));
  }

  private static ObjectNode multi(ArrayNode polygons) {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("type", "MultiPolygon");
    node.set("coordinates", polygons);
    return node;
  }
}
