package io.landfall.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a whole service tells of exports that nobody has begun. */
@ExtendWith(SharedService.Starter.class)
class ServiceEstimatesIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @RegisterExtension static final HeldThreads HELD_THREADS = new HeldThreads();

  private final SharedService service;

  ServiceEstimatesIT(SharedService service) {
    this.service = service;
  }

  @Test
  void anEstimateIsThePlanOfTheExportAndItsSize() throws Exception {
    String request =
        """
        {"name": "estimated", "source": {"scenes": ["LC80220342026101LGN00"], "bands": ["red"]},
         "labels": ["estimated"], "outputProjection": 3857, "resolution": 40}
        """;
    HttpResponse<String> answer = service.post("/v1/exports/estimate", request);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode estimate = JSON.readTree(answer.body());
    assertThat(JSON.readTree(service.get("/v1/exports?label=estimated").body()).path("exports"))
        .as("nothing was begun")
        .isEmpty();
    assertThat(estimate.at("/destinations/0/status").asText()).isEqualTo("OK");
    assertThat(estimate.path("seconds").asDouble()).isPositive();

    String id = service.submit(request);
    JsonNode export = service.awaitEnd(id);
    assertThat(export.path("status").asText()).as(export::toPrettyString).isEqualTo("SUCCESS");
    for (String member : new String[] {"grid", "scenes", "bands", "tiles", "tasks", "parts"}) {
      assertThat(estimate.path(member)).as(member).isEqualTo(export.path("plan").path(member));
    }
    assertThat(export.at("/result/files/0/bytes").asDouble())
        .isBetween(
            estimate.at("/bytesRange/0").asDouble(), estimate.at("/bytesRange/1").asDouble());
  }

  @Test
  void whatWouldEndTheExportIsTheAnswer() throws Exception {
    HttpResponse<String> outside =
        service.post(
            "/v1/exports/estimate",
            """
            {"source": {"scenes": ["LC80220342026101LGN00"], "bands": ["red"]},
             "mask": {"type": "Polygon", "coordinates": [[[10, 10], [11, 10], [11, 11], [10, 10]]]}}
            """);
    assertThat(outside.statusCode()).isEqualTo(422);
    assertThat(JSON.readTree(outside.body()).path("type").asText())
        .isEqualTo("/problems/aoi-outside-scenes");
    HttpResponse<String> unread =
        service.post("/v1/exports/estimate", "{\"source\": {\"scenes\": []}, \"color\": 1}");
    assertThat(unread.statusCode()).isEqualTo(422);
    assertThat(service.get("/v1/exports/estimate").statusCode()).isEqualTo(405);
  }
}
