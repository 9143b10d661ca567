package io.landfall.index.cql2;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.index.geo.SearchArea;
import io.landfall.index.query.SceneFilter;
import io.landfall.index.query.SceneFilter.And;
import io.landfall.index.query.SceneFilter.Compare;
import io.landfall.index.query.SceneFilter.CompareProperties;
import io.landfall.index.query.SceneFilter.ComparisonOperator;
import io.landfall.index.query.SceneFilter.In;
import io.landfall.index.query.SceneFilter.Intersects;
import io.landfall.index.query.SceneFilter.IsNull;
import io.landfall.index.query.SceneFilter.Like;
import io.landfall.index.query.SceneFilter.Not;
import io.landfall.index.query.SceneFilter.Or;
import io.landfall.index.query.SceneProperty;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;

class Cql2RoundTripTest {
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();
  private static final List<SceneProperty> TEXTS =
      List.of(SceneProperty.ID, SceneProperty.CATEGORY);
  private static final List<SceneProperty> NUMBERS =
      List.of(SceneProperty.CLOUD_COVER, SceneProperty.ROW, SceneProperty.SUN_ELEVATION);
  private static final List<SceneProperty> TIMES =
      List.of(SceneProperty.ACQUIRED, SceneProperty.CHANGED);
  private static final List<ComparisonOperator> OPERATORS = List.of(ComparisonOperator.values());
  private static final List<String> PATTERNS = List.of("%", "LC08\\_%", "_'\\%x", "ä%", "\\\\_");

  @Property(tries = 2000, shrinking = ShrinkingMode.OFF)
  void aFilterIsTheSameAfterTextAndAfterJson(@ForAll Random random) {
    SceneFilter filter = filter(random, 5);
    String text = new Cql2TextWriter(Cql2Test.NAMES).write(filter);
    JsonNode json = new Cql2JsonWriter(Cql2Test.NAMES).write(filter);

    assertThat(Cql2.parseText(text, Cql2Test.NAMES)).isEqualTo(filter);
    assertThat(Cql2.parseJson(json, Cql2Test.NAMES)).isEqualTo(filter);
    assertThat(Cql2.parseJson(json.toString(), Cql2Test.NAMES)).isEqualTo(filter);
    assertThat(new Cql2TextWriter(Cql2Test.NAMES).write(Cql2.parseText(text, Cql2Test.NAMES)))
        .isEqualTo(text);
  }

  /** A filter that is broken in places is read or refused, but nothing else. */
  @Property(tries = 5000, shrinking = ShrinkingMode.OFF)
  void aBrokenFilterIsAProblemAndNothingElse(@ForAll Random random) {
    SceneFilter filter = filter(random, 4);
    String text = mutated(new Cql2TextWriter(Cql2Test.NAMES).write(filter), random);
    String json = mutated(new Cql2JsonWriter(Cql2Test.NAMES).write(filter).toString(), random);

    readOrRefused(() -> Cql2.parseText(text, Cql2Test.NAMES));
    readOrRefused(() -> Cql2.parseJson(json, Cql2Test.NAMES));
  }

  @Property(tries = 3000)
  void anyTextIsReadOrRefused(@ForAll String text) {
    readOrRefused(() -> Cql2.parseText(text, Cql2Test.NAMES));
    readOrRefused(() -> Cql2.parseJson(text, Cql2Test.NAMES));
  }

  private static void readOrRefused(Runnable read) {
    try {
      read.run();
    } catch (Cql2ParseException problem) {
      assertThat(problem.getMessage()).startsWith("Invalid filter: at ");
    }
  }

