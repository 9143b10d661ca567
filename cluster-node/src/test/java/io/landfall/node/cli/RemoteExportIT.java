package io.landfall.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.landfall.node.demo.TinyScene;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Whole exports of scenes that a web server has. */
class RemoteExportIT {
  @TempDir static Path temp;
  private static final List<String> REQUESTS = new CopyOnWriteArrayList<>();
  private static HttpServer server;
  private static Path scene;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void start() throws IOException {
    scene = TinyScene.write(temp, "LC80220342026101LGN00");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", RemoteExportIT::answer);
    server.start();
  }

  @AfterAll
  static void stop() {
    server.stop(0);
  }

  @Test
  void aBandByItsAddressIsExportedWithItsPixels() throws IOException {
    Path band = file("B4.TIF");
    Path file = temp.resolve("far.tif");
    assertThat(export(url(band) + "?sig=hush", file)).as(err::toString).isZero();
    assertThat(err.toString()).doesNotContain("hush");
    assertThat(checksum(file)).isEqualTo(checksum(band));
  }

  @Test
  void infoReadsAnAddressInOneRequestAndHidesItsQuery() throws IOException {
    Path band = Files.copy(file("B4.TIF"), scene.resolve("asked-by-info.tif"));
    assertThat(run("info", "--json", url(band) + "?sig=hush")).as(err::toString).isZero();
    assertThat(out.toString()).contains("EPSG:32616").doesNotContain("hush");
    assertThat(REQUESTS.stream().filter(asked -> asked.contains("asked-by-info"))).hasSize(1);
  }

  @Test
  void whatIsNotThereIsToldInOneLine() {
    assertThat(export("http://127.0.0.1:%d/none.tif".formatted(port()), temp.resolve("no.tif")))
        .isEqualTo(ExitCodes.FAILED);
    assertThat(err.toString())
        .startsWith("landfall: Cannot read http://127.0.0.1")
        .contains("404")
        .doesNotContain("\tat ");
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      REQUESTS.add(
          exchange.getRequestURI().getPath() + " " + exchange.getRequestHeaders().get("Range"));
      Path file = scene.resolve(exchange.getRequestURI().getPath().substring(1));
      if (!Files.exists(file)) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      byte[] all = Files.readAllBytes(file);
      String[] range =
          exchange.getRequestHeaders().getFirst("Range").replace("bytes=", "").split("-");
      int from = Integer.parseInt(range[0]);
      int end = Math.min(all.length, Integer.parseInt(range[1]) + 1);
      var headers = exchange.getResponseHeaders();
      headers.add("ETag", "\"%d\"".formatted(all.length));
      headers.add("Content-Range", "bytes %d-%d/%d".formatted(from, end - 1, all.length));
      exchange.sendResponseHeaders(206, end - from);
      exchange.getResponseBody().write(all, from, end - from);
    }
  }

  private int checksum(Path file) throws IOException {
    assertThat(run("info", "--json", "--checksum", file.toString())).isZero();
    return new ObjectMapper().readTree(out.toString()).at("/bands/0/checksum").asInt(-1);
  }

  private int export(String from, Path to) {
    return run(
        "export",
        "--scene",
        from,
        "-o",
        to.toString(),
        "--data-dir",
        temp.resolve("data").toString());
  }

  private static Path file(String end) throws IOException {
    try (var files = Files.list(scene)) {
      return files.filter(f -> f.toString().endsWith(end)).findFirst().orElseThrow();
    }
  }

  private static String url(Path file) {
    return "http://127.0.0.1:%d/%s".formatted(port(), file.getFileName());
  }

  private static int port() {
    return server.getAddress().getPort();
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine commandLine = CommandLineRunner.commandLine();
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    return commandLine.execute(arguments);
  }
}
