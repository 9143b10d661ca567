package io.landfall.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OpenApiIT {
  private static final Set<String> ACTIONS_BY_GET = Set.of("/ingest/start", "/ingest/cancel");

  @Test
  void everyDocumentedRouteAnswersAsDocumentedAndNoOtherMethodIsServed() {
    try (ApiFixture api = new ApiFixture()) {
      JsonNode document = api.json(api.send(api.request("/openapi.json")));
      assertThat(document.get("openapi").asText()).isEqualTo("3.1.0");
      api.scenes.add(SampleScenes.NEWEST, api.clock.instant());
      for (Map.Entry<String, JsonNode> path : fields(document.get("paths"))) {
        String url = api.url(path.getKey());
        for (String method : List.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH")) {
          boolean head = method.equals("HEAD") && !ACTIONS_BY_GET.contains(path.getKey());
          JsonNode operation = path.getValue().path(head ? "get" : method.toLowerCase(Locale.ROOT));
          String sent = url.startsWith("/stac") ? "{}" : ApiFixture.BODY;
          var body = method.equals("POST") ? sent : "";
          var response =
              api.send(
                  api.as("ann-token", url)
                      .header("Content-Type", "application/json")
                      .method(method, BodyPublishers.ofString(body)));
          String at = method + " " + path.getKey() + " " + response.statusCode();
          if (operation.isMissingNode() && path.getValue().has("x-any-method")) {
            assertThat(path.getValue().at("/get/responses").has("" + response.statusCode()))
                .as(at)
                .isTrue();
          } else if (operation.isMissingNode()) {
            assertThat(response.statusCode()).as(at).isEqualTo(405);
          } else {
            assertThat(operation.get("responses").has("" + response.statusCode())).as(at).isTrue();
            assertThat(response.statusCode()).as(at).isNotIn(404, 405, 500);
          }
        }
      }
    }
  }

  private static List<Map.Entry<String, JsonNode>> fields(JsonNode node) {
    List<Map.Entry<String, JsonNode>> fields = new ArrayList<>();
    for (Iterator<Map.Entry<String, JsonNode>> i = node.fields(); i.hasNext(); ) {
      fields.add(i.next());
    }
    return fields;
  }
}