  private static String mutated(String text, Random random) {
    String splinters = "'\"()[]{},.:;<>=+-*/%\\ \0\ud800eE019ZTandornotINTERVAL()";
    var broken = new StringBuilder(text);
    for (int i = random.nextInt(4); i >= 0 && !broken.isEmpty(); i--) {
      int at = random.nextInt(broken.length());
      char splinter = splinters.charAt(random.nextInt(splinters.length()));
      switch (random.nextInt(5)) {
        case 0 -> broken.deleteCharAt(at);
        case 1 -> broken.insert(at, splinter);
        case 2 -> broken.setCharAt(at, splinter);
        case 3 -> broken.delete(at, Math.min(broken.length(), at + random.nextInt(20)));
        default -> {
          int end = Math.min(broken.length(), at + random.nextInt(20));
          broken.insert(random.nextInt(broken.length()), broken.substring(at, end));
        }
      }
    }
    return broken.toString();
  }

  private static SceneFilter filter(Random random, int depth) {
    int kind = random.nextInt(depth == 0 ? 10 : 14);
    return switch (kind) {
      case 0 -> random.nextBoolean() ? SceneFilter.ALL : FilterFactory.NONE;
      case 1 -> new Compare(one(TEXTS, random), one(OPERATORS, random), text(random));
      case 2 -> new Compare(one(NUMBERS, random), one(OPERATORS, random), number(random));
      case 3 -> new Compare(one(TIMES, random), one(OPERATORS, random), time(random));
      case 4 ->
          new CompareProperties(one(NUMBERS, random), one(OPERATORS, random), one(NUMBERS, random));
      case 5 -> new In(one(TEXTS, random), some(random, () -> text(random)));
      case 6 -> new In(one(TIMES, random), some(random, () -> time(random)));
      case 7 -> new Like(one(TEXTS, random), one(PATTERNS, random));
      case 8 -> new IsNull(one(TEXTS, random));
      case 9 -> new Intersects(geometry(random));
      case 10, 11 -> new Not(filter(random, depth - 1));
      case 12 -> new And(two(random, depth));
      default -> new Or(two(random, depth));
    };
  }

  private static List<SceneFilter> two(Random random, int depth) {
    return List.of(filter(random, depth - 1), filter(random, depth - 1));
  }

  private static <T> T one(List<T> values, Random random) {
    return values.get(random.nextInt(values.size()));
  }

  private static List<Object> some(Random random, Supplier<Object> value) {
    return Stream.generate(value).limit(1 + random.nextInt(4)).toList();
  }

  private static String text(Random random) {
    int[] letters = {
      'a', 'Z', '0', ' ', '\'', '"', '%', '_', ';', '-', '(', '\n', 'ß', 'な', 0x1F30D
    };
    int[] text = random.ints(random.nextInt(12), 0, letters.length).map(i -> letters[i]).toArray();
    return new String(text, 0, text.length);
  }

  private static double number(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> random.nextInt(2000) - 1000.0;
      case 1 -> random.nextDouble() * 100;
      default -> {
        double any = Double.longBitsToDouble(random.nextLong());
        yield Double.isFinite(any) ? any + 0.0 : Double.MIN_VALUE;
      }
    };
  }

  private static Instant time(Random random) {
    long second = random.nextLong(-62_167_219_200L, 253_402_300_800L);
    return Instant.ofEpochSecond(second, random.nextBoolean() ? random.nextInt(1_000_000_000) : 0);
  }

  private static Geometry geometry(Random random) {
    Coordinate one = position(random);
    Coordinate other = position(random);
    return switch (random.nextInt(4)) {
      case 0 -> GEOMETRIES.createPoint(one);
      case 1 -> GEOMETRIES.createMultiPointFromCoords(new Coordinate[] {one, other});
      case 2 -> GEOMETRIES.createGeometryCollection(new Geometry[] {GEOMETRIES.createPoint(one)});
      default -> {
        double south = Math.min(one.y, other.y);
        yield SearchArea.ofBbox(one.x, south, other.x, Math.max(one.y, other.y));
      }
    };
  }

  private static Coordinate position(Random random) {
    return new Coordinate(random.nextDouble(-180, 180), random.nextDouble(-90, 90));
  }
}
