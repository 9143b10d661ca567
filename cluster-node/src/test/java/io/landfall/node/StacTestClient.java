package io.landfall.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Asks the STAC API of a service, page by page. What is read must be a 200. */
final class StacTestClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = DocumentedHttpClient.create();

  private final String baseUrl;

  StacTestClient(String baseUrl) {
    this.baseUrl = baseUrl;
  }

  JsonNode get(String pathOrUrl) {
    return read(send(pathOrUrl));
  }

  JsonNode post(ObjectNode search) {
    return read(
        send(
            request("/stac/search")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(search.toString()))));
  }

  /** Returns the ids of all pages of a search. */
  List<String> walk(String path) {
    List<String> ids = new ArrayList<>();
    for (String at = path; at != null; ) {
      JsonNode page = get(at);
      ids.addAll(ids(page));
      JsonNode next = nextLink(page);
      at = next == null ? null : next.get("href").asText();
    }
    return ids;
  }

  /** Returns the page after one of a posted search; {@code null}: it was the last. */
  JsonNode nextPage(JsonNode page, ObjectNode search) {
    JsonNode next = nextLink(page);
    return next == null ? null : post(search.deepCopy().setAll((ObjectNode) next.get("body")));
  }

  HttpResponse<String> send(String pathOrUrl) {
    return send(request(pathOrUrl));
  }

  static List<String> ids(JsonNode page) {
    List<String> ids = new ArrayList<>();
    page.get("features").forEach(item -> ids.add(item.get("id").asText()));
    return ids;
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static JsonNode nextLink(JsonNode page) {
    for (JsonNode link : page.get("links")) {
      if (link.get("rel").asText().equals("next")) {
        return link;
      }
    }
    return null;
  }

  private HttpRequest.Builder request(String pathOrUrl) {
    String url = pathOrUrl.startsWith("http") ? pathOrUrl : baseUrl + pathOrUrl;
    return HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(30));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode read(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    try {
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
