package io.landfall.api.stac;

import static io.landfall.api.stac.StacClient.encoded;
import static io.landfall.api.stac.StacClient.ids;
import static io.landfall.api.stac.StacClient.link;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.ApiFixture;
import io.landfall.api.SampleScenes;
import io.landfall.api.json.Json;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The requests that pystac-client 0.9 sends for calls of its own, as its code writes them: headers,
 * names, encoding. What it reads of the answers must be there.
 */
class PystacClientIT {
  private static ApiFixture api;
  private static StacClient stac;
  private static final Instant INDEXED = Instant.parse("2026-11-01T00:00:00Z");
  private static final String NEWEST = SampleScenes.NEWEST.id();
  private static final int SCENES = 131; // one more than a page of 100

  @BeforeAll
  static void scenes() {
    api = new ApiFixture();
    stac = new StacClient(api);
    SampleScenes.row(SCENES - 1).forEach(scene -> api.scenes.add(scene, INDEXED));
    api.scenes.add(SampleScenes.NEWEST, INDEXED);
  }

  @AfterAll
  static void close() {
    api.close();
  }

  @Test
  void openReadsACatalogWithConformanceAndASearchLink() {
    JsonNode catalog = get("/stac");
    assertThat(catalog.get("type").asText()).isEqualTo("Catalog");
    assertThat(catalog.get("id").asText()).isNotBlank();
    assertThat(catalog.get("description").asText()).isNotBlank();
    assertThat(catalog.get("conformsTo"))
        .extracting(JsonNode::asText)
        .anyMatch(uri -> uri.matches("https://api\\.stacspec\\.org/v1\\.0\\..+/item-search"))
        .anyMatch(uri -> uri.matches(".*/v1\\.0\\..+/item-search#fields"))
        .anyMatch(uri -> uri.matches(".*/v1\\.0\\..+/item-search#filter"))
        .anyMatch(uri -> uri.matches(".*/v1\\.0\\..+/collections"))
        .anyMatch(uri -> uri.matches(".*/v1\\.0\\..+/ogcapi-features"));
    JsonNode search = link(catalog, "search").orElseThrow();
    assertThat(search.get("type").asText()).isIn("application/geo+json", "application/json");
  }

  @Test
  void getCollectionsAndCollectionSearchReadTheList() {
    for (String query :
        List.of(
            "",
            "?q=landsat",
            "?limit=10&q=%22surface+reflectance%22+OR+landsat",
            "?bbox=-118.0%2C31.0%2C-117.0%2C32.0&datetime=2019-01-01T00%3A00%3A00Z%2F2019-12-31T23%3A59%3A59Z")) {
      JsonNode page = get("/stac/collections" + query);
      assertThat(page.get("collections")).hasSize(1);
      assertThat(page.at("/collections/0/extent/spatial/bbox/0")).hasSize(4);
      assertThat(page.at("/collections/0/extent/temporal/interval/0")).hasSize(2);
      assertThat(link(page, "next")).isEmpty();
    }
    assertThat(get("/stac/collections/landsat").get("type").asText()).isEqualTo("Collection");
    assertThat(send(request("/stac/collections/modis")).statusCode()).isEqualTo(404);
  }

  @Test
  void getQueryablesReadsPropertiesFromTheLinksOfCatalogAndCollection() {
    for (String path : List.of("/stac", "/stac/collections/landsat")) {
      String link = link(get(path), StacLinks.QUERYABLES).orElseThrow().get("href").asText();
      assertThat(get(link).get("properties").has("eo:cloud_cover")).isTrue();
    }
  }

  @Test
  void getItemsOfACollectionFollowsItsLinkWithOrWithoutIds() {
    JsonNode collection = get("/stac/collections/landsat");
    String items = link(collection, "items").orElseThrow().get("href").asText();
    assertThat(walk(items + "?limit=100")).hasSize(SCENES).doesNotHaveDuplicates();
    assertThat(walk(items + "?limit=100&collections=landsat")).hasSize(SCENES);
    assertThat(walk(items + "?limit=100&ids=" + NEWEST + "&collections=landsat"))
        .containsExactly(NEWEST);
    assertThat(walk(items + "?limit=100&collections=modis")).isEmpty();
    assertReadable(get(items + "/" + NEWEST));
    assertThat(send(request(items + "/none")).statusCode()).isEqualTo(404);
  }

