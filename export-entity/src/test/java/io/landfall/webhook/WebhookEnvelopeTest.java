package io.landfall.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.model.delivery.DeliveredFile;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.trace.TraceContext;
import io.landfall.webhook.WebhookDelivery.WebhookState;
import io.landfall.webhook.WebhookOutbox.EventError;
import io.landfall.webhook.WebhookQueue.LeasedDelivery;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class WebhookEnvelopeTest {
  private static final UUID EXPORT = UUID.fromString("0193b0a0-0000-7000-8000-000000000001");
  private static final Instant AT = Instant.parse("2026-11-29T06:30:00.123Z");

  private final WebhookEnvelope envelope =
      new WebhookEnvelope("https://maps.example.org/lf", text -> text.replace("/srv/in/", ""));

  @Test
  void aSuccessNamesItsFilesWithoutALink() throws Exception {
    String text =
        envelope.write(due(WebhookEvent.SUCCEEDED, EventError.NONE), receipts(), Optional.empty());

    assertThat(text).doesNotContain("secret");
    JsonNode event = new ObjectMapper().readTree(text);
    assertThat(event.path("specversion").asText()).isEqualTo("1.0");
    assertThat(event.path("id").asText()).isEqualTo(EXPORT + ".17");
    assertThat(event.path("source").asText()).isEqualTo("https://maps.example.org/lf/v1/exports");
    assertThat(event.path("type").asText()).isEqualTo("com.landfall.export.succeeded.v1");
    assertThat(event.path("subject").asText()).isEqualTo(EXPORT.toString());
    assertThat(event.path("time").asText()).isEqualTo(AT.toString());
    assertThat(event.path("datacontenttype").asText()).isEqualTo("application/json");
    JsonNode data = event.path("data");
    assertThat(data.path("status").asText()).isEqualTo("SUCCESS");
    assertThat(data.path("error").isNull()).isTrue();
    assertThat(data.at("/files/1"))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"destination": 0, "name": "t.png", "bytes": 7, "sha256": "bb",
                     "type": "image/png"}
                    """));
    assertThat(data.at("/links/files").asText())
        .isEqualTo("https://maps.example.org/lf/v1/exports/%s/files".formatted(EXPORT));
  }

  @Test
  void itTellsItsTraceByTheExtensionOfCloudEvents() throws Exception {
    var trace = new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "01", "vendor=a1,other=b2");

    String text =
        envelope.write(
            due(WebhookEvent.FAILED, new EventError("internal", "plan", "Why.")),
            List.of(),
            Optional.of(trace));

    JsonNode event = new ObjectMapper().readTree(text);
    assertThat(event.path("traceparent").asText())
        .matches("00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01");
    assertThat(event.path("tracestate").asText()).isEqualTo("vendor=a1,other=b2");
    assertThat(WebhookEnvelope.trace(text)).contains(trace);
    assertThat(WebhookEnvelope.trace("{\"traceparent\": 7}")).isEmpty();
    assertThat(WebhookEnvelope.trace("no JSON")).isEmpty();
  }

  @Test
  void aFailureHoldsItsProblemWithoutFoldersOfTheNode() throws Exception {
    var error = new EventError("scene-unreadable", "plan", "Cannot read /srv/in/a.tif: cut off.");

    JsonNode event =
        new ObjectMapper()
            .readTree(envelope.write(due(WebhookEvent.FAILED, error), List.of(), Optional.empty()));

    assertThat(event.path("type").asText()).isEqualTo("com.landfall.export.failed.v1");
    assertThat(event.at("/data/status").asText()).isEqualTo("ERROR");
    assertThat(event.at("/data/statusReason").isNull()).isTrue();
    assertThat(event.at("/data/error/type").asText()).endsWith("/problems/scene-unreadable");
    assertThat(event.at("/data/error/detail").asText()).isEqualTo("Cannot read a.tif: cut off.");
    assertThat(event.at("/data/error/step").asText()).isEqualTo("plan");
    assertThat(event.at("/data/files")).isEmpty();
  }

  @Test
  void whatSomeDestinationsHaveIsToldWithTheirFiles() throws Exception {
    var error = new EventError("destination-denied", "deliver", "Cannot write to bucket maps.");
    String failed =
        envelope.write(due(WebhookEvent.FAILED, error, true), receipts(), Optional.empty());
    JsonNode data = new ObjectMapper().readTree(failed).path("data");
    assertThat(data.path("status").asText()).isEqualTo("ERROR");
    assertThat(data.path("statusReason").asText()).isEqualTo("PARTIAL_DELIVERY");
    assertThat(data.path("files")).isNotEmpty();
    assertThat(
            envelope.write(
                due(WebhookEvent.SUCCEEDED, EventError.NONE, true), receipts(), Optional.empty()))
        .contains("\"status\":\"SUCCESS\",\"statusReason\":\"PARTIAL_DELIVERY\"");
  }

  @Test
  void aCancelAndATestSaySo() {
    var error = new EventError("canceled", "render", "The export was canceled by ann.");
    assertThat(envelope.write(due(WebhookEvent.CANCELED, error), List.of(), Optional.empty()))
        .contains("com.landfall.export.canceled.v1", "\"statusReason\":\"CANCELED\"");
    assertThat(envelope.write(due(WebhookEvent.TEST, EventError.NONE), List.of(), Optional.empty()))
        .contains("com.landfall.webhook.test.v1", "/v1/webhooks/")
        .doesNotContain("/v1/exports");
  }

  private static List<DeliveryReceipt> receipts() {
    var thumbnail = new DeliveredFile("t.png", "/secret/link", 7, "bb", "image/png");
    return List.of(
        new DeliveryReceipt(
            0, "a.tif", "/v1/downloads/secret", 5, "aa", "image/tiff", List.of(thumbnail)));
  }

  private static LeasedDelivery due(WebhookEvent event, EventError error) {
    return due(event, error, false);
  }

  private static LeasedDelivery due(WebhookEvent event, EventError error, boolean isPartial) {
    UUID id = UUID.randomUUID();
    var delivery =
        new WebhookDelivery(
            id,
            UUID.randomUUID(),
            event == WebhookEvent.TEST ? null : EXPORT,
            event,
            AT,
            WebhookState.PENDING,
            List.of(),
            AT);
    return new LeasedDelivery(
        delivery,
        UUID.randomUUID(),
        "ann",
        URI.create("https://example.org/"),
        Optional.of(WebhookSecret.generate()),
        0,
        17,
        error,
        isPartial,
        "named",
        List.of("a"),
        null);
  }
}
