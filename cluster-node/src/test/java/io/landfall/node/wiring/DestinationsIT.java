package io.landfall.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.delivery.dropbox.FakeDropboxAccount;
import io.landfall.store.s3.FakeBucket;
import io.landfall.store.s3.FakeS3;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Exports of a whole service that go to buckets, to Dropbox and by link. */
@ExtendWith(SharedService.Starter.class)
class DestinationsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MAX_FILE = 32 << 20;

  private final SharedService service;
  private final FakeS3 s3 = FakeS3.start();
  private final String secretKey = "canary+/" + UUID.randomUUID();
  private final String token = "canary-" + UUID.randomUUID();

  DestinationsIT(SharedService service) {
    this.service = service;
  }

  @AfterEach
  void close() {
    s3.close();
  }

  @Test
  void oneThatFailsIsTriedAgainAloneAndMoreAreAdded() throws Exception {
    s3.addKey("AKIA1", secretKey, null, "maps", "moody");
    FakeBucket maps = s3.makeBucket("maps");
    FakeBucket moody = s3.makeBucket("moody");
    FakeDropboxAccount dropbox = service.dropbox().account;
    dropbox.grant(token, "none");
    String toMaps = bucket("maps", "out/{exportId}");
    String toMoody = bucket("moody", "");
    String toDropbox = folder("/" + UUID.randomUUID());
    for (String config : List.of(toMaps, toMoody, toDropbox)) {
      JsonNode check = JSON.readTree(service.post(path(config) + "/check", "").body());
      assertThat(check.path("status").asText()).as(check::toPrettyString).isEqualTo("OK");
    }

    s3.fail(
        request -> request.contains(" /moody/") && !request.startsWith("HEAD"),
        Integer.MAX_VALUE,
        FakeS3.Fault.ANSWER_403);
    String id = service.submit(request(toMaps, toMoody, toDropbox));
    JsonNode partial = service.awaitEnd(id);
    assertThat(partial.path("statusReason").asText())
        .as(partial::toPrettyString)
        .isEqualTo("PARTIAL_DELIVERY");
    assertThat(statuses(partial))
        .as(partial::toPrettyString)
        .containsExactly("SUCCESS", "ERROR", "SUCCESS", "SUCCESS");
    JsonNode refusal = partial.at("/deliveries/1/error");
    assertThat(refusal.path("type").asText()).endsWith("/problems/destination-denied");
    assertThat(refusal.path("step").asText()).isEqualTo("deliver");

    s3.heal();
    service.accepted("/v1/exports/" + id + "/retry", "");
    JsonNode whole = service.awaitEnd(id);
    assertThat(statuses(whole)).as(whole::toPrettyString).containsOnly("SUCCESS");
    assertThat(whole.path("attempt").asInt()).isEqualTo(1);

    String more = folder("/" + UUID.randomUUID());
    service.accepted("/v1/exports/" + id + "/deliver", delivery(more));
    JsonNode again = service.awaitEnd(id);
    assertThat(statuses(again)).as(again::toPrettyString).hasSize(5).containsOnly("SUCCESS");

    String name = again.at("/deliveries/0/result/name").asText();
    byte[] file = service.download("/v1/exports/%s/files/%s".formatted(id, name)).body();
    assertThat(again.at("/deliveries/0/location").asText())
        .isEqualTo("s3://maps/out/%s/%s".formatted(id, name));
    assertThat(maps.object("out/%s/%s".formatted(id, name))).isEqualTo(file);
    assertThat(moody.object(name)).isEqualTo(file);
    for (int i : new int[] {2, 4}) {
      String location = again.at("/deliveries/%d/location".formatted(i)).asText();
      assertThat(dropbox.files().get(location.substring("dropbox://".length()))).isEqualTo(file);
    }
    assertThat(maps.openUploadKeys()).isEmpty();
    assertThat(moody.openUploadKeys()).isEmpty();

    assertThat(service.send("DELETE", path(more), service.token(), null).statusCode())
        .isEqualTo(204);
    assertThat(service.post("/v1/exports/" + id + "/deliver", delivery(more)).body())
        .contains("Cannot find a delivery configuration of yours");
    t14_noSecretIsAnywhere(id);
  }

  /** Databases, logs and the store are files of the data folder. */
  private void t14_noSecretIsAnywhere(String id) throws Exception {
    List<String> spellings = new ArrayList<>();
    for (String secret : List.of(secretKey, token)) {
      byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
      spellings.add(secret);
      spellings.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
      spellings.add(HexFormat.of().formatHex(bytes));
      spellings.add(Base64.getEncoder().withoutPadding().encodeToString(bytes));
    }
    String export = "/v1/exports/" + id;
    for (String path :
        List.of(export, export + "/history", export + "/files", "/v1/delivery-configs")) {
      assertThat(service.get(path).body()).doesNotContain(spellings);
    }
    try (Stream<Path> files = Files.walk(service.folder().resolve("data"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(content(file)).as(file::toString).doesNotContain(spellings);
      }
    }
  }

  private static String content(Path file) throws IOException {
    try {
      return Files.size(file) < MAX_FILE
          ? new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
          : "";
    } catch (NoSuchFileException e) {
      return ""; // the database and the store keep files for a while only
    }
  }

  private String bucket(String name, String prefix) throws Exception {
    return config(
        JSON.createObjectNode()
            .put("type", "S3")
            .put("bucket", name)
            .put("prefix", prefix)
            .put("endpoint", s3.endpoint())
            .put("accessKeyId", "AKIA1")
            .put("secretAccessKey", secretKey));
  }

  private String folder(String path) throws Exception {
    return config(
        JSON.createObjectNode().put("type", "DROPBOX").put("path", path).put("accessToken", token));
  }

  private String config(ObjectNode body) throws Exception {
    String answer = service.post("/v1/delivery-configs", body.put("name", "d").toString()).body();
    JsonNode made = JSON.readTree(answer);
    assertThat(made.path("id").asText()).as(answer).isNotEmpty();
    return made.path("id").asText();
  }

  private static String path(String config) {
    return "/v1/delivery-configs/" + config;
  }

  private static String delivery(String config) {
    return "{\"delivery\": [{\"deliveryConfigId\": \"%s\"}]}".formatted(config);
  }

  private static String request(String... configs) {
    var delivery = JSON.createArrayNode();
    for (String config : configs) {
      delivery.addObject().put("deliveryConfigId", config);
    }
    delivery.addObject().put("type", "HTTP");
    return """
    {"name": "d%s", "source": {"scenes": ["LC80220342026101LGN00"], "bands": ["red"]},
     "resolution": 30, "delivery": %s}
    """
        .formatted(UUID.randomUUID(), delivery);
  }

  private static List<String> statuses(JsonNode export) {
    var statuses = new ArrayList<String>();
    export.path("deliveries").forEach(one -> statuses.add(one.path("status").asText()));
    return statuses;
  }
}
