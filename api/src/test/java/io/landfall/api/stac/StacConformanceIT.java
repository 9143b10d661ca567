package io.landfall.api.stac;

import static io.landfall.api.stac.StacClient.encoded;
import static io.landfall.api.stac.StacClient.ids;
import static io.landfall.api.stac.StacClient.link;
import static io.landfall.api.stac.StacClient.links;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.api.ApiFixture;
import io.landfall.api.SampleScenes;
import io.landfall.index.query.IndexedScene;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The requirements of STAC API 1.0.0 (core, collections, features, item search) and of OGC API -
 * Features part 1 that it takes over, one test each, named after the requirement.
 */
class StacConformanceIT {
  private static final String ITEMS = "/stac/collections/landsat/items";
  private static ApiFixture api;
  private static StacClient stac;
  private static final Instant INDEXED = Instant.parse("2026-11-01T00:00:00Z");

  @BeforeAll
  static void scenes() {
    api = new ApiFixture();
    stac = new StacClient(api);
    SampleScenes.row(40).forEach(scene -> api.scenes.add(scene, INDEXED));
    api.scenes.add(SampleScenes.NEWEST, INDEXED);
    api.scenes.add(SampleScenes.ACROSS, INDEXED);
  }

  @AfterAll
  static void close() {
    api.close();
  }

  @Test
  void coreTheLandingPageIsACatalogWithConformsTo() {
    JsonNode page = stac.get("/stac");
    assertThat(page.get("type").asText()).isEqualTo("Catalog");
    assertThat(page.get("stac_version").asText()).isEqualTo("1.0.0");
    assertThat(page.get("id").asText()).isNotEmpty();
    assertThat(page.get("description").asText()).isNotEmpty();
    assertThat(texts(page.get("conformsTo")))
        .contains(
            "https://api.stacspec.org/v1.0.0/core",
            "https://api.stacspec.org/v1.0.0/collections",
            "https://api.stacspec.org/v1.0.0/ogcapi-features",
            "https://api.stacspec.org/v1.0.0/item-search",
            "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
            "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "self, application/json",
    "root, application/json",
    "conformance, application/json",
    "data, application/json",
    "child, application/json",
    "search, application/geo+json",
    "http://www.opengis.net/def/rel/ogc/1.0/queryables, application/schema+json",
  })
  void coreTheLandingPageLinksTo(String rel, String type) {
    for (JsonNode link : links(stac.get("/stac"), rel)) {
      assertThat(link.get("type").asText()).isEqualTo(type);
      if (!link.path("method").asText("GET").equals("POST")) {
        var answer = stac.send(link.get("href").asText());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains(type);
      }
    }
    assertThat(links(stac.get("/stac"), rel)).isNotEmpty();
  }

  @Test
  void coreTheServiceDescriptionsAreOpenApiDocumentsWithEveryPathOfTheLinks() {
    JsonNode page = stac.get("/stac");
    for (JsonNode link : links(page, "service-desc")) {
      JsonNode document = stac.get(link.get("href").asText());
      String version = document.get("openapi").asText();
      assertThat(version).startsWith(link.get("type").asText().replaceFirst(".*version=", ""));
      for (String rel : List.of("self", "conformance", "data", "search")) {
        String href = link(page, rel).orElseThrow().get("href").asText();
        String path = href.replaceFirst("https?://[^/]+", "");
        assertThat(document.get("paths").has(path)).as(path).isTrue();
      }
    }
    assertThat(links(page, "service-desc")).hasSize(2);
  }

