package io.landfall.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.landfall.index.MetadataGaps;
import io.landfall.index.MetadataGaps.MetadataFinding.CornersFound;
import io.landfall.index.SceneIndex;
import io.landfall.ingest.IngestReport;
import io.landfall.landsat.LandsatScene;
import io.landfall.landsat.ProductGrids;
import io.landfall.model.GeoTransform;
import io.landfall.model.RasterGeometry;
import io.landfall.node.config.Configuration;
import io.landfall.node.demo.TinyScene;
import io.landfall.node.embedded.DataFolder;
import io.landfall.node.embedded.DatabaseEndpoint;
import io.landfall.node.embedded.EmbeddedPostgres;
import io.landfall.node.schema.Database;
import io.landfall.node.schema.DatabaseSettings;
import io.landfall.node.schema.Schema;
import io.landfall.node.wiring.JdbcIngestRunFactory;
import io.landfall.node.wiring.RunningService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What the cases of scene lists, searches and databases run against: one PostgreSQL with a migrated
 * database for each scene list, and a service whose index is {@code main.csv}.
 */
final class IndexCaseRuns implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String WITH_METADATA = "LC08_L1TP_015042_20180304_20180319_01_T1";
  private static final ProductGrids PRODUCT_GRIDS =
      new ProductGrids(
          new RasterGeometry(
              32_617, GeoTransform.northUp(464_985, 2_952_315, 30, 30), 7_601, 7_741),
          new RasterGeometry(
              32_617, GeoTransform.northUp(464_992.5, 2_952_307.5, 15, 15), 15_201, 15_481),
          null);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Path temp;
  private final Path cases;
  private final DataFolder folder;
  private final EmbeddedPostgres postgres;
  private final RunningService service;
  private final HttpServer bandServer;
  private final AtomicInteger databases = new AtomicInteger();

  /** What an HTTP case answered: status, headers or body as printed. */
  record HttpOutcome(int status, String text) {
    /** Returns the body. */
    JsonNode json() {
      try {
        return JSON.readTree(text);
      } catch (JsonProcessingException e) {
        throw new AssertionError("No JSON: " + text, e);
      }
    }
  }

  /** What runs of a scene list file left: the report of the last, and the index. */
  record IngestOutcome(IngestReport report, List<IndexRow> index) {
    /** Returns the scenes that searches find. */
    List<IndexRow> listed() {
      return index.stream().filter(row -> !row.isWithdrawn).toList();
    }
  }

  /** A scene of the index. */
  record IndexRow(String id, Double cloudCover, String url, boolean isWithdrawn) {}

  IndexCaseRuns(Path temp, Path cases) {
    this.temp = temp;
    this.cases = cases;
    folder = DataFolder.acquire(temp.resolve("database"));
    postgres = EmbeddedPostgres.start(folder, temp.resolve("cache"));
    try (Database migrated = connect("postgres")) {
      execute(migrated, "create database migrated");
    }
    try (Database migrated = connect("migrated")) {
      new Schema(migrated).migrateUp();
    }
    String searched = create("migrated");
    ingest(searched, cases.resolve("main.csv").toString());
    bandServer = serve(new AtomicReference<>(redBand()));
    keepMetadata(searched);
    service =
        RunningService.startOwning(
            Configuration.load(
                Map.of(
                    "landfall.data-dir", temp.resolve("data").toString(),
                    "landfall.database.url", url(searched),
                    "landfall.roles", List.of("api", "control"),
                    "landfall.api.cors-origins", List.of("https://x.org"),
                    "landfall.api.port", 0),
                Map.of(),
                temp));
  }

  /**
   * Makes one scene known as its MTL file would, and gives it a file, as neither is reached here.
   */
  private void keepMetadata(String database) {
    try (Database index = connect(database);
        MetadataGaps gaps = SceneIndex.openMetadataGaps(index.dataSource())) {
      LandsatScene scene =
          gaps.nextPage(Optional.empty(), 100).stream()
              .filter(each -> each.id().equals(WITH_METADATA))
              .findFirst()
              .orElseThrow();
      execute(
          index,
          "update scenes set url = 'http://127.0.0.1:%d/%s/index.html' where id = '%s'"
              .formatted(bandServer.getAddress().getPort(), WITH_METADATA, WITH_METADATA));
      gaps.save(List.of(new CornersFound(WITH_METADATA, scene.footprint(), null, PRODUCT_GRIDS)));
    }
  }

  private Path redBand() {
    try {
      return TinyScene.write(temp, "LC80150422018063LGN00").resolve("LC80150422018063LGN00_B4.TIF");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs the command line of an HTTP case in a shell, with the service at {@code B}. */
  HttpOutcome curl(String command) {
    String printed =
        Programs.run(
                "bash",
                "-c",
                "B=%s\n%s"
                    .formatted(service.url().orElseThrow(), command.replaceFirst("^#.*? ; ", "")))
            .expectSuccess()
            .stdout();
    int end = printed.lastIndexOf("\nHTTP ");
    assertThat(end).as(printed).isNotNegative();
    return new HttpOutcome(
        Integer.parseInt(printed.substring(end + 6).strip()), printed.substring(0, end));
  }

  /** Returns where the service is. */
  String url() {
    return service.url().orElseThrow();
  }

  /** Brings an empty index to what each of these scene list files says, one after the other. */
  IngestOutcome ingest(List<String> lists) {
    String database = create("migrated");
    IngestReport last = null;
    for (String list : lists) {
      last = ingest(database, list);
    }
    return new IngestOutcome(last, index(database));
  }

  /** A scene list file as a server gives it out, and under which path and query. */
  record ServedList(String pathAndQuery, Path file) {}

  /** As {@link #ingest(List)}, from an HTTP server. */
  IngestOutcome ingestServed(ServedList... lists) {
    var served = new AtomicReference<Path>();
    HttpServer server = serve(served);
    try {
      String database = create("migrated");
      IngestReport last = null;
      for (ServedList list : lists) {
        served.set(list.file());
        int port = server.getAddress().getPort();
        last = ingest(database, "http://127.0.0.1:%d/%s".formatted(port, list.pathAndQuery()));
      }
      return new IngestOutcome(last, index(database));
    } finally {
      server.stop(0);
    }
  }

  /** Serves one file at a time under any path, and parts of it. */
  private static HttpServer serve(AtomicReference<Path> file) {
    try {
      HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
      server.createContext(
          "/",
          exchange -> {
            try (exchange) {
              send(exchange, Files.readAllBytes(file.get()));
            }
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void send(HttpExchange exchange, byte[] file) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", String.valueOf(file.length));
      exchange.sendResponseHeaders(200, -1);
    } else if (range == null) {
      exchange.sendResponseHeaders(200, file.length);
      exchange.getResponseBody().write(file);
    } else {
      String[] ends = range.replace("bytes=", "").split("-");
      int from = Integer.parseInt(ends[0]);
      int last = Math.min(file.length - 1, Integer.parseInt(ends[1]));
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes %d-%d/%d".formatted(from, last, file.length));
      exchange.sendResponseHeaders(206, last + 1 - from);
      exchange.getResponseBody().write(file, from, last + 1 - from);
    }
  }

  private IngestReport ingest(String database, String list) {
    var config =
        Configuration.load(
            Map.of(
                "landfall.data-dir",
                temp.resolve("ingest").toString(),
                "landfall.ingest.scenes-url",
                list),
            Map.of(),
            temp);
    try (Database index = connect(database)) {
      return new JdbcIngestRunFactory(index, config).create(progress -> {}).run();
    }
  }

  private List<IndexRow> index(String database) {
    try (Database index = connect(database)) {
      return index.call(
          connection -> {
            List<IndexRow> rows = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                ResultSet row =
                    statement.executeQuery(
                        "select id, cloud_cover, url, withdrawn is not null from scenes order"
                            + " by id")) {
              while (row.next()) {
                Number clouds = (Number) row.getObject(2);
                rows.add(
                    new IndexRow(
                        row.getString(1),
                        clouds == null ? null : clouds.doubleValue(),
                        row.getString(3),
                        row.getBoolean(4)));
              }
            }
            return rows;
          });
    }
  }

  /** Runs {@code landfall migrate status} with this DATABASE_URL, where 55440 is the real port. */
  Programs.ProcessResult migrateStatus(String databaseUrl) {
    List<String> command = new ArrayList<>();
    command.add("env");
    command.add("DATABASE_URL=" + databaseUrl.replace("55440", port()));
    command.addAll(
        Programs.landfallCommand(
            Map.of(), "migrate", "status", "--data-dir", temp.resolve("status").toString()));
    return Programs.run(command);
  }

  /** Writes a scene list file and returns it. */
  Path write(String name, String list) {
    try {
      return Files.writeString(temp.resolve(name), list);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes the users and databases that the cases of database addresses name. */
  void createUsers() {
    try (Database server = connect("postgres")) {
      execute(server, "create role lf login superuser password 'pw'");
      execute(server, "create role lf2 login superuser password 'p@ss/w:rd#%?'");
      execute(server, "create database lf template migrated");
    }
  }

  private String create(String template) {
    String name = "case_" + databases.incrementAndGet();
    try (Database server = connect("postgres")) {
      execute(server, "create database %s template %s".formatted(name, template));
    }
    return name;
  }

  private static void execute(Database database, String sql) {
    database.call(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            return statement.execute(sql);
          }
        });
  }

  private Database connect(String database) {
    DatabaseEndpoint server = postgres.endpoint();
    return Database.connect(
        DatabaseEndpoint.local(
            Integer.parseInt(port()), database, server.user(), server.password()),
        new DatabaseSettings("", 6, TIMEOUT, TIMEOUT, TIMEOUT));
  }

  private String port() {
    return postgres.endpoint().url().replaceFirst("^.*:([0-9]+)/.*$", "$1");
  }

  private String url(String database) {
    DatabaseEndpoint server = postgres.endpoint();
    return "postgres://%s:%s@127.0.0.1:%s/%s"
        .formatted(server.user(), server.password(), port(), database);
  }

  @Override
  public void close() {
    service.close();
    bandServer.stop(0);
    postgres.close();
    folder.close();
  }
}
