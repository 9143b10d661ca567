package io.landfall.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.node.cli.CommandLineRunner;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import picocli.CommandLine;

/** The modes that ask a service, against a whole one. */
@ExtendWith(SharedService.Starter.class)
@ResourceLock(Resources.SYSTEM_PROPERTIES) // stdin is one for all
class ClientCommandsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REQUEST =
      """
      {"name": "By hand", "labels": ["by-hand"],
       "source": {"scenes": ["LC80220342026101LGN00"], "bands": ["red"]}, "resolution": 30}
      """;

  @TempDir Path temp;

  private final SharedService service;
  private final InputStream stdin = System.in;
  private String out = "";
  private String err = "";

  ClientCommandsIT(SharedService service) {
    this.service = service;
  }

  @BeforeEach
  void login() {
    assertThat(run(service.token() + "\n", "login", "--url", service.url() + "/")).isZero();
    assertThat(out + err).doesNotContain(service.token());
  }

  @AfterEach
  void restore() {
    System.setIn(stdin);
  }

  @Test
  void anExportGoesThroughPipesFromRequestToFiles() throws Exception {
    assertThat(run(REQUEST, "submit", "-")).as(err).isZero();
    String id = out;
    assertThat(run(id, "wait", "-")).as(err).isZero();
    assertThat(out).isEqualTo(id);
    Path folder = temp.resolve("new/files");
    assertThat(run(out, "download", "-", "-o", folder.toString())).as(err).isZero();

    JsonNode export = service.export(id.strip());
    for (JsonNode file : export.path("result").path("files")) {
      Path path = folder.resolve(file.path("name").asText());
      assertThat(out).contains(path.toString());
      assertThat(path).hasSize(file.path("bytes").asLong());
    }
    Path first = folder.resolve(export.at("/result/files/0/name").asText());
    byte[] whole = Files.readAllBytes(first);
    Files.write(first, Arrays.copyOf(whole, whole.length / 2));
    assertThat(run("", "download", id.strip(), "-o", folder.toString(), "--json")).as(err).isZero();
    assertThat(first).hasBinaryContent(whole);
    assertThat(JSON.readTree(out).findValuesAsText("path")).contains(first.toString());

    await() // the list is a little behind
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              assertThat(run("", "list", "--label", "by-hand", "--json")).isZero();
              assertThat(JSON.readTree(out).path("exports").findValuesAsText("id"))
                  .contains(id.strip());
            });
    assertThat(run("", "get", id.strip())).isZero();
    assertThat(out).contains("SUCCESS", "By hand", export.at("/result/files/0/sha256").asText());
  }

  @Test
  void anExportThatFailsEndsWithOneAndSaysWhy() {
    String request =
        "{\"source\": {\"scenes\": [\"LC80010012026001LGN00\"], \"bands\": [\"red\"]}}";
    assertThat(run(request, "submit", "-", "--wait")).isEqualTo(1);
    assertThat(out).isEmpty();
    assertThat(err).contains("ERROR", "LC80010012026001LGN00");
  }

  @Test
  void whatCannotBeDoneHasItsExitCode() {
    String unknown = "0190f3a0-0000-7000-8000-000000000001";
    assertThat(run("", "get", unknown)).isEqualTo(1);
    assertThat(run("", "download", unknown, "-o", temp.toString())).isEqualTo(1);
    assertThat(run("", "get", "../tokens")).isEqualTo(2);
    assertThat(run("{\"source\": {}}", "submit", "-")).isEqualTo(2);
    assertThat(run("", "submit", "-")).isEqualTo(2);
    assertThat(run("", "submit", "no-such-file.json")).isEqualTo(2);
    assertThat(run("", "list", "--limit", "0")).isEqualTo(2);
    assertThat(run("", "list", "--url", "http://127.0.0.1:1", "--retries", "0")).isEqualTo(4);
  }

  @Test
  void aWrongTokenIsNotKept() {
    assertThat(run("lf_nonsense", "login", "--url", service.url())).isEqualTo(3);
    assertThat(run("", "list")).as("the one before is still good").isZero();
    // that one is for its service alone
    String other = service.url().replace("127.0.0.1", "localhost");
    assertThat(run("", "list", "--url", other)).isEqualTo(3);
  }

  @Test
  void aSearchPrintsIdsForPipes() throws Exception {
    assertThat(run("", "search", "--bbox", "-180,-90,180,90", "--limit", "2", "--quiet")).isZero();
    assertThat(run("", "search", "--json", "--cloud-cover", "50")).as(err).isZero();
    assertThat(JSON.readTree(out).path("type").asText()).isEqualTo("FeatureCollection");
  }

  @Test
  void anExportIsDeliveredToADestinationThatWasCheckedBefore() throws Exception {
    service.dropbox().account.grant("by-hand-token", "none");
    String folder = "/" + temp.getFileName();
    assertThat(
            run("by-hand-token\n", "destinations", "add-dropbox", "box", "--path", folder)
                + run("", "destinations", "list"))
        .as("without a secret nothing is added: %s", err)
        .isEqualTo(2);
    String[] add = {"destinations", "add-dropbox", "box", "--path", folder, "--secret-file", "-"};
    assertThat(run("by-hand-token\n", add)).as(err).isZero();
    String destination = out.strip();
    assertThat(run("", "destinations", "check", destination)).as(out).isZero();
    assertThat(run("", "destinations", "list")).isZero();
    assertThat(out).contains(destination + "  dropbox://" + folder + "  box");

    assertThat(run(REQUEST, "submit", "-", "--wait")).as(err).isZero();
    String id = out.strip();
    assertThat(run("", "deliver", id, "--to", destination, "--wait")).as(err).isZero();
    assertThat(service.export(id).at("/deliveries/1/location").asText())
        .startsWith("dropbox://" + folder);
    assertThat(run("", "download", id, "-o", temp.resolve("got").toString())).as(err).isZero();
    assertThat(err).contains("lies where it was delivered: dropbox:");

    assertThat(run("", "destinations", "delete", destination)).as(err).isZero();
    assertThat(run("", "destinations", "check", destination)).isEqualTo(1);
    assertThat(run("", "deliver", id, "--to", destination)).isEqualTo(2);
    assertThat(run("", "destinations", "add-s3", "b", "--bucket", "A")).isEqualTo(2);
    assertThat(err).contains("Invalid value 'A'");
  }

  private int run(String input, String... arguments) {
    System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    var outText = new StringWriter();
    var errText = new StringWriter();
    CommandLine line =
        CommandLineRunner.commandLine(Map.of("XDG_CONFIG_HOME", temp.resolve("config").toString()));
    line.setOut(new PrintWriter(outText));
    line.setErr(new PrintWriter(errText));
    int exitCode = line.execute(arguments);
    out = outText.toString();
    err = errText.toString();
    return exitCode;
  }
}