  @Test
  void featuresOas30TheDescriptionHasNoWordsOf31AndAllItRefersTo() {
    JsonNode link = links(stac.get("/stac"), "service-desc").get(0);
    var answer = stac.send(link.get("href").asText());
    assertThat(answer.headers().firstValue("Content-Type").orElse("").replace(" ", ""))
        .isEqualTo(link.get("type").asText())
        .isEqualTo("application/vnd.oai.openapi+json;version=3.0");
    JsonNode document = api.json(answer);
    for (JsonNode reference : document.findValues("$ref")) {
      if (reference.isTextual()) {
        assertThat(document.at(reference.asText().substring(1)).isObject())
            .as(reference.asText())
            .isTrue();
      }
    }
    assertThat(document.findValues("const")).isEmpty();
    assertThat(document.findValues("type")).isNotEmpty().noneMatch(JsonNode::isArray);
    assertThat(document.get("components").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("parameters", "schemas", "responses");
    assertThat(document.at("/components/schemas/StacItem/properties/type/enum/0").asText())
        .isEqualTo("Feature");
  }

  @Test
  void coreTheRootOfThisHostIsTheSamePageWhenJsonIsAskedFor() {
    var asked = api.request("/").header("Accept", "application/json");
    assertThat(api.json(api.send(asked))).isEqualTo(stac.get("/stac"));
    assertThat(stac.send("/").body()).asString().isEqualTo("OK");
  }

  @Test
  void corePagesOfOtherSitesMayAsk() {
    var plain = api.send(api.request("/stac/search").header("Origin", "https://browser.org"));
    assertThat(plain.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
    var refused = api.send(api.request("/stac/search?limit=0").header("Origin", "https://b.org"));
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
    var preflight =
        api.send(
            api.request("/stac/search")
                .header("Origin", "https://browser.org")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "content-type")
                .method("OPTIONS", BodyPublishers.noBody()));
    assertThat(preflight.statusCode()).isEqualTo(200);
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Methods").orElse(""))
        .contains("GET", "POST");
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers").orElse(""))
        .containsIgnoringCase("Content-Type");
  }

  @Test
  void nobodyElsesPageReadsExports() {
    var exports = api.send(api.as("ann-token", "/v1/exports").header("Origin", "https://b.org"));
    assertThat(exports.statusCode()).isEqualTo(200);
    assertThat(exports.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    var preflight = api.send(api.request("/v1/exports").method("OPTIONS", BodyPublishers.noBody()));
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void featuresTheConformancePageSaysWhatTheLandingPageSays() {
    assertThat(stac.get("/stac/conformance").get("conformsTo"))
        .isEqualTo(stac.get("/stac").get("conformsTo"));
  }

  @Test
  void collectionsTheListHasLinksSelfAndRootAndEveryCollectionWhole() {
    JsonNode list = stac.get("/stac/collections");
    assertThat(link(list, "self")).isPresent();
    assertThat(link(list, "root")).isPresent();
    assertThat(list.get("collections")).hasSize(1);
    assertThat(list.at("/collections/0")).isEqualTo(stac.get("/stac/collections/landsat"));
  }

  @Test
  void collectionsACollectionHasWhatStacAsksOfIt() {
    JsonNode collection = stac.get("/stac/collections/landsat");
    assertThat(collection.fieldNames())
        .toIterable()
        .contains("type", "stac_version", "id", "description", "license", "extent", "links");
    assertThat(collection.get("type").asText()).isEqualTo("Collection");
    for (String rel : List.of("self", "root", "parent", "items", "license")) {
      assertThat(link(collection, rel)).as(rel).isPresent();
    }
    assertThat(link(collection, "items").orElseThrow().get("type").asText())
        .isEqualTo("application/geo+json");
    assertThat(collection.at("/extent/spatial/bbox/0")).hasSize(4);
    assertThat(texts(collection.at("/extent/temporal/interval/0")))
        .containsExactly("2009-06-21T22:53:30.371063Z", "2020-01-01T13:00:00Z");
  }

  @Test
  void featuresAnUnknownCollectionIsA404EverywhereBelowIt() {
    for (String end : List.of("", "/queryables", "/items", "/items/a")) {
      assertThat(stac.refused(stac.send("/stac/collections/modis" + end), 404))
          .contains("collection");
    }
  }

  @Test
  void featuresTheItemsAreAFeatureCollectionWithSelfRootAndNumberReturned() {
    JsonNode page = stac.get(ITEMS);
    assertThat(page.get("type").asText()).isEqualTo("FeatureCollection");
    assertThat(page.get("features")).hasSize(10);
    assertThat(page.get("numberReturned").asInt()).isEqualTo(10);
    assertThat(page.get("numberMatched").asInt()).isEqualTo(42);
    assertThat(link(page, "self")).isPresent();
    assertThat(link(page, "root")).isPresent();
    assertThat(link(page, "next").orElseThrow().get("type").asText())
        .isEqualTo("application/geo+json");
    assertThat(api.send(api.request(ITEMS)).headers().firstValue("Content-Type"))
        .contains("application/geo+json");
  }

  @Test
  void featuresAnItemIsTheSameByItselfAndInTheList() {
    JsonNode listed = stac.get(ITEMS + "?limit=1").at("/features/0");
    String self = link(listed, "self").orElseThrow().get("href").asText();
    assertThat(stac.get(self)).isEqualTo(listed);
    for (String rel : List.of("root", "parent", "collection")) {
      String href = link(listed, rel).orElseThrow().get("href").asText();
      assertThat(stac.send(href).statusCode()).as(rel).isEqualTo(200);
    }
  }

  @Test
  void featuresAnUnknownItemIsA404() {
    assertThat(stac.refused(stac.send(ITEMS + "/LC08_none"), 404)).contains("scene");
    assertThat(stac.refused(stac.send(ITEMS + "/a%27%20or%201=1"), 404)).contains("scene");
  }

  @Test
  void anItemIsFoundByItsEntityIdAndSaysItsOwnName() {
    JsonNode item = stac.get(ITEMS + "/" + SampleScenes.NEWEST.entityId());
    assertThat(item.get("id").asText()).isEqualTo(SampleScenes.NEWEST.id());
  }

  @Test
  void aWithdrawnItemIsDeprecatedAndLeadsToItsSuccessor() {
    var withdrawn =
        SampleScenes.scene(
            "LC08_L1TP_010010_20180101_20180101_01_RT",
            "2018-01-01T10:00:00Z",
            1.0,
            SampleScenes.box(0, 0, 1, 1));
    String successor = "LC08_L1TP_010010_20180101_20180110_01_T1";
    api.scenes.scenes.add(new IndexedScene(withdrawn, INDEXED, INDEXED, INDEXED, successor));

    JsonNode item = stac.get(ITEMS + "/" + withdrawn.id());
    assertThat(item.at("/properties/deprecated").asBoolean()).isTrue();
    assertThat(link(item, "successor-version").orElseThrow().get("href").asText())
        .endsWith(ITEMS + "/" + successor);
    assertThat(texts(item.get("stac_extensions"))).anyMatch(name -> name.contains("/version/"));
    assertThat(ids(stac.get("/stac/search?ids=" + withdrawn.id()))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "7", "41", "1000", "1001", "10000", "99999999999999999999"})
  void featuresTheLimitIsKeptAndBeyondTheMaximumCountsAsTheMaximum(String limit) {
    int most = Math.min(42, limit.length() > 5 ? 1_000 : Integer.parseInt(limit));
    assertThat(stac.get(ITEMS + "?limit=" + limit).get("features")).hasSize(most);
    assertThat(stac.get("/stac/search?limit=" + limit).get("features")).hasSize(most);
    assertThat(stac.post("{\"limit\": %s}".formatted(limit)).get("features")).hasSize(most);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "ten", "1.5", ""})
  void featuresALimitThatIsNoneIsA400(String limit) {
    assertThat(stac.refused(stac.send(ITEMS + "?limit=" + limit), 400)).contains("limit");
    assertThat(stac.refused(stac.send("/stac/search?limit=" + limit), 400)).contains("limit");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      value = {
        "-118,31,-117,32; LC08_L1TP_040038_20190131_20190131_01_RT",
        "-118,31,-100,-117,32,8000; LC08_L1TP_040038_20190131_20190131_01_RT",
        "179,60,-179,61; LT05_L2SR_087017_20090621_20200827_02_T2",
        "-179.5,61,-179.2,61.5; LT05_L2SR_087017_20090621_20200827_02_T2",
        "20,70,21,71;",
        "-116.30364,30,-110,31; LC08_L1TP_040038_20190131_20190131_01_RT",
      })
  void featuresABboxFindsWhatItTouches(String bbox, String found) {
    List<String> expected = found == null ? List.of() : List.of(found);
    assertThat(ids(stac.get(ITEMS + "?bbox=" + bbox))).isEqualTo(expected);
    assertThat(ids(stac.get("/stac/search?bbox=" + bbox))).isEqualTo(expected);
    assertThat(ids(stac.post("{\"bbox\": [%s]}".formatted(bbox)))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1,2,3", "1,2,3,4,5", "1,2,3,4,5,6,7", "a,b,c,d", "0,2,1,1", "0,0,1,91", ","})
  void featuresABboxThatIsNoneIsA400(String bbox) {
    assertThat(stac.refused(stac.send(ITEMS + "?bbox=" + bbox), 400)).contains("bbox");
    assertThat(stac.refused(stac.send("/stac/search?bbox=" + bbox), 400)).contains("bbox");
  }

  @ParameterizedTest(name = "{0} finds {1}")
  @CsvSource({
    "2019-01-31T18:22:43.094031Z, 1",
    "2019-01-31T19:22:43.094031+01:00, 1",
    "2019-01-31T18:22:43Z, 0",
    "2019-01-01T00:00:00Z/2019-12-31T00:00:00Z, 1",
    "2020-01-01T00:00:00Z/.., 40",
    "2020-01-01T00:00:00Z/, 40",
    "../2019-12-31T23:59:59Z, 2",
    "/2019-12-31T23:59:59Z, 2",
    "2020-01-01T13:00:00Z/2020-01-01T13:00:00Z, 1",
  })
  void featuresADatetimeIncludesItsEnds(String datetime, int count) {
    String query = "?limit=1000&datetime=" + encoded(datetime);
    assertThat(stac.get(ITEMS + query).get("features")).hasSize(count);
    assertThat(stac.get("/stac/search" + query).get("features")).hasSize(count);
    String body = "{\"limit\": 1000, \"datetime\": \"%s\"}".formatted(datetime);
    assertThat(stac.post(body).get("features")).hasSize(count);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2019",
        "2019-01-31",
        "2019-02-30T00:00:00Z",
        "2019-01-31T18:22:43",
        "../..",
        "/",
        "2020-01-01T00:00:00Z/2019-01-01T00:00:00Z",
        "2019-01-01T00:00:00Z/2019-01-02T00:00:00Z/2019-01-03T00:00:00Z"
      })
  void featuresADatetimeThatIsNoneIsA400(String datetime) {
    String query = "?datetime=" + encoded(datetime);
    assertThat(stac.refused(stac.send(ITEMS + query), 400)).contains("datetime");
    assertThat(stac.refused(stac.send("/stac/search" + query), 400)).contains("datetime");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/stac?x=1",
        "/stac/conformance?x=1",
        "/stac/queryables?x=1",
        "/stac/collections?x=1",
        "/stac/collections/landsat?x=1",
        ITEMS + "?x=1",
        "/stac/search?x=1",
        "/stac/search?limit=1&limit=2"
      })
  void featuresAnUnknownParameterIsA400(String path) {
    assertThat(stac.refused(stac.send(path), 400)).contains("parameter");
  }

  @Test
  void answersAreZippedForThoseWhoTakeIt() throws IOException {
    var zipped = api.send(api.request("/stac/search").header("Accept-Encoding", "gzip"));
    assertThat(zipped.headers().firstValue("Content-Encoding")).contains("gzip");
    byte[] plain = stac.send("/stac/search").body();
    assertThat(new GZIPInputStream(new ByteArrayInputStream(zipped.body())).readAllBytes())
        .isEqualTo(plain);
    assertThat(zipped.body().length).isLessThan(plain.length / 4);
  }

  @Test
  void headSaysWhatGetWouldSay() {
    for (String path : List.of("/stac", "/stac/search", ITEMS)) {
      var head = api.send(api.request(path).method("HEAD", BodyPublishers.noBody()));
      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.body()).isEmpty();
      assertThat(head.headers().firstValue("Content-Type"))
          .isEqualTo(stac.send(path).headers().firstValue("Content-Type"));
    }
  }

  @Test
  void whoTakesNoJsonIsTold() {
    var answer = api.send(api.request("/stac/search").header("Accept", "image/png"));
    assertThat(stac.refused(answer, 406)).contains("JSON");
    var geo = api.send(api.request("/stac").header("Accept", "application/geo+json"));
    assertThat(geo.statusCode()).isEqualTo(200);
    var schema =
        api.send(api.request("/stac/queryables").header("Accept", "application/schema+json"));
    assertThat(schema.statusCode()).isEqualTo(200);
  }

  static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(node -> texts.add(node.asText()));
    return texts;
  }
}
