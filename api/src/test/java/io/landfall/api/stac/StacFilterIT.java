package io.landfall.api.stac;

import static io.landfall.api.stac.StacClient.encoded;
import static io.landfall.api.stac.StacClient.ids;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.api.ApiFixture;
import io.landfall.api.SampleScenes;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Filter extension (CQL2 as text and JSON), its queryables, and the older Query extension. */
class StacFilterIT {
  private static ApiFixture api;
  private static StacClient stac;
  private static final Instant INDEXED = Instant.parse("2026-11-01T00:00:00Z");
  private static final String NEWEST = SampleScenes.NEWEST.id();
  private static final String ACROSS = SampleScenes.ACROSS.id();
  private static final String SCANNER = "LM01_L1GS_001010_19720908_20200909_02_T2";

  @BeforeAll
  static void scenes() {
    api = new ApiFixture();
    stac = new StacClient(api);
    api.scenes.add(SampleScenes.NEWEST, INDEXED);
    api.scenes.add(SampleScenes.ACROSS, INDEXED);
    var box = SampleScenes.box(-36, 70, -30, 71);
    api.scenes.add(SampleScenes.scene(SCANNER, "1972-09-08T13:43:34.091Z", null, box), INDEXED);
  }

  @AfterAll
  static void close() {
    api.close();
  }

