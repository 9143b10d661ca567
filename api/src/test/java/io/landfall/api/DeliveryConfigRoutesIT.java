package io.landfall.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Delivery configurations over HTTP; no answer holds a secret. */
class DeliveryConfigRoutesIT {
  private static ApiFixture api;
  private static final String CANARY = "c4n4ry-S3cret/+=";
  private static final String S3 =
      "{'name': 'mine', 'type': 'S3', 'bucket': 'my-bucket', 'prefix': 'a/b', 'accessKeyId':"
          + " 'AKIA1', 'secretAccessKey': '"
          + CANARY
          + "'}";

  @BeforeAll
  static void start() {
    api = new ApiFixture();
  }

  @AfterAll
  static void close() {
    api.close();
  }

  @Test
  void secretsComeInAndNeverGoOut() {
    HttpResponse<byte[]> made = post("ann-token", S3);
    assertThat(made.statusCode()).isEqualTo(201);
    JsonNode config = api.json(made);
    assertThat(config.path("bucket").asText()).isEqualTo("my-bucket");
    String path = "/v1/delivery-configs/" + config.path("id").asText();
    HttpResponse<byte[]> check = api.send(api.post("ann-token", path + "/check", ""));
    assertThat(api.json(check).path("status").asText()).isEqualTo("UNCHECKED");
    for (HttpResponse<byte[]> answer :
        List.of(
            made,
            api.send(api.as("ann-token", path)),
            api.send(api.as("ann-token", "/v1/delivery-configs")),
            check,
            post("ann-token", S3.replace("my-bucket", "..")),
            post("ann-token", S3.replace("c4n4ry", "c4n4ry ")),
            post("ann-token", S3.replace("'S3'", "'HTTP'")),
            post("ann-token", S3.replace("'mine'", "'mine")))) {
      assertThat(new String(answer.body(), StandardCharsets.UTF_8)).doesNotContain("c4n4ry");
    }
    api.problem(api.send(api.as("bob-token", path)), 404, "workspace-unknown");
    api.problem(api.send(api.post("bob-token", path + "/check", "")), 404, "workspace-unknown");
    api.problem(api.send(api.as("bob-token", path).DELETE()), 404, "workspace-unknown");
    assertThat(api.send(api.as("ann-token", path).DELETE()).statusCode()).isEqualTo(204);
    api.problem(api.send(api.as("ann-token", path)), 404, "workspace-unknown");
  }

  @Test
  void aDestinationThatIsSlowToAnswerHoldsUpNobodyElse() {
    String slow = S3.replace("my-bucket", "slow-bucket");
    HttpRequest.Builder ofAnn = check("ann-token", slow);
    HttpRequest.Builder ofBob = check("bob-token", S3);
    CompletableFuture<Void> first = CompletableFuture.runAsync(() -> api.send(ofAnn));
    api.deliveryConfigs.asked.acquireUninterruptibly();
    api.problem(api.send(ofAnn), 503, "node-busy");
    assertThat(api.send(ofBob).statusCode()).isEqualTo(200);
    api.deliveryConfigs.answer.complete(null);
    first.join();
    await().atMost(Duration.ofSeconds(20)).until(() -> api.send(ofAnn).statusCode() == 200);
  }

  private static HttpRequest.Builder check(String token, String body) {
    String id = api.json(post(token, body)).path("id").asText();
    return api.post(token, "/v1/delivery-configs/%s/check".formatted(id), "");
  }

