package io.landfall.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.api.token.TokenEntry;
import io.landfall.api.token.TokenEntry.TokenState;
import io.landfall.node.services.BackingServices;
import io.landfall.node.token.ApiTokens;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a whole service lets others do and know. */
@ExtendWith(SharedService.Starter.class)
class ServiceRightsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern HEADER_OR_CANARY =
      Pattern.compile("(?i)header|c\\W?a\\W?n\\W?a\\W?r\\W?y");

  @RegisterExtension static final HeldThreads HELD_THREADS = new HeldThreads();

  private final SharedService service;

  ServiceRightsIT(SharedService service) {
    this.service = service;
  }

  @Test
  void itsTokenStandsInTheDataFolderAndAnotherIsRefused() throws Exception {
    assertThat(Files.readString(service.folder().resolve("data/token")).strip())
        .isEqualTo(service.token());
    assertThat(service.send("GET", "/v1/exports", "nonsense", null).statusCode()).isEqualTo(401);
  }

  @Test
  void otherAccountsReadNothingOfItsFolder() throws Exception {
    Path data = service.folder().resolve("data");
    List<Path> closed = new ArrayList<>(List.of(data, data.resolve("token")));
    closed.add(data.resolve("runtime.json"));
    try (Stream<Path> logs = Files.walk(data.resolve("logs"))) {
      logs.forEach(closed::add);
    }
    assertThat(closed)
        .hasSizeGreaterThan(5)
        .allSatisfy(
            path ->
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .as(path.toString())
                    .endsWith("------"));
  }

  @Test
  void aTokenMadeBesideItIsGoodUntilItIsRevoked() throws Exception {
    try (BackingServices beside = BackingServices.connectDatabase(service.config())) {
      var tokens = new ApiTokens(beside.database());
      String other = tokens.create(new Principal("ann", null, Set.of()), null);
      assertThat(service.send("GET", "/v1/exports", other, null).statusCode()).isEqualTo(200);
      tokens.revoke(ApiTokens.id(other));
      assertThat(service.send("GET", "/v1/exports", other, null).statusCode()).isEqualTo(401);
      assertThat(tokens.list())
          .filteredOn(entry -> entry.id().equals(ApiTokens.id(other)))
          .extracting(TokenEntry::state)
          .containsExactly(TokenState.REVOKED);
      assertThatThrownBy(() -> tokens.revoke(other))
          .hasMessageContaining("token list")
          .hasMessageNotContaining(other);
      assertThatThrownBy(
              () -> tokens.create(new Principal("ann", null, Set.of("everything")), null))
          .hasMessage(
              "Invalid scope \"everything\": there are exports:read, exports:write, workspace:read,"
                  + " workspace:write, tokens:read, tokens:write, admin, ingest, audit.");
    }
  }

  @Test
  void everyRouteLetsInWhomTheContractNamesAndNobodyElse() throws Exception {
    try (BackingServices beside = BackingServices.connectDatabase(service.config())) {
      var tokens = new ApiTokens(beside.database());
      String ann = tokens.create(new Principal("ann", "acme", Set.of()), null);
      String body =
          """
          {"name": "ann", "source": {"scenes": ["LC80220342026101LGN00"], "bands": ["red"]}}
          """;
      HttpResponse<String> taken =
          await()
              .atMost(Duration.ofSeconds(60))
              .until(
                  () -> service.send("POST", "/v1/exports", ann, body),
                  answer -> answer.statusCode() == 202);
      String self = "/v1/exports/" + JSON.readTree(taken.body()).path("id").asText();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> service.send("GET", self, ann, null).body().contains("\"status\":\"SUCCESS\""));
      var matrix =
          new AccessMatrix(
              service.url(),
              tokens,
              service.issuer(),
              self.substring(12),
              "ann.tif",
              service.folder().resolve("import"));
      assertThat(matrix.check()).isGreaterThan(200);
    }
  }

  @Test
  void noAnswerTellsWhereTheServerKeepsFilesAndNothingTellsItsSecrets() throws Exception {
    Path scene =
        service.folder().resolve("import/LC80220342026101LGN00/LC80220342026101LGN00_B4.TIF");
    List<String> answers = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    for (String body : FailingRequests.make(service.folder().resolve("import"), scene)) {
      HttpResponse<String> answer = service.post("/v1/exports", body);
      answers.add(answer.body());
      if (answer.statusCode() == 202) {
        ids.add(JSON.readTree(answer.body()).path("id").asText());
      }
    }
    assertThat(ids).hasSizeGreaterThan(39);
    for (String id : ids) {
      assertThat(service.awaitEnd(id).path("status").asText()).isEqualTo("ERROR");
      for (String part : List.of("", "/history", "/files", "/files/x")) {
        answers.add(service.get("/v1/exports/" + id + part).body());
      }
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> service.get("/v1/exports?status=ERROR&limit=500").body(),
            list -> list.contains(ids.get(ids.size() - 1)));
    answers.add(service.get("/v1/exports?limit=500").body());
    Pattern path =
        Pattern.compile(".{0,60}" + Pattern.quote(service.folder().toString()) + ".{0,60}");
    assertThat(answers.stream().flatMap(answer -> path.matcher(answer).results()))
        .extracting(found -> found.group())
        .isEmpty();

    String journal = journal();
    assertThat(journal)
        .as("the journal, for whom that is needed")
        .contains(service.folder().toString());
    String logs = logs();
    for (String secret : List.of("token", "postgres.password", "store.secret", "cluster.key")) {
      String canary = Files.readString(service.folder().resolve("data").resolve(secret)).strip();
      String line = canary.lines().skip(canary.startsWith("-----") ? 1 : 0).findFirst().get();
      assertThat(journal).as(secret).doesNotContain(line);
      assertThat(logs).as(secret).doesNotContain(line);
      assertThat(answers).as(secret).noneMatch(answer -> answer.contains(line));
    }
  }

  @Test
  void filesThatAreDeliveredDoNotTellWhereTheirSourcesLay() throws Exception {
    Path scene =
        service.folder().resolve("import/LC80220342026101LGN00/LC80220342026101LGN00_B4.TIF");
    Files.copy(scene, service.folder().resolve("import/warned.tif"));
    Files.writeString(service.folder().resolve("import/warned.tif.aux.xml"), "<PAMDataset><broken");
    JsonNode ended =
        service.awaitEnd(service.submit("{\"source\": {\"scenes\": [\"warned.tif\"]}}"));
    assertThat(ended.path("warnings").toString())
        .contains("warned.tif.aux.xml is not read")
        .doesNotContain(service.folder().toString());
    for (JsonNode file : ended.at("/result/files")) {
      assertThat(service.get(file.path("href").asText().replaceFirst("^http://[^/]*", "")).body())
          .as(file.path("name").asText())
          .doesNotContain(service.folder().toString());
    }
    assertThat(ended.at("/result/files")).hasSizeGreaterThan(3);
  }

  @Test
  void whatAHeaderHoldsIsNotLogged() throws Exception {
    var logged = new ListAppender<ILoggingEvent>();
    var root = (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    logged.start();
    root.addAppender(logged);
    try {
      for (String header :
          List.of(
              "Authorization: Basic c=ana=ry",
              "Cookie: a=ca\"nary",
              "Host: ca nary",
              "Accept: /canary")) {
        answerTo("GET /v1/exports HTTP/1.1\r\n%s\r\nHost: a\r\n\r\n".formatted(header));
      }
    } finally {
      root.detachAppender(logged);
    }
    assertThat(logged.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .noneMatch(HEADER_OR_CANARY.asPredicate());
  }

  private void answerTo(String request) throws IOException {
    try (var socket = new Socket("127.0.0.1", URI.create(service.url()).getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      assertThat(socket.getInputStream().read()).isEqualTo('H');
    }
  }

  private String logs() throws IOException {
    var all = new StringBuilder();
    try (Stream<Path> files = Files.walk(service.folder().resolve("data/logs"))) {
      for (Path log : files.filter(Files::isRegularFile).toList()) {
        all.append(Files.readString(log));
      }
    }
    return all.toString();
  }

  private String journal() {
    try (BackingServices beside = BackingServices.connectDatabase(service.config())) {
      return beside
          .database()
          .call(
              connection -> {
                try (var row =
                    connection
                        .createStatement()
                        .executeQuery(
                            "select string_agg(encode(event_payload, 'escape'), ' ') from"
                                + " event_journal")) {
                  row.next();
                  return row.getString(1);
                }
              });
    }
  }
}
