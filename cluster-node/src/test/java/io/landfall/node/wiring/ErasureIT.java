package io.landfall.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.audit.chain.EventCause;
import io.landfall.audit.chain.EventHash;
import io.landfall.audit.chain.EventMetadata;
import io.landfall.audit.chain.JournalRow;
import io.landfall.audit.ledger.ExportLedger;
import io.landfall.audit.ledger.LedgerEntry;
import io.landfall.node.cli.audit.AuditCommand;
import io.landfall.node.demo.TinyScene;
import io.landfall.node.embedded.DatabaseEndpoint;
import io.landfall.node.embedded.RuntimeFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import picocli.CommandLine;

/** A person who has used all that there is, and is erased beside the running service. */
@ExtendWith(SharedService.Starter.class)
class ErasureIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int OK = 0;
  private static final String SCENE = "LC80220342026101LGN00";

  private final SharedService service;

  /** Stands in all that a person can type, so that it is found wherever that got to. */
  private final String name = "ann" + UUID.randomUUID().toString().replace("-", "");

  private final String token;

  ErasureIT(SharedService service) {
    this.service = service;
    this.token = service.issuer().token(name, "org-" + name);
  }

  @Test
  void nothingNamesAPersonWhoWasErasedAndTheChainsAreWhole() throws Exception {
    useAllThereIs();
    String id = ended(export("\"name\": \"%1$s\", \"labels\": [\"%1$s\"], \"provenance\": true"));
    JsonNode file = told(id).at("/result/files/0");
    assertThat(
            send("GET", file.path("href").asText().replace(service.url(), ""), null).statusCode())
        .isEqualTo(200);
    String failed = ended(ownScene());
    awaitCleanedUp(id, failed);
    assertThat(columnsThatHave(name)).isNotEmpty();
    assertThat(audit(1, "erase", "[erased]")).isEmpty();

    JsonNode found = JSON.readTree(audit(OK, "erase", name, "--dry-run", "--json"));
    assertThat(found.path("exports").asInt()).isEqualTo(2);
    assertThat(found.path("objects").asInt()).isPositive();
    assertThat(found.at("/rows/webhooks").asInt()).isEqualTo(1);
    assertThat(told(id).path("name").asText()).isEqualTo(name);

    JsonNode erased = JSON.readTree(audit(OK, "erase", name, "--json"));
    assertThat(erased.path("exports").asInt()).isEqualTo(2);
    assertThat(erased.path("unverified")).isEmpty();
    assertThat(columnsThatHave(name)).isEmpty();
    assertThat(storeFilesThatHave(name)).isEmpty();
    for (String each : List.of(id, failed)) {
      assertThat(audit(OK, "verify", "--export", each)).contains("nothing is wrong");
      assertThat(audit(OK, "replay", each)).doesNotContain(name);
      assertThat(audit(OK, "show", each)).contains("[erased]").doesNotContain(name);
    }
    assertThat(audit(OK, "verify", "--export", id, "--json")).doesNotContain("\"erased\":0");
    assertThat(audit(OK, "rebuild")).contains("audited exports");
    assertThat(columnsThatHave(name)).isEmpty();
    JsonNode again = JSON.readTree(audit(OK, "erase", name, "--json"));
    assertThat(again.path("events").asInt()).isZero();
    assertThat(export("\"name\": \"%1$s\"")).as("may come back").isNotEmpty();
  }

  @Test
  void whatSomebodyChangesInWhatWasLeftIsNamed() throws Exception {
    String id = ended(export("\"name\": \"%1$s\""));
    awaitCleanedUp(id);
    audit(OK, "erase", name);
    String change =
        "update event_journal set event_payload = convert_to(replace(convert_from(event_payload,"
            + " 'UTF8'), '%s', '%s'), 'UTF8') where persistence_id = 'export|%s'"
            + " and sequence_number = 1";
    execute(change.formatted("[erased]", "[ERASED]", id));
    assertThat(audit(1, "verify", "--export", id)).contains("CHANGED", "event 1 was changed");
    execute(change.formatted("[ERASED]", "[erased]", id));
    assertThat(audit(OK, "verify", "--export", id)).contains("nothing is wrong");
    execute(
        "delete from event_journal where persistence_id = 'export|%s|ledger' and sequence_number ="
                .formatted(id)
            + " (select max(sequence_number) from event_journal where persistence_id ="
            + " 'export|%s|ledger')".formatted(id));
    assertThat(audit(1, "verify", "--export", id)).contains("event 1 was changed");
    forget(id);
  }

  @Test
  void whatWasChangedBeforeDoesNotPassForWhatIsLeft() throws Exception {
    String id = ended(export("\"name\": \"%1$s\""));
    awaitCleanedUp(id);
    execute(
        "update event_journal set event_payload = convert_to(replace(convert_from(event_payload,"
            + " 'UTF8'), 'NORMAL', 'HIGH'), 'UTF8') where persistence_id = 'export|%s'"
                .formatted(id)
            + " and sequence_number = 1");
    assertThat(audit(1, "erase", name)).contains("was not as it was written before already");
    assertThat(columnsThatHave(name)).isEmpty();
    assertThat(audit(1, "verify", "--export", id)).contains("event 1 was changed");
    forget(id);
  }

  @Test
  void whoHasTheDatabaseAndNoKeyCannotPassAChangeForAnErasure() throws Exception {
    String id = ended(export("\"name\": \"%1$s\""));
    awaitCleanedUp(id);
    execute(
        "update event_journal set event_payload = convert_to(replace(convert_from(event_payload,"
            + " 'UTF8'), 'NORMAL', 'HIGH'), 'UTF8') where persistence_id = 'export|%s'"
                .formatted(id)
            + " and sequence_number = 1");
    try (Connection connection = connect()) {
      JournalRow changed = firstRow(connection, "export|" + id);
      String hash = new EventHash().hash(changed, EventMetadata.parse(changed.metadata()));
      var cause = new EventCause("system", "eraseOwner", null, null);
      String entry =
          "{\"event\":\"erased\",\"events\":{\"1\":\"%s\"},\"ledger\":{}}".formatted(hash);
      new ExportLedger(null, Clock.systemUTC())
          .append(connection, List.of(new LedgerEntry(UUID.fromString(id), cause, entry)));
    }
    assertThat(audit(1, "verify", "--export", id)).contains("event 1 was changed");
    forget(id);
  }

  private static JournalRow firstRow(Connection connection, String chain) throws SQLException {
    try (var select =
            connection.prepareStatement(
                "select ordering, writer, write_timestamp, adapter_manifest, event_ser_id,"
                    + " event_ser_manifest, event_payload, meta_ser_id, meta_ser_manifest,"
                    + " meta_payload from event_journal where sequence_number = 1"
                    + " and persistence_id = '"
                    + chain
                    + "'");
        ResultSet row = select.executeQuery()) {
      row.next();
      return new JournalRow(
          row.getLong(1),
          false,
          chain,
          1,
          row.getString(2),
          row.getLong(3),
          row.getString(4),
          row.getInt(5),
          row.getString(6),
          row.getBytes(7),
          row.getInt(8),
          row.getString(9),
          row.getBytes(10));
    }
  }

  /** Others have the whole journal verified. */
  private void forget(String id) throws SQLException {
    execute("delete from event_journal where persistence_id like 'export|%s%%'".formatted(id));
    execute("delete from audit_heads where persistence_id like 'export|%s%%'".formatted(id));
    execute(
        "delete from audit_roots where number not in (select root from audit_heads)"
            + " and number = (select max(number) from audit_roots)");
  }

  @Test
  void oneWhoseExportsHaveNotEndedIsNotErased() throws Exception {
    String id = export("\"name\": \"%1$s\"");
    assertThat(send("POST", "/v1/exports/" + id + "/pause", "").statusCode()).isLessThan(500);
    if (!told(id).path("status").asText().equals("SUCCESS")) {
      assertThat(audit(1, "erase", name)).isEmpty();
      assertThat(columnsThatHave(name)).isNotEmpty();
    }
    send("POST", "/v1/exports/" + id + "/cancel", "");
  }

  @Test
  void everyTableThatNamesPeopleIsKnownToTheErasure() throws Exception {
    Set<String> naming = new TreeSet<>();
    try (Connection connection = connect();
        var select =
            connection.prepareStatement(
                "select table_name || '.' || column_name from information_schema.columns c"
                    + " join information_schema.tables t using (table_schema, table_name)"
                    + " where table_schema = current_schema() and table_type = 'BASE TABLE'"
                    + " and column_name in ('owner', 'organization', 'actors', 'created_by',"
                    + " 'updated_by', 'deleted_by', 'client', 'user_name', 'by')");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        naming.add(row.getString(1));
      }
    }
    assertThat(naming)
        .as("columns that name people: add new ones to PersonTables, and then here")
        .containsExactlyInAnyOrder(
            "areas.owner",
            "audited_exports.actors",
            "audited_exports.client",
            "audited_exports.owner",
            "delivery_configs.organization",
            "delivery_configs.owner",
            "downloads.client",
            "downloads.organization",
            "downloads.owner",
            "downloads_archive.client",
            "downloads_archive.owner",
            "export_usage.owner",
            "exports.organization",
            "exports.owner",
            "organization_days.organization", // sums of all its members
            "own_scenes.organization",
            "own_scenes.owner",
            "project_versions.created_by",
            "projects.deleted_by",
            "projects.organization",
            "projects.owner",
            "projects.updated_by",
            "quota_charges.organization",
            "quota_charges.owner",
            "quota_exports.organization",
            "quota_exports.owner",
            "styles.owner",
            "tokens.organization",
            "tokens.owner",
            "tool_versions.created_by",
            "tools.deleted_by",
            "tools.organization",
            "tools.owner",
            "tools.updated_by",
            "usage_days.owner",
            "webhooks.organization",
            "webhooks.owner");
  }

  private void useAllThereIs() throws Exception {
    created(
        "/v1/projects",
        """
        {"name": "%1$s", "scenes": [{"sceneId": "LC80220342026101LGN00"}],
         "bands": {"red": "red", "green": "green", "blue": "blue"}}
        """);
    created(
        "/v1/delivery-configs",
        """
        {"name": "%1$s", "type": "DROPBOX", "path": "/%1$s", "accessToken": "%1$s"}
        """);
    created(
        "/v1/webhooks",
        """
        {"name": "%1$s", "url": "http://127.0.0.1:9/%1$s", "events": ["com.landfall.export.succeeded.v1"]}
        """);
    String body = "{\"user\": \"%s\", \"scopes\": [\"exports:read\"]}".formatted(name);
    assertThat(service.post("/v1/tokens", body).statusCode()).isEqualTo(201);
  }

  private String ownScene() throws Exception {
    Path folder = service.folder().resolve("import/" + name);
    if (!Files.exists(folder)) {
      TinyScene.write(folder, SCENE);
    }
    String scene =
        created(
                "/v1/scenes",
                "{\"name\": \"%1$s\", \"bands\": [{\"name\": \"red\", \"href\": \"file://"
                    + folder
                    + "/"
                    + SCENE
                    + "/"
                    + SCENE
                    + "_B4.TIF\"}]}")
            .path("id")
            .asText();
    return accepted("{\"source\": {\"scenes\": [\"%s\"], \"bands\": [\"red\"]}}".formatted(scene));
  }

  private JsonNode created(String path, String body) throws Exception {
    HttpResponse<String> answer = send("POST", path, body.formatted(name));
    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
    return JSON.readTree(answer.body());
  }

  private String export(String options) throws Exception {
    return accepted(
        "{\"source\": {\"scenes\": [\"%s\"]}, %s}".formatted(SCENE, options.formatted(name)));
  }

  private String accepted(String body) throws Exception {
    HttpResponse<String> answer =
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> send("POST", "/v1/exports", body), one -> one.statusCode() != 503);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return JSON.readTree(answer.body()).path("id").asText();
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    return service.send(method, path, token, body);
  }

  private JsonNode told(String id) throws Exception {
    return JSON.readTree(service.get("/v1/exports/" + id).body());
  }

  private String ended(String id) throws Exception {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> JSON.readTree(send("GET", "/v1/exports/" + id, null).body()),
            export -> Set.of("SUCCESS", "ERROR").contains(export.path("status").asText()));
    return id;
  }

  /** The list is behind the journal; it tells when nothing is left to be done. */
  private void awaitCleanedUp(String... ids) {
    for (String id : ids) {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  number(
                      "select count(*) from exports where not needs_clean_up and status in"
                          + " ('SUCCESS', 'ERROR') and id = '%s'".formatted(id)),
              count -> count == 1);
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> number("select count(*) from downloads where outcome is null"),
            count -> count == 0);
  }

  private String audit(int expected, String... arguments) {
    var out = new StringWriter();
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data-dir", service.folder().resolve("data").toString()));
    int exit =
        new CommandLine(new AuditCommand())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(new StringWriter()))
            .execute(all.toArray(String[]::new));
    assertThat(exit).as(out.toString()).isEqualTo(expected);
    return out.toString();
  }

  private Connection connect() throws SQLException {
    DatabaseEndpoint database =
        RuntimeFile.find(service.folder().resolve("data")).orElseThrow().database();
    return DriverManager.getConnection(database.url(), database.user(), database.password());
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private long number(String sql) throws SQLException {
    try (Connection connection = connect();
        var statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Looks into every column of every table, bytes included, but sums of whole organizations. */
  private List<String> columnsThatHave(String text) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Connection connection = connect()) {
      List<String[]> columns = new ArrayList<>();
      try (var select =
              connection.prepareStatement(
                  "select table_name, column_name, data_type from information_schema.columns"
                      + " join information_schema.tables using (table_schema, table_name)"
                      + " where table_schema = current_schema() and table_type = 'BASE TABLE'"
                      + " and table_name <> 'organization_days'");
          ResultSet row = select.executeQuery()) {
        while (row.next()) {
          columns.add(new String[] {row.getString(1), row.getString(2), row.getString(3)});
        }
      }
      for (String[] column : columns) {
        String value =
            column[2].equals("bytea")
                ? "encode(\"%s\", 'escape')".formatted(column[1])
                : "\"%s\"::text".formatted(column[1]);
        String sql =
            "select count(*) from \"%s\" where position('%s' in %s) > 0"
                .formatted(column[0], text, value);
        try (var statement = connection.createStatement();
            ResultSet row = statement.executeQuery(sql)) {
          row.next();
          if (row.getLong(1) > 0) {
            found.add(column[0] + "." + column[1]);
          }
        }
      }
    }
    return found;
  }

  private List<String> storeFilesThatHave(String text) throws IOException {
    try (Stream<Path> files = Files.walk(service.folder().resolve("data"))) {
      return files
          .filter(Files::isRegularFile)
          .filter(
              file -> !file.toString().contains("/postgres") && !file.toString().contains("/log"))
          .filter(file -> file.toString().contains(text))
          .map(Path::toString)
          .toList();
    }
  }
}
