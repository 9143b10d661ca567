package io.landfall.api.stac;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.ApiFixture;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Asks the STAC API as a client does that knows nothing but the specification. */
final class StacClient {
  private final ApiFixture api;

  StacClient(ApiFixture api) {
    this.api = api;
  }

  HttpResponse<byte[]> send(String pathOrUrl) {
    return api.send(api.request(pathOrUrl));
  }

  /** Gets a document that must be there. */
  JsonNode get(String pathOrUrl) {
    var response = send(pathOrUrl);
    assertThat(response.statusCode()).as(pathOrUrl).isEqualTo(200);
    return api.json(response);
  }

  HttpResponse<byte[]> sendBody(String body) {
    return api.send(
        api.request("/stac/search")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  /** Searches by a body that must be good. */
  JsonNode post(String body) {
    var response = sendBody(body);
    assertThat(response.statusCode()).as(body).isEqualTo(200);
    return api.json(response);
  }

  /** Returns what is said of a refused request; its status must be this one. */
  String refused(HttpResponse<byte[]> response, int status) {
    JsonNode problem = api.json(response);
    assertThat(response.statusCode()).as(problem.toString()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    return problem.get("detail").asText();
  }

  /** Follows GET's next links to the end. */
  List<String> walk(String path) {
    List<String> ids = new ArrayList<>();
    for (Optional<JsonNode> at = Optional.of(get(path)); at.isPresent(); ) {
      ids.addAll(ids(at.get()));
      at = link(at.get(), "next").map(next -> get(next.get("href").asText()));
    }
    return ids;
  }

  /** Follows POST's next links to the end, merging bodies as they say. */
  List<String> walkByBody(ObjectNode body) {
    List<String> ids = new ArrayList<>();
    for (Optional<ObjectNode> ask = Optional.of(body); ask.isPresent(); ) {
      JsonNode page = post(ask.get().toString());
      ids.addAll(ids(page));
      Optional<JsonNode> next = link(page, "next");
      next.ifPresent(link -> assertThat(link.get("method").asText()).isEqualTo("POST"));
      next.ifPresent(link -> assertThat(link.get("merge").asBoolean()).isTrue());
      ask = next.map(link -> body.deepCopy().setAll((ObjectNode) link.get("body")));
    }
    return ids;
  }

  static List<String> ids(JsonNode page) {
    return StreamSupport.stream(page.get("features").spliterator(), false)
        .map(item -> item.get("id").asText())
        .toList();
  }

  static Optional<JsonNode> link(JsonNode document, String rel) {
    return links(document, rel).stream().findFirst();
  }

  static List<JsonNode> links(JsonNode document, String rel) {
    return StreamSupport.stream(document.get("links").spliterator(), false)
        .filter(link -> link.get("rel").asText().equals(rel))
        .toList();
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