  /** N, A and S stand for the three scenes. */
  @ParameterizedTest(name = "{0} finds {1}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "eo:cloud_cover < 30; A",
        "eo:cloud_cover >= 25 AND eo:cloud_cover <= 44; NA",
        "eo:cloud_cover BETWEEN 0 AND 100; NA",
        "eo:cloud_cover IS NULL; S",
        "NOT eo:cloud_cover > 30; A",
        "landsat:wrs_path = '040'; N",
        "landsat:wrs_path = '40' OR landsat:wrs_row = '010'; NS",
        "landsat:wrs_row IN ('038', '017'); NA",
        "landsat:collection_number = '02'; AS",
        "landsat:collection_category <> 'T2'; N",
        "landsat:correction LIKE 'L1%'; NS",
        "landsat:wrs_path LIKE '04%'; N",
        "landsat:wrs_path LIKE '4%'; -",
        "landsat:wrs_path NOT LIKE '04_'; AS",
        "landsat:wrs_row LIKE '%38'; N",
        "landsat:collection_number LIKE '02'; AS",
        "landsat:collection_category LIKE 'T_'; AS",
        "landsat:scene_id LIKE 'LC8%'; N",
        "platform LIKE 'landsat-%'; NAS",
        "platform LIKE '%8'; N",
        "platform LIKE 'LANDSAT\\_5'; A",
        "platform NOT LIKE 'landsat-8'; AS",
        "platform >= 'landsat-5'; NA",
        "platform IS NULL; -",
        "collection LIKE 'land%'; NAS",
        "collection LIKE 'modis'; -",
        "mission LIKE 'sentinel%'; -",
        "mission NOT LIKE 'sentinel%'; NAS",
        "platform = 'landsat-8'; N",
        "platform = 'LANDSAT_5'; A",
        "platform <> 'landsat-8'; AS",
        "platform IN ('landsat-1', 'landsat-8'); NS",
        "platform = 'sentinel-2a'; -",
        "collection = 'landsat' AND platform = 'landsat-1'; S",
        "collection = 'modis'; -",
        "collection IN ('modis', 'landsat'); NAS",
        "datetime >= TIMESTAMP('2009-06-21T22:53:30.371063Z'); NA",
        "datetime < DATE('2009-06-21'); S",
        "T_INTERSECTS(datetime, INTERVAL('1970-01-01', '2009-06-21')); AS",
        "S_INTERSECTS(geometry, POINT(-117 31)); N",
        "S_INTERSECTS(geometry, BBOX(179, 60, -179, 61)); A",
        "id LIKE 'LC08\\_%'; N",
        "view:sun_elevation > 35.2; NAS",
        "created = TIMESTAMP('2026-11-01T00:00:00Z'); NAS",
      })
  void aFilterOfTextFindsWhatItSays(String filter, String found) {
    String query = "filter=" + encoded(filter);
    assertThat(found(stac.get("/stac/search?" + query))).isEqualTo(found);
    assertThat(found(stac.get("/stac/search?filter-lang=cql2-text&" + query))).isEqualTo(found);
    assertThat(found(stac.get("/stac/collections/landsat/items?" + query))).isEqualTo(found);
    String body = "{\"filter-lang\": \"cql2-text\", \"filter\": \"%s\"}";
    assertThat(found(stac.post(body.formatted(filter.replace("\\", "\\\\"))))).isEqualTo(found);
  }

  private static String found(JsonNode page) {
    String letters =
        String.join("", ids(page)).replace(NEWEST, "N").replace(ACROSS, "A").replace(SCANNER, "S");
    return letters.isEmpty() ? "-" : letters;
  }

  @ParameterizedTest(name = "{0} finds {1}")
  @CsvSource(
      delimiter = ';',
      value = {
        "{'op': '<', 'args': [{'property': 'eo:cloud_cover'}, 30]}; A",
        "{'op': 'and', 'args': [{'op': '=', 'args': [{'property': 'platform'}, 'landsat-8']},"
            + " {'op': '=', 'args': [{'property': 'collection'}, 'landsat']}]}; N",
        "{'op': 's_intersects', 'args': [{'property': 'geometry'},"
            + " {'type': 'Point', 'coordinates': [-117, 31]}]}; N",
        "{'op': 'isNull', 'args': [{'property': 'eo:cloud_cover'}]}; S",
      })
  void aFilterOfJsonFindsWhatItSays(String filter, String found) {
    String json = filter.replace('\'', '"');
    assertThat(found(stac.post("{\"filter\": %s}".formatted(json)))).isEqualTo(found);
    String lang = ", \"filter-lang\": \"cql2-json\"}";
    assertThat(found(stac.post("{\"filter\": %s%s".formatted(json, lang)))).isEqualTo(found);
    String query = "/stac/search?filter-lang=cql2-json&filter=" + encoded(json);
    assertThat(found(stac.get(query))).isEqualTo(found);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "eo:cloud_cover <",
        "nothing = 1",
        "eo:cloud_cover = 'many'",
        "platform = id",
        "eo:cloud_cover LIKE '1%'",
        "datetime LIKE '2020%'",
        "CASEI(platform) = casei('landsat-8')",
        "collection = id",
        "id <> platform",
        "1 = 1; drop table scenes",
        "id = 'a' UNION SELECT 1"
      })
  void aFilterThatIsNoneIsA400ThatSaysWhere(String filter) {
    assertThat(stac.refused(stac.send("/stac/search?filter=" + encoded(filter)), 400))
        .startsWith("Invalid filter: at character ");
  }

  @ParameterizedTest(name = "filter-lang={0} filter-crs={1}")
  @CsvSource({
    "cql-text,",
    "sql,",
    "cql2-text, http://www.opengis.net/def/crs/EPSG/0/3857",
    "cql2-json,",
  })
  void anUnknownLanguageOrCrsOrTheWrongOneIsA400(String lang, String crs) {
    String query = "/stac/search?filter=" + encoded("id = 'a'") + "&filter-lang=" + lang;
    query += crs == null ? "" : "&filter-crs=" + encoded(crs);
    assertThat(stac.refused(stac.send(query), 400)).contains("filter");
  }

  @Test
  void theCrsOfGeoJsonIsTaken() {
    String crs = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";
    assertThat(ids(stac.get("/stac/search?filter=id%3D'a'&filter-crs=" + encoded(crs)))).isEmpty();
  }

  @ParameterizedTest(name = "{0} finds {1}")
  @CsvSource(
      delimiter = ';',
      value = {
        "{'eo:cloud_cover': {'lt': 30}}; A",
        "{'eo:cloud_cover': {'gte': 25, 'lte': 44}, 'platform': {'eq': 'landsat-8'}}; N",
        "{'landsat:wrs_path': {'in': ['040', '087']}}; NA",
        "{'landsat:collection_category': {'neq': 'T2'}}; N",
        "{'id': {'startsWith': 'LC08_'}}; N",
        "{'id': {'endsWith': 'T2'}}; AS",
        "{'id': {'contains': '_L2SR_'}}; A",
      })
  void theOlderQueryFindsWhatItSays(String query, String found) {
    String json = query.replace('\'', '"');
    assertThat(found(stac.post("{\"query\": %s}".formatted(json)))).isEqualTo(found);
    assertThat(found(stac.get("/stac/search?query=" + encoded(json)))).isEqualTo(found);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "[]", "{'a': 1}", "{'a': {}}", "{'id': {'is': 1}}", "{'b': {'eq': 1}}"})
  void aQueryThatIsNoneIsA400(String query) {
    String json = query.replace('\'', '"');
    assertThat(stac.refused(stac.sendBody("{\"query\": %s}".formatted(json)), 400))
        .contains("query");
  }

  @Test
  void theQueryablesAreAJsonSchemaOfWhatFiltersMayName() {
    for (String path : List.of("/stac", "/stac/collections/landsat")) {
      var answer = stac.send(path + "/queryables");
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/schema+json");
      JsonNode schema = api.json(answer);
      assertThat(schema.get("$schema").asText())
          .isEqualTo("https://json-schema.org/draft/2019-09/schema");
      assertThat(schema.get("$id").asText()).endsWith(path + "/queryables");
      assertThat(schema.get("type").asText()).isEqualTo("object");
      assertThat(schema.get("additionalProperties").asBoolean()).isFalse();
      assertThat(schema.get("properties").size()).isGreaterThan(10);
      for (var names = schema.get("properties").fieldNames(); names.hasNext(); ) {
        String name = names.next();
        if (!name.equals("geometry")) {
          String filter = encoded(name + " IS NULL OR " + name + " = " + value(schema, name));
          int status = stac.send("/stac/search?filter=" + filter).statusCode();
          assertThat(status).as(name).isEqualTo(200);
        }
      }
    }
  }

  private static String value(JsonNode schema, String name) {
    JsonNode property = schema.at("/properties/" + name.replace("/", "~1"));
    if (property.path("format").asText().equals("date-time")) {
      return "TIMESTAMP('2020-01-01T00:00:00Z')";
    }
    return property.get("type").asText().equals("number") ? "1" : "'1'";
  }
}
