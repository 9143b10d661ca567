package io.landfall.index.cql2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    names.put("landsat:wrs_path", Cql2Names.NamedProperty.ofDigits(SceneProperty.PATH, 3));
    names.put("category", Cql2Names.NamedProperty.of(SceneProperty.CATEGORY));
    names.put("größe", Cql2Names.NamedProperty.of(SceneProperty.ROW));
    names.put(
        "platform", Cql2Names.NamedProperty.translated(SceneProperty.PLATFORM, Cql2Test::platform));
    return new Cql2Names(names, Set.of("geometry"));
  }

  private static SceneFilter platform(SceneFilter filter) {
    if (filter instanceof Compare compare && compare.value().equals("landsat-8")) {
      return new In(SceneProperty.PLATFORM, List.of("landsat-8"));
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
        .isEqualTo(new In(SceneProperty.PLATFORM, List.of("landsat-8")));
    assertThatThrownBy(() -> text("platform = 'sputnik'"))
        .isInstanceOf(Cql2ParseException.class)
        .hasMessage("Invalid filter: at character 1, there is no such platform.");
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
}
