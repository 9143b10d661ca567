package io.landfall.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.model.ExportId;
import io.landfall.node.cli.QuotaCommand;
import io.landfall.node.services.BackingServices;
import io.landfall.node.token.ApiTokens;
import io.landfall.sql.SqlStatements;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import picocli.CommandLine;

/** Quotas that a command sets beside a running service, and what callers see of them. */
@ExtendWith(SharedService.Starter.class)
class QuotasIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BODY =
      "{\"source\": {\"scenes\": [\"LC80220342026101LGN00\"], \"bands\": [\"red\"]}}";
  private static BackingServices services;

  private final SharedService service;
  private final String owner = "owner-" + UUID.randomUUID();
  private final String organization = "org-" + UUID.randomUUID();

  QuotasIT(SharedService service) {
    this.service = service;
    if (services == null) {
      services = BackingServices.connectDatabase(service.config());
    }
  }

  @AfterAll
  static void stop() {
    services.close();
    services = null;
  }

  @Test
  void pixelsOfADayAreRefusedAtTheEstimateAndWhateverIsSubmittedAtOnce() throws Exception {
    String token = token(owner, null);
    JsonNode plan = json(send("POST", "/v1/exports/estimate", token, BODY), 200);
    long pixels = plan.at("/grid/width").asLong() * plan.at("/grid/height").asLong();
    assertThat(pixels).isPositive();
    limit("--owner", owner, token, "--pixels-per-day", Long.toString(3 * pixels));

    List<HttpResponse<String>> answers = atOnce(12, token);
    assertThat(answers)
        .filteredOn(answer -> answer.statusCode() == 429)
        .allMatch(answer -> answer.body().contains("/problems/quota-reached"));
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              List<JsonNode> exports = exports(token);
              assertThat(exports)
                  .allMatch(each -> Set.of("SUCCESS", "ERROR").contains(text(each, "status")));
              assertThat(exports)
                  .filteredOn(each -> text(each, "status").equals("SUCCESS"))
                  .hasSize(3);
            });
    for (JsonNode each : exports(token)) { // not planned in time when they were submitted
      if (text(each, "status").equals("ERROR")) {
        String body = send("GET", "/v1/exports/" + text(each, "id"), token, null).body();
        assertThat(JSON.readTree(body).at("/error/type").asText())
            .isEqualTo("/problems/quota-reached");
      }
    }
    HttpResponse<String> refused = send("POST", "/v1/exports", token, BODY);
    assertThat(json(refused, 429).at("/quota/used").asLong()).isEqualTo(3 * pixels);
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    JsonNode problem = json(send("POST", "/v1/exports/estimate", token, BODY), 429);
    assertThat(problem.path("detail").asText()).contains("pixels a day", "It renews at");
    assertThat(problem.at("/quota/name").asText()).isEqualTo("pixelsPerDay");
    assertThat(problem.at("/quota/needed").asLong()).isEqualTo(pixels);
    assertThat(problem.at("/quota/resetsAt").asText()).endsWith("T00:00:00Z");
    JsonNode used = json(send("GET", "/v1/usage", token, null), 200).at("/quotas/0");
    assertThat(used.path("used").asLong()).isEqualTo(3 * pixels);
    assertThat(quota("show", "--owner", owner))
        .contains(String.format(Locale.ROOT, "%,d of %,d", 3 * pixels, 3 * pixels));
    assertThat(quota("list", "--json")).contains(owner);
    assertThat(service.management("/metrics").body())
        .contains("landfall_quota_refused_total{quota=\"pixels-per-day\"}");

    quota("set", "--owner", owner, "--pixels-per-day", "default");
    assertThat(quota("list")).doesNotContain(owner);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> send("POST", "/v1/exports/estimate", token, BODY).statusCode() == 200);
  }

  @Test
  void membersShareExportsAtATimeAndACrashLeaksNoneForGood() throws Exception {
    List<String> tokens = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      tokens.add(token(owner + i, organization));
    }
    limit("--organization", organization, tokens.get(0), "--exports-at-a-time", "1");
    UUID leaked = leak(owner + 1);
    assertThat(json(send("POST", "/v1/exports", tokens.get(2), BODY), 429).at("/quota/of").asText())
        .as("it may be about to begin")
        .isEqualTo("organization");
    age(leaked);

    String id = json(begun(tokens.get(0)), 202).path("id").asText();
    service.awaitEnd(id);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> send("POST", "/v1/exports", tokens.get(1), BODY).statusCode() == 202);
    assertThat(json(send("GET", "/v1/usage", tokens.get(2), null), 200).at("/quotas/0/holder"))
        .hasToString("\"" + organization + "\"");
  }

  @Test
  void theSameKeyBeginsOneExportAlsoWhenNothingIsLeft() throws Exception {
    String token = token(owner, null);
    limit("--owner", owner, token, "--exports-at-a-time", "1");
    String key = UUID.randomUUID().toString();
    String id =
        json(
                await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> submit(token, key), answer -> answer.statusCode() != 503),
                202)
            .path("id")
            .asText();
    service.awaitEnd(id);
    quota("set", "--owner", owner, "--exports-at-a-time", "0");
    update("delete from quota_exports where export_id = ?::uuid", id); // as of long ago
    assertThat(json(submit(token, key), 202).path("id").asText()).isEqualTo(id);
    assertThat(submit(token, UUID.randomUUID().toString()).statusCode()).isEqualTo(429);
  }

  @Test
  void bytesOfADayEndDownloadsThatHaveNotBegun() throws Exception {
    String token = token(owner, organization);
    String id = json(begun(token), 202).path("id").asText();
    JsonNode file = service.awaitEnd(id).at("/result/files/0");
    String link = URI.create(file.path("href").asText()).getPath();
    long bytes = file.path("bytes").asLong();
    limit("--organization", organization, token, "--bytes-per-day", Long.toString(bytes + 1));
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> listed(id)); // else nobody knows of its organization yet
    assertThat(service.download(link).statusCode()).isEqualTo(200);
    HttpResponse<byte[]> refused = service.download(link);
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
  }

  private List<JsonNode> exports(String token) throws Exception {
    List<JsonNode> all = new ArrayList<>();
    json(send("GET", "/v1/exports?limit=100", token, null), 200).path("exports").forEach(all::add);
    return all;
  }

  private static String text(JsonNode json, String name) {
    return json.path(name).asText();
  }

  private boolean listed(String id) throws Exception {
    return service.get("/v1/exports?limit=100&owner=" + owner).body().contains(id);
  }

  /** Sets a quota once all nodes look at those of somebody. */
  private void limit(String whose, String name, String token, String kind, String limit) {
    quota("set", whose, name, "--exports-at-a-time", "0");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> send("POST", "/v1/exports/estimate", token, BODY).statusCode() == 429);
    quota("set", whose, name, "--exports-at-a-time", "default");
    quota("set", whose, name, kind, limit);
  }

  private List<HttpResponse<String>> atOnce(int count, String token) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      Callable<HttpResponse<String>> work = () -> send("POST", "/v1/exports", token, BODY);
      List<HttpResponse<String>> answers = new ArrayList<>();
      for (Future<HttpResponse<String>> each :
          threads.invokeAll(Collections.nCopies(count, work))) {
        answers.add(each.get());
      }
      return answers;
    } finally {
      threads.shutdownNow();
    }
  }

  /** Submits until there is time for an answer; by one key, so that one export begins. */
  private HttpResponse<String> begun(String token) throws Exception {
    String key = UUID.randomUUID().toString();
    return await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> submit(token, key), answer -> answer.statusCode() != 503);
  }

  private HttpResponse<String> submit(String token, String key) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(service.url() + "/v1/exports"))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .POST(HttpRequest.BodyPublishers.ofString(BODY))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** Leaves what a node leaves that ends before the export has begun. */
  private UUID leak(String user) {
    UUID id = ExportId.generate().value();
    update(
        "insert into quota_exports (export_id, attempt, owner, organization) values (?, 1, ?, ?)",
        id,
        user,
        organization);
    return id;
  }

  private void age(UUID id) {
    update(
        "update quota_exports set begun_at = now() - interval '2 minutes',"
            + " checked_at = now() - interval '2 minutes' where export_id = ?",
        id);
  }

  private static void update(String sql, Object... values) {
    services.database().call(connection -> SqlStatements.update(connection, sql, values));
  }

  private String token(String user, String members) {
    return new ApiTokens(services.database()).create(new Principal(user, members, Set.of()), null);
  }

  private String quota(String... arguments) {
    var out = new StringWriter();
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data-dir", service.folder().resolve("data").toString()));
    int exit =
        new CommandLine(new QuotaCommand())
            .setOut(new PrintWriter(out))
            .execute(all.toArray(String[]::new));
    assertThat(exit).as(out.toString()).isZero();
    return out.toString();
  }

  private HttpResponse<String> send(String method, String path, String token, String body)
      throws Exception {
    return service.send(method, path, token, body);
  }

  private static JsonNode json(HttpResponse<String> answer, int status) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return JSON.readTree(answer.body());
  }
}