  /** {@code matched()} asks for one item and reads {@code numberMatched}, if it is there. */
  @Test
  void matchedReadsANumberOrFindsNone() {
    JsonNode one = post("{\"limit\": 1, \"ids\": [\"%s\"]}".formatted(NEWEST));
    assertThat(one.get("numberMatched").asInt()).isEqualTo(1);
    JsonNode many = post("{\"limit\": 1, \"collections\": [\"landsat\"]}");
    assertThat(many.path("numberMatched").asInt(SCENES)).isEqualTo(SCENES);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"limit": 100} | limit=100 | 131
          {"limit": 100, "bbox": [-118.0, 31.0, -117.0, 32.0]} | limit=100&bbox=-118.0%2C31.0%2C-117.0%2C32.0 | 1
          {"limit": 100, "bbox": [-118.0, 31.0, 0.0, -117.0, 32.0, 100.0]} | limit=100&bbox=-118.0%2C31.0%2C0.0%2C-117.0%2C32.0%2C100.0 | 1
          {"limit": 100, "datetime": "2019-01-01T00:00:00Z/2019-12-31T23:59:59Z"} | limit=100&datetime=2019-01-01T00%3A00%3A00Z%2F2019-12-31T23%3A59%3A59Z | 1
          {"limit": 100, "datetime": "../2019-12-31T23:59:59Z"} | limit=100&datetime=..%2F2019-12-31T23%3A59%3A59Z | 1
          {"limit": 100, "datetime": "2019-01-31T18:22:43.094031Z"} | limit=100&datetime=2019-01-31T18%3A22%3A43.094031Z | 1
          {"limit": 100, "collections": ["landsat", "modis"]} | limit=100&collections=landsat%2Cmodis | 131
          {"limit": 100, "ids": ["LC08_L1TP_040038_20190131_20190131_01_RT", "none"]} | limit=100&ids=LC08_L1TP_040038_20190131_20190131_01_RT%2Cnone | 1
          {"limit": 100, "intersects": {"type": "Point", "coordinates": [-117.0, 31.5]}} | limit=100&intersects=%7B%22type%22%3A+%22Point%22%2C+%22coordinates%22%3A+%5B-117.0%2C+31.5%5D%7D | 1
          {"limit": 100, "filter": "eo:cloud_cover = 44", "filter-lang": "cql2-text"} | limit=100&filter=eo%3Acloud_cover+%3D+44&filter-lang=cql2-text | 1
          {"limit": 100, "filter": {"op": "=", "args": [{"property": "eo:cloud_cover"}, 44]}, "filter-lang": "cql2-json"} | limit=100&filter=%7B%22op%22%3A+%22%3D%22%2C+%22args%22%3A+%5B%7B%22property%22%3A+%22eo%3Acloud_cover%22%7D%2C+44%5D%7D&filter-lang=cql2-json | 1
          {"limit": 100, "query": {"eo:cloud_cover": {"gte": "43.5", "lte": "44.5"}}} | limit=100&query=%7B%22eo%3Acloud_cover%22%3A+%7B%22gte%22%3A+%2243.5%22%2C+%22lte%22%3A+%2244.5%22%7D%7D | 1
          {"limit": 50, "sortby": [{"field": "properties.datetime", "direction": "asc"}]} | limit=50&sortby=%2Bproperties.datetime | 131
          {"limit": 50, "sortby": [{"field": "properties.datetime", "direction": "desc"}, {"field": "id", "direction": "asc"}]} | limit=50&sortby=-properties.datetime%2C%2Bid | 131
          """)
  void searchFindsTheSameByPostAndGet(String body, String query, int count) {
    List<String> posted = walkByBody(json(body));
    assertThat(posted).hasSize(count).doesNotHaveDuplicates();
    assertThat(walk("/stac/search?" + query)).isEqualTo(posted);
  }

  /** By GET it writes a geometry as JSON, and the JSON as a JSON text. */
  @Test
  void aGeometryThatIsEncodedTwiceIsRead() {
    String twice = "\"{\\\"type\\\": \\\"Point\\\", \\\"coordinates\\\": [-117.0, 31.5]}\"";
    assertThat(walk("/stac/search?limit=100&intersects=" + encoded(twice))).containsExactly(NEWEST);
  }

  /** It sends both lists of fields always, and in a URL a plus before what is included. */
  @Test
  void fieldsLeaveWhatItReadsOfDictionaries() {
    JsonNode some =
        post(
            "{\"limit\": 1, \"fields\": {\"include\": [\"properties.eo:cloud_cover\"], \"exclude\":"
                + " []}}");
    assertThat(some.at("/features/0").fieldNames()).toIterable().doesNotContain("assets", "links");
    JsonNode rest =
        post("{\"limit\": 1, \"fields\": {\"include\": [], \"exclude\": [\"assets\"]}}");
    assertThat(rest.at("/features/0").fieldNames())
        .toIterable()
        .contains("id", "type", "geometry", "links", "properties")
        .doesNotContain("assets");
    JsonNode got = get("/stac/search?limit=1&fields=%2Bid%2C-geometry");
    assertThat(got.at("/features/0").fieldNames()).toIterable().containsExactly("type", "id");
  }

  private static JsonNode get(String pathOrUrl) {
    var answer = send(request(pathOrUrl));
    assertThat(answer.statusCode()).as(pathOrUrl).isEqualTo(200);
    return api.json(answer);
  }

  private static HttpRequest.Builder request(String pathOrUrl) {
    return api.request(pathOrUrl)
        .header("User-Agent", "python-requests/2.32.3")
        .header("Accept", "*/*");
  }

  private static HttpResponse<byte[]> send(HttpRequest.Builder request) {
    return api.send(request);
  }

  private static JsonNode post(String body) {
    var answer =
        send(
            request("/stac/search")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    assertThat(answer.statusCode()).as(body).isEqualTo(200);
    return api.json(answer);
  }

  /** Pages by GET: the link is asked as it stands. */
  private static List<String> walk(String first) {
    List<String> found = new ArrayList<>();
    for (Optional<String> at = Optional.of(first); at.isPresent(); ) {
      JsonNode page = get(at.get());
      page.get("features").forEach(PystacClientIT::assertReadable);
      found.addAll(ids(page));
      at = link(page, "next").map(next -> next.get("href").asText());
    }
    return found;
  }

  /** Pages by POST: the link's body is merged into the first. */
  private static List<String> walkByBody(ObjectNode body) {
    List<String> found = new ArrayList<>();
    for (Optional<ObjectNode> ask = Optional.of(body); ask.isPresent(); ) {
      JsonNode page = post(ask.get().toString());
      found.addAll(ids(page));
      ask = link(page, "next").map(next -> body.deepCopy().setAll((ObjectNode) next.get("body")));
    }
    return found;
  }

  private static ObjectNode json(String text) {
    return (ObjectNode) Json.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  /** What it makes an item of. */
  private static void assertReadable(JsonNode item) {
    assertThat(item.get("type").asText()).isEqualTo("Feature");
    assertThat(item.get("stac_version").asText()).isEqualTo("1.0.0");
    assertThat(item.get("bbox")).hasSize(4);
    assertThat(item.get("geometry").isObject()).isTrue();
    assertThat(Instant.parse(item.at("/properties/datetime").asText())).isNotNull();
    assertThat(item.get("collection").asText()).isEqualTo("landsat");
    assertThat(item.get("assets")).isNotEmpty();
    assertThat(link(item, "self")).isPresent();
    assertThat(link(item, "collection")).isPresent();
  }
}
