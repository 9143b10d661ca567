package io.landfall.node.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that the client reads and shows: addresses, events, names of others. */
class ClientTextTest {
  @ParameterizedTest
  @CsvSource({
    "https://Landfall.Example.com/,     https://landfall.example.com",
    "http://localhost:8080,             http://localhost:8080",
    "HTTP://10.0.0.1:80//,              http://10.0.0.1",
    "https://a.example:443/landfall/,   https://a.example/landfall",
    "http://[::1]:8080,                 http://[::1]:8080",
  })
  void anAddressHasOneSpelling(String written, String text) {
    assertThat(ServiceUrl.parse(written).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "localhost:8080",
        "ftp://a",
        "file:///etc/passwd",
        "http://",
        "http://a b",
        "https://ann:secret@a.example",
        "https://a.example?x=1",
        "https://a.example#x"
      })
  void whatIsNoAddressIsRefused(String written) {
    assertThatThrownBy(() -> ServiceUrl.parse(written))
        .hasMessageContaining("Invalid address")
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @CsvSource({
    "https://a.example, false",
    "http://localhost:8080, false",
    "http://127.0.0.2, false",
    "http://[::1], false",
    "http://10.0.0.1, true",
    "http://a.example, true",
    "http://localhost.evil.example, true",
  })
  void tokensInTheClearAreToldOf(String address, boolean shows) {
    assertThat(ServiceUrl.parse(address).showsTokens()).isEqualTo(shows);
  }

  @Test
  void aTerminalDoesNotObeyNames() {
    assertThat(ScreenText.line("a\u001b[31m\nb\u009bc\u202ed\t\u0000"))
        .isEqualTo("a\uFFFD[31m\uFFFDb\uFFFDc\uFFFDd\uFFFD\uFFFD");
    assertThat(ScreenText.line("Olinda, Frühling \uD83D\uDE00", 100))
        .isEqualTo("Olinda, Frühling \uD83D\uDE00");
    assertThat(ScreenText.line("\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00", 2))
        .isEqualTo("\uD83D\uDE00…");
  }

  @ParameterizedTest
  @CsvSource({"999, 999 B", "1000, 1.0 kB", "999950, 1.0 MB", "5000000000000, 5.0 TB"})
  void bytesAreSaidAsPeopleDo(long bytes, String text) {
    assertThat(ScreenText.bytes(bytes)).isEqualTo(text);
  }

  @Test
  void eventsAreReadAsTheStandardWritesThem() throws IOException {
    String stream =
        ": hello\r\n\r\nid: 7\nevent: status\ndata: {\"a\":\ndata:1}\n\n"
            + "data\n\nid\rdata:  two\r\rretry: 10\n\nevent: tile\ndata: cut";
    List<String> events = new ArrayList<>();
    var reader = new EventStream(in(stream));
    while (reader.next()) {
      events.add(reader.id() + "|" + reader.data());
    }
    assertThat(events).containsExactly("7|{\"a\":\n1}", "7|", "| two");
  }

  @Test
  void anEventWithoutEndIsBrokenOff() {
    String endless = "data: " + "x".repeat(EventStream.MAX_CHARACTERS + 1);
    assertThatThrownBy(() -> new EventStream(in(endless)).next()).isInstanceOf(IOException.class);
    String lines = ("data: " + "x".repeat(1 << 16) + "\n").repeat(17);
    assertThatThrownBy(() -> new EventStream(in(lines)).next()).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x.tif", "a/b", "a\\b", ".bashrc", "", "a\nb", "a\u202eb"})
  void aNameThatLeadsElsewhereIsRefused(String name) {
    var file =
        ServiceClient.JSON
            .createObjectNode()
            .put("name", name)
            .put("href", "https://a.example/x")
            .put("bytes", 1)
            .put("sha256", "0".repeat(64));
    assertThatThrownBy(() -> RemoteFile.of(file)).hasMessageContaining("not a valid name");
    assertThat(RemoteFile.of(file.put("name", "Olinda, Frühling.tif")).isLink()).isTrue();
    assertThatThrownBy(() -> RemoteFile.of(file.put("sha256", "12")))
        .hasMessageContaining("SHA-256");
  }

  @ParameterizedTest
  @CsvSource({"90s, PT1M30S", "90, PT1M30S", "10m, PT10M", "2h, PT2H", "1d, PT24H"})
  void aTimeoutIsALengthOfTime(String text, Duration limit) {
    assertThat(WaitCommand.limit(text)).isEqualTo(limit);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-1s", "1w", "9999999999s", "1.5h"})
  void whatIsNoLengthOfTimeIsRefused(String text) {
    assertThatThrownBy(() -> WaitCommand.limit(text)).hasMessageContaining("--timeout");
  }

  private static ByteArrayInputStream in(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aProjectIsListedWithTheNumberOfItsScenes() {
    ObjectNode project =
        ServiceClient.JSON.createObjectNode().put("id", "p1").put("name", "Olinda");
    project.put("visibility", "PRIVATE").put("sceneCount", 12);
    assertThat(ProjectCommand.ProjectListCommand.line(project))
        .isEqualTo("p1  PRIVATE         12 scenes  Olinda");
  }

  @ParameterizedTest
  @CsvSource({"/source, 'No. (at /source)'", "'', No."})
  void aRefusalSaysWhereInTheRequest(String pointer, String text) {
    ObjectNode problem = ServiceClient.JSON.createObjectNode().put("detail", "No.");
    problem.putArray("errors").addObject().put("detail", "No.").put("pointer", pointer);
    assertThat(ClientFailures.refused(422, problem, "POST /v1/exports")).hasMessage(text);
  }
}