  @ParameterizedTest(name = "{1} of {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{'type': 'S3'} | /name",
        "{'name': 'a'} | /type",
        "{'name': 'a', 'type': 'FTP'} | /type",
        "{'name': 'a', 'type': 'HTTP', 'bucket': 'b'} | /bucket",
        "{'name': 'a', 'type': 'HTTP', 'expiresIn': 0} | /expiresIn",
        "{'name': 'a', 'type': 'HTTP', 'bytesPerSecond': 1.5} | /bytesPerSecond",
        "{'name': 'a', 'type': 'S3', 'bucket': 'own-bucket', 'accessKeyId': 'A', 'secretAccessKey':"
            + " 's'} | /bucket",
        "{'name': 'a', 'type': 'S3', 'bucket': 'B', 'accessKeyId': 'A', 'secretAccessKey': 's'} |"
            + " /bucket",
        "{'name': 'a', 'type': 'S3', 'bucket': 'bbb', 'accessKeyId': 'A'} | /secretAccessKey",
        "{'name': 'a', 'type': 'S3', 'bucket': 'bbb', 'prefix': '../x', 'accessKeyId': 'A',"
            + " 'secretAccessKey': 's'} | /prefix",
        "{'name': 'a', 'type': 'S3', 'bucket': 'bbb', 'prefix': '/x', 'accessKeyId': 'A',"
            + " 'secretAccessKey': 's'} | /prefix",
        "{'name': 'a', 'type': 'S3', 'bucket': 'bbb', 'prefix': 'x//y', 'accessKeyId': 'A',"
            + " 'secretAccessKey': 's'} | /prefix",
        "{'name': 'a', 'type': 'S3', 'bucket': 'bbb', 'endpoint': 'http://s3.example.org',"
            + " 'accessKeyId': 'A', 'secretAccessKey': 's'} | /endpoint",
        "{'name': 'a', 'type': 'S3', 'bucket': 'bbb', 'endpoint': 'https://u:p@s3.example.org',"
            + " 'accessKeyId': 'A', 'secretAccessKey': 's'} | /endpoint",
        "{'name': 'a', 'type': 'DROPBOX', 'path': '/x'} | /accessToken",
        "{'name': 'a', 'type': 'DROPBOX', 'path': 'x', 'accessToken': 't'} | /path",
        "{'name': 'a', 'type': 'DROPBOX', 'path': '/x', 'refreshToken': 't'} | /appKey",
        "{'name': 'a', 'type': 'DROPBOX', 'path': '/x', 'accessToken': 't', 'refreshToken': 't',"
            + " 'appKey': 'k'} | /accessToken",
      })
  void whatIsWrongIsNamedByItsPointer(String body, String pointer) {
    JsonNode problem = api.problem(post("ann-token", body), 422, "request-invalid");
    assertThat(problem.at("/errors/0/pointer").asText()).isEqualTo(pointer);
  }

  @Test
  void oneKeyMakesOne() {
    String body = "{'name': 'k', 'type': 'HTTP'}".replace('\'', '"');
    for (int i = 0; i < 2; i++) {
      HttpResponse<byte[]> made =
          api.send(
              api.post("ann-token", "/v1/delivery-configs", body).header("Idempotency-Key", "d"));
      assertThat(made.statusCode()).isEqualTo(201);
    }
    api.problem(
        api.send(
            api.post("ann-token", "/v1/delivery-configs", body.replace("\"k\"", "\"l\""))
                .header("Idempotency-Key", "d")),
        409,
        "idempotency-key-reused");
  }

  @Test
  void aRequestSentAgainFindsItsExportWhenItsConfigurationIsDeletedSince() {
    String id = api.json(post("ann-token", S3)).path("id").asText();
    String destination = ", \"delivery\": [{\"deliveryConfigId\": \"%s\"}]}".formatted(id);
    String body = ApiFixture.BODY.replaceFirst("}$", destination);
    JsonNode first = submitWithKey(body, 202);
    assertThat(first.at("/request/source/scenes/0").asText()).isEqualTo("file:a.tif");
    assertThat(submitWithKey(body, 202).path("id")).isEqualTo(first.path("id"));
    api.send(api.as("ann-token", "/v1/delivery-configs/" + id).DELETE());
    assertThat(submitWithKey(body, 202).path("id")).isEqualTo(first.path("id"));
    String other = body.replaceFirst("}$", ", \"name\": \"other\"}");
    assertThat(submitWithKey(other, 422).at("/errors/0/pointer").asText())
        .isEqualTo("/delivery/0/deliveryConfigId");
  }

  private static JsonNode submitWithKey(String body, int status) {
    HttpResponse<byte[]> answer =
        api.send(
            api.post("ann-token", "/v1/exports", body)
                .header("Idempotency-Key", "configuration-deleted-since"));
    assertThat(answer.statusCode()).as(body).isEqualTo(status);
    return api.json(answer);
  }

  @Test
  void whoGrantsIsToldThePolicies() {
    String none = S3.replaceAll(", .accessKeyId.*", "}");
    JsonNode granted = policy(none);
    assertThat(granted.at("/bucketPolicy/Statement/0/Principal/AWS").asText())
        .isEqualTo("arn:aws:iam::123456789012:role/landfall");
    assertThat(granted.path("proofObject").asText()).startsWith("a/b/.landfall-owner-");
    JsonNode encrypted = policy(none.replace("}", ", 'kmsKeyId': 'alias/maps'}"));
    assertThat(encrypted.at("/keyStatement/Principal/AWS"))
        .isEqualTo(granted.at("/bucketPolicy/Statement/0/Principal/AWS"));
    assertThat(encrypted.at("/steps/1").asText()).contains("keyStatement", "alias/maps");
    JsonNode role =
        policy(none.replace("}", ", 'roleArn': 'arn:aws:iam::123456789012:role/mine'}"));
    assertThat(role.at("/trustPolicy/Statement/0/Condition/StringEquals/sts:ExternalId"))
        .isEqualTo(role.path("externalId"));
    assertThat(policy(S3).at("/userPolicy/Statement/0/Resource").asText())
        .isEqualTo("arn:aws:s3:::my-bucket/a/b/*");
    String link = "{'name': 'l', 'type': 'HTTP'}";
    String id = api.json(post("ann-token", link)).path("id").asText();
    String path = "/v1/delivery-configs/" + id + "/policy";
    api.problem(api.send(api.as("ann-token", path)), 422, "option-unsupported");
  }

  private static JsonNode policy(String body) {
    String id = api.json(post("ann-token", body)).path("id").asText();
    return api.json(api.send(api.as("ann-token", "/v1/delivery-configs/" + id + "/policy")));
  }

  private static HttpResponse<byte[]> post(String token, String body) {
    return api.send(api.post(token, "/v1/delivery-configs", body.replace('\'', '"')));
  }
}
