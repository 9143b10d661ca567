package io.landfall.index.cql2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.index.query.SceneFilter;
import io.landfall.model.json.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters that are refused: what is wrong and where, and the limits. */
class Cql2RefusalTest {
  private static SceneFilter text(String text) {
    return Cql2.parseText(text, Cql2Test.NAMES);
  }

  private static SceneFilter json(String json) {
    return Cql2.parseJson(json, Cql2Test.NAMES);
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
  void aMistakeIsReportedWithItsPlace(String filter, String message) {
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
  void aMistakeInJsonIsReportedWithItsPointer(String filter, String message) {
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

    assertThat(Cql2.parseJson(allowed, Cql2Test.NAMES)).isNotNull();
    assertThatThrownBy(() -> Cql2.parseJson(tooMany, Cql2Test.NAMES))
        .hasMessageContaining("/args/1/args/1, its geometries have more than 5,000 positions");
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
