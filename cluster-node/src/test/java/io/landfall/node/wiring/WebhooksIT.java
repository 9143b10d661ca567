package io.landfall.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.node.wiring.HookReceiver.Behaviour;
import io.landfall.node.wiring.HookReceiver.HookRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Webhooks of a whole service, called over sockets. */
@ExtendWith(SharedService.Starter.class)
class WebhooksIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final SharedService service;
  private final List<String> made = new ArrayList<>();

  WebhooksIT(SharedService service) {
    this.service = service;
  }

  @AfterEach
  void delete() throws Exception {
    for (String path : made) {
      assertThat(service.send("DELETE", path, service.token(), null).statusCode()).isEqualTo(204);
      assertThat(service.get(path + "/deliveries").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void anEventIsSentUntilItIsReceivedAlwaysTheSame() throws Exception {
    try (var canary = new HookReceiver("", Behaviour.ACCEPT);
        var receiver =
            new HookReceiver(
                canary.url(),
                Behaviour.HANG_UP,
                Behaviour.FAIL,
                Behaviour.REDIRECT,
                Behaviour.STALL,
                Behaviour.FLOOD,
                Behaviour.ACCEPT)) {
      String label = UUID.randomUUID().toString(); // others export here, too
      JsonNode hook =
          create(
              "{\"name\": \"all\", \"url\": \"%s\", \"labels\": [\"%s\"]}"
                  .formatted(receiver.url(), label),
              201);
      String path = "/v1/webhooks/" + hook.path("id").asText();
      String id =
          service.submit(
              """
              {"name": "hooked", "labels": ["%s"],
               "source": {"scenes": ["LC80220342026101LGN00"], "bands": ["red"]}, "resolution": 60}
              """
                  .formatted(label));
      JsonNode export = service.awaitEnd(id);
      JsonNode delivery = awaitDelivered(path, id);

      List<HookRequest> requests = receiver.requests(delivery.path("id").asText());
      HookRequest last = requests.get(requests.size() - 1);
      assertThat(requests).hasSize(5).allSatisfy(one -> assertSigned(one, hook, last));
      assertThat(last.path()).isEqualTo("/h%2Fook?a=b%20c&d%5B%5D=%2B");
      assertThat(last.header("webhook-id")).isEqualTo(delivery.path("id").asText());
      assertThat(last.header("content-type")).startsWith("application/cloudevents+json");
      assertThat(canary.requests()).isEmpty();
      assertThat(delivery.path("attempts").findValuesAsText("status"))
          .containsExactly("null", "500", "302", "null", "200");
      assertThat(delivery.path("attempts").findValuesAsText("error"))
          .element(3)
          .isEqualTo("No answer came in time.");
      assertDescribes(last, export);

      replay(receiver, path, delivery, last);
      String secret = hook.path("secret").asText();
      assertThat(service.get(path).body()).doesNotContain("whsec").contains("\"ENABLED\"");
      assertThat(filesWith(secret.substring("whsec_".length()))).isEmpty();
    }
  }

  @Test
  void oneTraceLeadsFromTheRequestToTheReceiver() throws Exception {
    try (var receiver = new HookReceiver("", Behaviour.FAIL, Behaviour.ACCEPT)) {
      String label = UUID.randomUUID().toString();
      JsonNode hook =
          create(
              "{\"name\": \"traced\", \"url\": \"%s\", \"labels\": [\"%s\"]}"
                  .formatted(receiver.url(), label),
              201);
      String trace = UUID.randomUUID().toString().replace("-", "");
      String request =
          """
          {"name": "traced", "labels": ["%s"],
           "source": {"scenes": ["LC80220342026101LGN00"], "bands": ["red"]}, "resolution": 60}
          """
              .formatted(label);
      Map<String, String> headers =
          Map.of("traceparent", "00-" + trace + "-00f067aa0ba902b7-01", "tracestate", "vendor=a1");
      HttpResponse<String> submitted =
          await()
              .atMost(LIMIT)
              .until(
                  () -> service.post("/v1/exports", request, headers),
                  answer -> answer.statusCode() != 503);
      assertThat(submitted.statusCode()).as(submitted.body()).isEqualTo(202);
      assertThat(submitted.headers().firstValue("X-Trace-Id")).contains(trace);
      String id = JSON.readTree(submitted.body()).path("id").asText();
      service.awaitEnd(id);
      JsonNode delivery = awaitDelivered("/v1/webhooks/" + hook.path("id").asText(), id);

      List<HookRequest> requests = receiver.requests(delivery.path("id").asText());
      assertThat(requests)
          .hasSize(2)
          .allSatisfy(
              one -> {
                assertThat(one.header("traceparent")).matches("00-" + trace + "-[0-9a-f]{16}-01");
                assertThat(one.header("tracestate")).isEqualTo("vendor=a1");
                assertThat(JSON.readTree(one.body()).path("traceparent").asText())
                    .startsWith("00-" + trace + "-");
              });
      assertThat(requests.stream().map(one -> one.header("traceparent")).distinct())
          .as("spans")
          .hasSize(2);
    }
  }

  private void replay(HookReceiver receiver, String path, JsonNode delivery, HookRequest last)
      throws Exception {
    String id = delivery.path("id").asText();
    int before = receiver.requests(id).size();
    String replay = path + "/deliveries/" + id + "/replay";
    assertThat(service.post(replay, "").statusCode()).isEqualTo(202);
    await().atMost(LIMIT).until(() -> receiver.requests(id).size() > before);
    HookRequest again = receiver.requests(id).get(before);
    assertThat(again.body()).isEqualTo(last.body());
    assertThat(again.header("webhook-id")).isEqualTo(last.header("webhook-id"));
  }

  @Test
  void aReceiverThatIsGoneIsNotCalledAnyMore() throws Exception {
    try (var receiver = new HookReceiver("", Behaviour.GONE)) {
      JsonNode hook =
          create("{\"name\": \"gone\", \"url\": \"%s\"}".formatted(receiver.url()), 201);
      String path = "/v1/webhooks/" + hook.path("id").asText();
      assertThat(service.post(path + "/test", "").statusCode()).isEqualTo(202);
      await().atMost(LIMIT).until(() -> service.get(path).body().contains("\"DISABLED\""));
      assertThat(service.get(path).body()).contains("answered 410");
      assertThat(receiver.requests().get(0).body())
          .contains("com.landfall.webhook.test.v1", hook.path("id").asText());
      HttpResponse<String> again = service.post(path + "/test", "");
      assertThat(again.statusCode()).as(again.body()).isEqualTo(409);
      assertThat(receiver.requests()).hasSize(1);
    }
  }

  @Test
  void noWebhookLeadsToThisMachineOrItsNetwork() throws Exception {
    String inside = "{\"name\": \"x\", \"url\": \"https://10.0.0.1/\"}";
    assertThat(create(inside, 422).at("/errors/0/pointer").asText()).isEqualTo("/url");
    try (var canary = new HookReceiver("", Behaviour.ACCEPT)) {
      String url = "https://localhost:%d/".formatted(canary.port());
      JsonNode hook = create("{\"name\": \"x\", \"url\": \"%s\"}".formatted(url), 201);
      String path = "/v1/webhooks/" + hook.path("id").asText();
      assertThat(service.post(path + "/test", "").statusCode()).isEqualTo(202);
      await()
          .atMost(LIMIT)
          .until(
              () ->
                  service
                      .get(path + "/deliveries?status=DEAD")
                      .body()
                      .contains("not on the open internet"));
      assertThat(canary.requests()).isEmpty();
    }
  }

  private JsonNode create(String body, int status) throws Exception {
    HttpResponse<String> answer =
        await()
            .atMost(LIMIT)
            .until(() -> service.post("/v1/webhooks", body), one -> one.statusCode() != 503);
    assertThat(answer.statusCode()).as(body + answer.body()).isEqualTo(status);
    JsonNode json = JSON.readTree(answer.body());
    if (status == 201) {
      made.add("/v1/webhooks/" + json.path("id").asText());
    }
    return json;
  }

  private JsonNode awaitDelivered(String path, String exportId) throws Exception {
    return await()
        .atMost(LIMIT)
        .until(
            () -> {
              String body = service.get(path + "/deliveries?status=DELIVERED").body();
              for (JsonNode each : JSON.readTree(body).path("deliveries")) {
                if (each.path("exportId").asText().equals(exportId)) {
                  return each;
                }
              }
              return null;
            },
            found -> found != null);
  }

  private static void assertSigned(HookRequest request, JsonNode hook, HookRequest last)
      throws Exception {
    assertThat(request.body()).isEqualTo(last.body());
    assertThat(request.header("webhook-id")).isEqualTo(last.header("webhook-id"));
    Mac mac = Mac.getInstance("HmacSHA256");
    byte[] key = Base64.getDecoder().decode(hook.path("secret").asText().replace("whsec_", ""));
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    String signed =
        "%s.%s.%s"
            .formatted(
                request.header("webhook-id"), request.header("webhook-timestamp"), request.body());
    byte[] signature = mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
    assertThat(request.header("webhook-signature"))
        .isEqualTo("v1," + Base64.getEncoder().encodeToString(signature));
  }

  private static void assertDescribes(HookRequest request, JsonNode export) throws Exception {
    JsonNode event = JSON.readTree(request.body());
    String id = export.path("id").asText();
    assertThat(event.path("specversion").asText()).isEqualTo("1.0");
    assertThat(event.path("type").asText()).isEqualTo("com.landfall.export.succeeded.v1");
    assertThat(event.path("subject").asText()).isEqualTo(id);
    assertThat(event.path("id").asText()).startsWith(id + ".");
    assertThat(event.at("/data/status").asText()).isEqualTo("SUCCESS");
    assertThat(event.at("/data/labels/0").asText())
        .isEqualTo(export.at("/request/labels/0").asText());
    assertThat(event.at("/data/links/self").asText()).isEqualTo("/v1/exports/" + id);
    JsonNode files = event.at("/data/files");
    assertThat(files.findValuesAsText("sha256"))
        .isNotEmpty()
        .isEqualTo(export.at("/result/files").findValuesAsText("sha256"));
    assertThat(request.body()).doesNotContain("/v1/downloads", "signature");
  }

  private List<Path> filesWith(String text) throws Exception {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(service.folder().resolve("data"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        try {
          if (Files.size(file) < 32 << 20
              && Files.readString(file, StandardCharsets.ISO_8859_1).contains(text)) {
            found.add(file);
          }
        } catch (java.nio.file.NoSuchFileException e) {
          continue; // the database and the store keep files for a while only
        }
      }
    }
    return found;
  }
}
