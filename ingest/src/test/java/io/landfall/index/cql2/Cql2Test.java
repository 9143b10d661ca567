package io.landfall.index.cql2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.index.geo.SearchArea;
import io.landfall.index.query.SceneFilter;
import io.landfall.index.query.SceneFilter.And;
import io.landfall.index.query.SceneFilter.Compare;
import io.landfall.index.query.SceneFilter.ComparisonOperator;
import io.landfall.index.query.SceneFilter.In;
import io.landfall.index.query.SceneFilter.Intersects;
import io.landfall.index.query.SceneFilter.IsNull;
import io.landfall.index.query.SceneFilter.Like;
import io.landfall.index.query.SceneFilter.Not;
import io.landfall.index.query.SceneFilter.Or;
import io.landfall.index.query.SceneProperty;
import io.landfall.model.json.StrictJson;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Cql2Test {
  static final Cql2Names NAMES = names();

  private static Cql2Names names() {
    Map<String, Cql2Names.NamedProperty> names = new LinkedHashMap<>();
    names.put("datetime", Cql2Names.NamedProperty.of(SceneProperty.ACQUIRED));
    names.put("created", Cql2Names.NamedProperty.of(SceneProperty.INDEXED));
    names.put("updated", Cql2Names.NamedProperty.of(SceneProperty.CHANGED));
    names.put("eo:cloud_cover", Cql2Names.NamedProperty.of(SceneProperty.CLOUD_COVER));
    names.put("view:sun_elevation", Cql2Names.NamedProperty.of(SceneProperty.SUN_ELEVATION));
    names.put("id", Cql2Names.NamedProperty.of(SceneProperty.ID));
    names.put("landsat:wrs_path", Cql2Names.NamedProperty.of(SceneProperty.PATH));
    names.put("category", Cql2Names.NamedProperty.of(SceneProperty.CATEGORY));
    names.put("größe", Cql2Names.NamedProperty.of(SceneProperty.ROW));
    names.put("platform", new Cql2Names.NamedProperty(SceneProperty.PLATFORM, Cql2Test::platform));
    return new Cql2Names(names, Set.of("geometry"));
  }

  private static SceneFilter platform(SceneFilter filter) {
    if (filter instanceof Compare compare && compare.value().equals("landsat-8")) {
      return new In(SceneProperty.PLATFORM, List.of("LC08", "LC8"));
    }
    throw new IllegalArgumentException("there is no such platform");
  }

  private static SceneFilter text(String text) {
    return Cql2.parseText(text, NAMES);
  }

  private static SceneFilter json(String json) {
    return Cql2.parseJson(json, NAMES);
  }

  private static SceneFilter cloud(ComparisonOperator operator, double value) {
    return new Compare(SceneProperty.CLOUD_COVER, operator, value);
  }

  private static SceneFilter time(ComparisonOperator operator, String at) {
    return new Compare(SceneProperty.ACQUIRED, operator, Instant.parse(at));
  }

  @Test
  void comparisonsStandInBothOrders() {
    assertThat(text("eo:cloud_cover < 10")).isEqualTo(cloud(ComparisonOperator.LESS, 10));
    assertThat(text("10 > eo:cloud_cover")).isEqualTo(cloud(ComparisonOperator.LESS, 10));
    assertThat(text("\"eo:cloud_cover\"<=+.5E1"))
        .isEqualTo(cloud(ComparisonOperator.LESS_OR_EQUAL, 5));
    assertThat(text("eo:cloud_cover<>-1.")).isEqualTo(cloud(ComparisonOperator.NOT_EQUAL, -1));
    assertThat(text("größe = 3"))
        .isEqualTo(new Compare(SceneProperty.ROW, ComparisonOperator.EQUAL, 3.0));
    assertThat(text("created<updated"))
        .isEqualTo(
            new SceneFilter.CompareProperties(
                SceneProperty.INDEXED, ComparisonOperator.LESS, SceneProperty.CHANGED));
    assertThat(json("{\"op\":\">\",\"args\":[10,{\"property\":\"eo:cloud_cover\"}]}"))
        .isEqualTo(cloud(ComparisonOperator.LESS, 10));
  }

  @Test
  void notBindsBeforeAndBeforeOr() {
    SceneFilter a = cloud(ComparisonOperator.LESS, 1);
    SceneFilter b = cloud(ComparisonOperator.LESS, 2);
    SceneFilter c = cloud(ComparisonOperator.LESS, 3);
    String names = "eo:cloud_cover";

    assertThat(text(names + "<1 or " + names + "<2 And not " + names + "<3"))
        .isEqualTo(new Or(List.of(a, new And(List.of(b, new Not(c))))));
    assertThat(text("(" + names + "<1 OR " + names + "<2) AND NOT(" + names + "<3)"))
        .isEqualTo(new And(List.of(new Or(List.of(a, b)), new Not(c))));
    assertThat(text("TRUE AND false"))
        .isEqualTo(new And(List.of(SceneFilter.ALL, FilterFactory.NONE)));
  }

  @Test
  void oneConditionMayStandInAnAndAsClientsSendIt() {
    assertThat(
            json(
                """
                {"op":"and","args":[{"op":"<","args":[{"property":"eo:cloud_cover"},10]}]}
                """))
        .isEqualTo(cloud(ComparisonOperator.LESS, 10));
  }

  @Test
  void theAdvancedOperatorsHaveTheirNegations() {
    var between =
        new And(
            List.of(
                cloud(ComparisonOperator.GREATER_OR_EQUAL, 0),
                cloud(ComparisonOperator.LESS_OR_EQUAL, 10)));
    var in = new In(SceneProperty.CATEGORY, List.of("T1", "it's"));
    var like = new Like(SceneProperty.ID, "LC08\\_%");

    assertThat(text("eo:cloud_cover BETWEEN 0 AND 10")).isEqualTo(between);
    assertThat(text("eo:cloud_cover not between 0 and 10")).isEqualTo(new Not(between));
    assertThat(text("category IN ('T1', 'it''s')")).isEqualTo(in);
    assertThat(text("category NOT IN ('T1', 'it\\'s')")).isEqualTo(new Not(in));
    assertThat(text("id LIKE 'LC08\\_%'")).isEqualTo(like);
    assertThat(text("id NOT LIKE 'LC08\\_%'")).isEqualTo(new Not(like));
    assertThat(text("id IS NULL")).isEqualTo(new IsNull(SceneProperty.ID));
    assertThat(text("id IS NOT NULL")).isEqualTo(new Not(new IsNull(SceneProperty.ID)));
    assertThat(json("{\"op\":\"in\",\"args\":[{\"property\":\"category\"},[\"T1\",\"it's\"]]}"))
        .isEqualTo(in);
    assertThat(json("{\"op\":\"between\",\"args\":[{\"property\":\"eo:cloud_cover\"},0,10]}"))
        .isEqualTo(between);
  }

  @Test
  void aGeometryIsGivenInTextOrJsonOrAsABox() {
    var box = new Intersects(SearchArea.ofBbox(170, -20, -170, -10));

    assertThat(text("S_INTERSECTS(geometry, BBOX(170,-20,-170,-10))")).isEqualTo(box);
    assertThat(text("s_intersects(bbox(170,-20,0,-170,-10,100), \"geometry\")")).isEqualTo(box);
    assertThat(
            json(
                "{\"op\":\"s_intersects\",\"args\":[{\"property\":\"geometry\"},{\"bbox\":[170,-20,-170,-10]}]}"))
        .isEqualTo(box);
    assertThat(text("S_INTERSECTS(geometry, POLYGON Z((0 0 9,1 0 9,1 1 9,0 0 9)))"))
        .isEqualTo(
            json(
                """
                {"op":"s_intersects","args":[{"property":"geometry"},
                {"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}]}
                """));
    assertThat(text("S_INTERSECTS(geometry, MULTIPOINT(1 2, (3 4)))"))
        .hasToString("Intersects[geometry=MULTIPOINT ((1 2), (3 4))]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          datetime = TIMESTAMP('2020-06-01T12:00:00Z')  | datetime = 2020-06-01T12:00:00Z
          datetime >= '2020-06-01T14:00:00+02:00'       | datetime >= 2020-06-01T12:00:00Z
          datetime = DATE('2020-06-01')   | datetime >= 2020-06-01T00:00:00Z & datetime < 2020-06-02T00:00:00Z
          datetime < DATE('2020-06-01')   | datetime < 2020-06-01T00:00:00Z
          datetime <= DATE('2020-06-01')  | datetime < 2020-06-02T00:00:00Z
          datetime > DATE('2020-06-01')   | datetime >= 2020-06-02T00:00:00Z
          datetime >= DATE('2020-06-01')  | datetime >= 2020-06-01T00:00:00Z
          T_AFTER(datetime, DATE('2020-06-01'))  | datetime >= 2020-06-02T00:00:00Z
          T_BEFORE(datetime, TIMESTAMP('2020-06-01T00:00:00Z')) | datetime < 2020-06-01T00:00:00Z
          T_AFTER(TIMESTAMP('2020-06-01T00:00:00Z'), datetime)  | datetime < 2020-06-01T00:00:00Z
          T_AFTER(datetime, INTERVAL('2020-06-01T00:00:00Z','2020-07-01T00:00:00Z')) | datetime > 2020-07-01T00:00:00Z
          T_INTERSECTS(datetime, INTERVAL('2020-06-01','2020-06-30')) | datetime >= 2020-06-01T00:00:00Z & datetime < 2020-07-01T00:00:00Z
          T_INTERSECTS(datetime, INTERVAL('..','2020-07-01T00:00:00Z')) | datetime <= 2020-07-01T00:00:00Z
          T_DURING(datetime, INTERVAL('2020-06-01T00:00:00Z','2020-07-01T00:00:00Z')) | datetime > 2020-06-01T00:00:00Z & datetime < 2020-07-01T00:00:00Z
          T_CONTAINS(INTERVAL('2020-06-01T00:00:00Z','..'), datetime) | datetime > 2020-06-01T00:00:00Z
          T_EQUALS(datetime, TIMESTAMP('2020-06-01T00:00:00Z')) | datetime = 2020-06-01T00:00:00Z
          """)
  void timesMeanWhatTheStandardSays(String filter, String expected) {
    List<SceneFilter> all =
        java.util.Arrays.stream(expected.split(" & ")).map(Cql2Test::bound).toList();

    assertThat(text(filter)).isEqualTo(all.size() == 1 ? all.get(0) : new And(all));
  }

  private static SceneFilter bound(String text) {
    String[] words = text.split(" ");
    return time(Cql2TextReader.operatorOf(words[1]), words[2]);
  }

  @Test
  void aTimeThatNeverIsOrAlwaysIs() {
    assertThat(text("T_AFTER(datetime, INTERVAL('2020-06-01','..'))"))
        .isEqualTo(FilterFactory.NONE);
    assertThat(text("T_EQUALS(datetime, INTERVAL('2020-06-01','2020-06-02'))"))
        .isEqualTo(FilterFactory.NONE);
    assertThat(text("T_INTERSECTS(datetime, INTERVAL('..','..'))")).isEqualTo(SceneFilter.ALL);
    assertThat(text("geometry IS NULL")).isEqualTo(FilterFactory.NONE);
  }

  @Test
  void aTextOfDigitsIsANumberWhereOneIsCompared() {
    assertThat(text("landsat:wrs_path = '044'"))
        .isEqualTo(new Compare(SceneProperty.PATH, ComparisonOperator.EQUAL, 44.0));
  }

  @Test
  void aNameMayGiveValuesAnotherMeaning() {
    assertThat(text("platform = 'landsat-8'"))
        .isEqualTo(new In(SceneProperty.PLATFORM, List.of("LC08", "LC8")));
    assertThatThrownBy(() -> text("platform = 'sputnik'"))
        .isInstanceOf(Cql2ParseException.class)
        .hasMessage("Invalid filter: at character 1, there is no such platform.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                     | character 1, found the end, expected a property, a value or a function
          eo:cloud_cover         | character 15, found the end, expected =, <>
          eo:cloud_cover <       | character 17, found the end, expected a property
          eo:cloud_cover < 1 1   | character 20, found "1", expected AND, OR or the end
          eo:cloud_cover == 1    | character 17, found "=", expected a property
          (eo:cloud_cover < 1    | character 20, found the end, expected ")"
          eo:cloud_cover < 'ten' | character 1, eo:cloud_cover, a property of type number, is compared with the text 'ten'
          id = 5                 | character 1, id, a property of type text, is compared with the number 5
          id = eo:cloud_cover    | id, a property of type text, is compared with eo:cloud_cover, a property of type number
          id = TRUE              | is compared with TRUE
          1 = 1                  | the number 1 is compared with the number 1; one side must be a property
          datetime > 5           | datetime, a property of type time, is compared with the number 5
          datetime > 'soon'      | 'soon' is not a valid date and time
          datetime > DATE('2020-02-30') | character 12, '2020-02-30' is not a valid date
          datetime > INTERVAL('2020-01-01','2021-01-01') | use a function such as T_INTERSECTS
          foo = 1                | character 1, there is no property "foo"; there are datetime, created
          ID = 'x'               | there is no property "ID"
          eo:cloud_cover LIKE '1%' | stands with LIKE, which is for texts
          id LIKE '\\x'          | a backslash in the pattern
          id LIKE '%\\\\\\x'   | a backslash in the pattern
          id LIKE 5              | LIKE has the number 5
          id LIKE CASEI('x')     | character 9, the function "CASEI" is not supported
          CASEI(id) = 'x'        | character 1, the function "CASEI" is not supported
          eo:cloud_cover + 1 < 3 | character 16, found "+", expected =, <>
          eo:cloud_cover < -id   | found "-"; arithmetic is not supported
          id = 'x                | character 6, a text begins that does not end
          "id = 'x'              | character 1, a quoted name begins that does not end
          id = 'x'; DROP TABLE scenes | character 9, found a character that has no meaning here (U+003B)
          id IN ()               | character 8, found ")", expected a property
          id IN 'x'              | character 7, found the text 'x', expected "("
          eo:cloud_cover < 1e999 | a number is out of range
          eo:cloud_cover < 1e    | a number has no exponent
          S_TOUCHES(geometry, POINT(1 2)) | S_TOUCHES is not supported
          S_INTERSECTS(id, POINT(1 2)) | give the footprint and a geometry
          S_INTERSECTS(geometry, POINT(1 91)) | character 24, an invalid geometry: (1, 91) is not a valid longitude and latitude
          S_INTERSECTS(geometry, POINT EMPTY) | there is no property "POINT"
          S_INTERSECTS(geometry, POLYGON((0 0,1 1,1 0,0 1,0 0))) | self-intersection near (0.5, 0.5)
          S_INTERSECTS(geometry, POLYGON((0 0,1 0,1 1,0 1))) | a ring is open
          S_INTERSECTS(geometry, POLYGON((0 0,1 0))) | a ring needs 4 positions
          S_INTERSECTS(geometry, LINESTRING(1 2)) | a line has one position
          S_INTERSECTS(geometry, POINT(1)) | character 24, the POINT is not valid well-known text
          S_INTERSECTS(geometry, POINT(1 2 3 4)) | character 36, found "4", expected "," or ")"
          S_INTERSECTS(geometry, POINT(1 Z 2)) | character 32, found "Z", expected a number or a geometry
          S_INTERSECTS(geometry, POINT(1 2   | found the end, expected a number or a geometry
          S_INTERSECTS(geometry, MULTIPOINT((1 2) (3 4))) | the MULTIPOINT is not valid well-known text
          S_INTERSECTS(geometry, GEOMETRYCOLLECTION(CURVE(1 2))) | character 43, found "CURVE"
          S_INTERSECTS(geometry, GEOMETRYCOLLECTION(POINT EMPTY)) | character 49, found "EMPTY"
          S_INTERSECTS(geometry, POINT(NaN 1)) | character 30, found "NaN"
          S_INTERSECTS(geometry, BBOX(1,2,3)) | character 24, an invalid bbox: it has 3 numbers
          S_INTERSECTS(geometry, BBOX(1,2,3,4,5,6,7)) | it has 7 numbers
          T_MEETS(datetime, INTERVAL('2020-01-01','..')) | T_MEETS compares two intervals
          T_AFTER(id, DATE('2020-01-01')) | id, a property of type text, stands in T_AFTER
          T_AFTER(datetime, INTERVAL(created, updated)) | character 28, found "created", expected a text
          T_AFTER(datetime, INTERVAL('2021-01-01','2020-01-01')) | the interval starts, 2021-01-01, after its end
          A_CONTAINS(id, ('a')) | A_CONTAINS is not supported
          pg_sleep(10) = 1       | the function "pg_sleep" is not supported
          NOT                    | found the end
          AND                    | found "AND"
          """)
  void whatIsWrongIsToldWithItsPlace(String filter, String message) {
    assertThatThrownBy(() -> text(filter))
        .isInstanceOf(Cql2ParseException.class)
        .hasMessageStartingWith("Invalid filter: at character ")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {                    | the document, it is not valid JSON
          {} {}                | the document, it is not valid JSON
          null                 | the root, found null, expected an object with "op" and "args"
          []                   | the root, found an array
          "id"                 | the root, found the text "id"
          {"op":"="}           | /args, found nothing, expected an array
          {"op":"=","args":[1]} | /args, found 1 of them, expected 2
          {"op":"and","args":[]} | /args, found none, expected 2 or more
          {"op":"and","args":[true,{"op":"not","args":[7]}]} | /args/1/args/0, found 7, expected an object
          {"op":"=","args":[{"property":"foo"},1]} | /args/0/property, there is no property "foo"
          {"op":"=","args":[{"property":7},1]} | /args/0/property, found 7, expected a text
          {"op":"=","args":[{"property":"id"},{"date":"x"}]} | /args/1/date, 'x' is not a valid date
          {"op":"=","args":[{"property":"id"},null]} | /args/1, found null, expected a value
          {"op":"=","args":[{"property":"id"},5]} | the root, id, a property of type text, is compared with the number 5
          {"op":"isNull","args":{"property":"id"}} | /args, found an object, expected an array
          {"op":"in","args":[{"property":"id"},"x"]} | /args/1, found the text "x", expected an array
          {"op":"eq","args":[{"property":"id"},"x"]} | the root, the operator "eq" is not supported
          {"op":"=","args":[{"op":"casei","args":["x"]},"x"]} | /args/0, the function "casei" is not supported
          {"op":"=","args":[{"a/b":1},"x"]} | /args/0/a~1b, the function "a/b" is not supported
          {"op":"s_within","args":[{"property":"geometry"},{"bbox":[0,0,1,1]}]} | S_WITHIN is not supported
          {"op":"s_intersects","args":[{"property":"geometry"},{"bbox":[0,0,1,"x"]}]} | /args/1/bbox/3, found the text "x", expected a number
          {"op":"s_intersects","args":[{"property":"geometry"},{"type":"Blob"}]} | /args/1, an invalid geometry: its type, "Blob"
          {"op":"t_after","args":[{"property":"datetime"},{"interval":["2020-01-01"]}]} | /args/1/interval, found 1 of them, expected 2
          {"op":"=","op":"<","args":[1,2]} | Duplicate field
          {"op":"=","args":[1,2],"x":1} | found more members than
          """)
  void whatIsWrongInJsonIsToldWithItsPointer(String filter, String message) {
    assertThatThrownBy(() -> json(filter))
        .isInstanceOf(Cql2ParseException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(ints = {33, 500, 19_000})
  void aDeepFilterIsRefused(int depth) {
    String deep = "(".repeat(depth) + "TRUE" + ")".repeat(depth);
    String nots = "NOT ".repeat(Math.min(depth, 4_900)) + "TRUE";

    assertThatThrownBy(() -> text(deep)).isInstanceOf(Cql2ParseException.class);
    assertThatThrownBy(() -> text(nots)).hasMessageContaining("nested deeper than 32");
    int jsonDepth = Math.min(depth, 600);
    assertThatThrownBy(
            () ->
                json(
                    "{\"op\":\"not\",\"args\":[".repeat(jsonDepth)
                        + "true"
                        + "]}".repeat(jsonDepth)))
        .isInstanceOf(Cql2ParseException.class);
  }

  @Test
  void geometriesAreNestedOnlySoDeep() {
    String deep = "S_INTERSECTS(geometry, %sPOINT(1 2)%s)";

    assertThat(text(deep.formatted("GEOMETRYCOLLECTION(".repeat(31), ")".repeat(31)))).isNotNull();
    assertThatThrownBy(() -> text(deep.formatted("GEOMETRYCOLLECTION(".repeat(32), ")".repeat(32))))
        .hasMessageContaining("nested deeper than 32");
  }

  @Test
  void theGeometriesOfAFilterHaveOnlySoManyPositions() throws Exception {
    String points = "{\"type\":\"MultiPoint\",\"coordinates\":[%s[1,2]]}";
    String intersects = "{\"op\":\"s_intersects\",\"args\":[{\"property\":\"geometry\"},%s]}";
    String half = intersects.formatted(points.formatted("[1,2],".repeat(2_499)));
    String more = intersects.formatted(points.formatted("[1,2],".repeat(2_500)));
    String and = "{\"op\":\"and\",\"args\":[%s,%s]}";
    JsonNode allowed = StrictJson.read(and.formatted(half, half));
    JsonNode tooMany = StrictJson.read(and.formatted(half, more));

    assertThat(Cql2.parseJson(allowed, NAMES)).isNotNull();
    assertThatThrownBy(() -> Cql2.parseJson(tooMany, NAMES))
        .hasMessageContaining("/args/1/args/1, its geometries have more than 5,000 positions");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POLYGON((170 0,190 0,190 10,170 10,170 0)) | 200",
        "POLYGON((-190 0,-170 0,-170 10,-190 10,-190 0)) | 200",
        "MULTIPOLYGON(((170 0,190 0,190 10,170 10,170 0)),((0 0,1 0,1 1,0 1,0 0))) | 201",
        "POLYGON((170 0,179 0,179 10,170 10,170 0)) | 90",
      })
  void wellKnownTextMayGoOnBeyondTheAntimeridian(String wkt, double squareDegrees) {
    var found = (Intersects) text("S_INTERSECTS(geometry, " + wkt + ")");
    assertThat(found.geometry().getArea()).isEqualTo(squareDegrees);
    assertThat(found.geometry().getEnvelopeInternal().getMaxX()).isLessThanOrEqualTo(180);
    assertThat(found.geometry().getEnvelopeInternal().getMinX()).isGreaterThanOrEqualTo(-180);
  }

  @Test
  void aLargeFilterIsRefusedFast() {
    String or = "id='a'" + " OR id='a'".repeat(10_000);
    String within = "id='a'" + " OR id='a'".repeat(200);
    long start = System.nanoTime();

    assertThatThrownBy(() -> text(or)).hasMessageContaining("at most 20,000 characters");
    assertThatThrownBy(() -> text(within)).hasMessageContaining("more than 200 conditions");
    assertThatThrownBy(() -> text("id IN (" + "'a',".repeat(1_000) + "'a')"))
        .hasMessageContaining("more than 1,000 values");
    assertThatThrownBy(() -> text("id = '" + "a".repeat(1_001) + "'"))
        .hasMessageContaining("more than 1,000 characters");
    assertThatThrownBy(() -> text("id = 'a\0'")).hasMessageContaining("U+0000");
    assertThatThrownBy(() -> text("id = 'a\ud800'")).hasMessageContaining("unpaired surrogate");
    assertThat(System.nanoTime() - start).isLessThan(1_000_000_000L);
  }
}
