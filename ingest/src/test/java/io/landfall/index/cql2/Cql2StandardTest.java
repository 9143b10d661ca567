package io.landfall.index.cql2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.index.query.SceneProperty;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The shapes of expressions that the standard's abstract tests use, class by class. */
class Cql2StandardTest {
  private static final Cql2Names NAMES = names();

  private static Cql2Names names() {
    Map<String, Cql2Names.NamedProperty> names = new LinkedHashMap<>();
    names.put("name", Cql2Names.NamedProperty.of(SceneProperty.ID));
    names.put("pop_other", Cql2Names.NamedProperty.of(SceneProperty.CLOUD_COVER));
    names.put("scalerank", Cql2Names.NamedProperty.of(SceneProperty.ROW));
    names.put("start", Cql2Names.NamedProperty.of(SceneProperty.ACQUIRED));
    names.put("end", Cql2Names.NamedProperty.of(SceneProperty.CHANGED));
    return new Cql2Names(names, Set.of("geom"));
  }

  static String[] comparisonsOfTwoProperties() {
    return java.util.stream.Stream.of("=", "<>", "<", "<=", ">", ">=")
        .map(sign -> "pop_other %s scalerank".formatted(sign))
        .toArray(String[]::new);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "true",
        "false",
        "name = 'København'",
        "name <> 'København'",
        "name < 'København'",
        "name >= 'København'",
        "pop_other = 1038288",
        "pop_other <> 1038288.0",
        "pop_other <= 1.038288E6",
        "start = date('2022-04-16')",
        "start > date('2022-04-16')",
        "start <= timestamp('2022-04-16T10:13:19Z')",
        "start is null",
        "name IS NOT NULL",
        "NOT (pop_other > 1038288)",
        "pop_other > 1038288 AND name = 'x' OR NOT name IS NULL",
        "( ( pop_other>1038288 ) )"
      })
  @MethodSource("comparisonsOfTwoProperties")
  void basicCql2(String text) {
    readBothWays(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name LIKE 'B_r%'",
        "name NOT LIKE 'B_r%'",
        "name like ''",
        "name like '%%'",
        "name like '\\%\\_'",
        "pop_other between 1000000 and 3000000",
        "pop_other not between 1000000 and 3000000",
        "pop_other between 100.0 and 1.0",
        "name IN ('Kiev', 'kobenhavn', 'Berlin')",
        "name not in ('Kiev')",
        "pop_other in (1038288, 1611692)",
        "start in (timestamp('2022-04-16T10:13:19Z'), date('2022-04-17'))"
      })
  void advancedComparisonOperators(String text) {
    readBothWays(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "S_INTERSECTS(geom,BBOX(0,40,10,50))",
        "S_INTERSECTS(geom,BBOX(150,-90,-150,90))",
        "S_INTERSECTS(geom,BBOX(-180,-90,180,90))",
        "S_INTERSECTS(geom,POINT(7.02 49.92))",
        "S_INTERSECTS(geom,BBOX(-180,-90,-90,90)) AND S_INTERSECTS(geom,BBOX(90,-90,180,90))",
        "S_INTERSECTS(geom,MULTIPOINT(7.02 49.92, 80 80))",
        "S_INTERSECTS(geom,LINESTRING(-180 -45, 0 -45))",
        "S_INTERSECTS(geom,MULTILINESTRING((-180 -45, 0 -45), (0 45, 180 45)))",
        "S_INTERSECTS(geom,POLYGON((-180 -90, -90 -90, -90 90, -180 90, -180 -90),"
            + " (-120 -50, -100 -50, -100 -40, -120 -40, -120 -50)))",
        "S_INTERSECTS(geom,MULTIPOLYGON(((-180 -90, -90 -90, -90 90, -180 90, -180 -90),"
            + " (-120 -50, -100 -50, -100 -40, -120 -40, -120 -50)),((0 0, 10 0, 10 10, 0 10, 0 0))))",
        "S_INTERSECTS(geom,GEOMETRYCOLLECTION(POINT(7.02 49.92),"
            + " POLYGON((0 0, 10 0, 10 10, 0 10, 0 0))))"
      })
  void basicSpatialFunctionsWithAnyGeometry(String text) {
    readBothWays(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "T_AFTER(start,DATE('2022-04-24'))",
        "T_BEFORE(start,TIMESTAMP('2022-04-24T07:59:57Z'))",
        "T_DISJOINT(start,INTERVAL('2021-01-01T00:00:00Z','2021-12-31T23:59:59Z'))",
        "T_EQUALS(start,INTERVAL('2021-01-01','2021-12-31'))",
        "T_INTERSECTS(start,INTERVAL('..','2021-12-31'))",
        "T_BEFORE(start,end)"
      })
  void temporalFunctionsOfInstants(String text) {
    readBothWays(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "S_INTERSECTS(geom,POINT(90 180))", // no such latitude
        "S_TOUCHES(geom,BBOX(-180,-90,180,90))",
        "T_OVERLAPS(INTERVAL(start,end),INTERVAL('2021-01-01','..'))",
        "CASEI(name) = casei('KIEV')",
        "ACCENTI(name) LIKE accenti('Ä%')",
        "A_CONTAINS(name,('foo','bar'))",
        "pop_other + 1 > 2",
        "avg(pop_other) < 4",
        "name + 'x' = 'y'"
      })
  void classesThatAreNotClaimedAreRefused(String text) {
    assertThatThrownBy(() -> Cql2.parseText(text, NAMES)).isInstanceOf(Cql2ParseException.class);
  }

  private static void readBothWays(String text) {
    var filter = Cql2.parseText(text, NAMES);

    assertThat(Cql2.parseJson(new Cql2JsonWriter(NAMES).write(filter), NAMES)).isEqualTo(filter);
    assertThat(Cql2.parseText(new Cql2TextWriter(NAMES).write(filter), NAMES)).isEqualTo(filter);
  }
}
