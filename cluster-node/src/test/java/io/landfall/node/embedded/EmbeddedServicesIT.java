package io.landfall.node.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.landfall.model.ExportFailure;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The private database and store, started, killed and started again. */
class EmbeddedServicesIT {
  @TempDir static Path fresh;
  private static Path cache;
  @TempDir Path temp;

  @BeforeAll
  static void initialise() {
    cache = UserCache.folder(fresh);
    try (DataFolder folder = DataFolder.acquire(fresh)) {
      EmbeddedPostgres.start(folder, cache).close();
    }
  }

  /** Gives the data folder of this test a database, sooner than one is made. */
  private void copyDatabase() throws IOException {
    List<Path> sources;
    try (Stream<Path> files = Files.walk(fresh.resolve("postgres"))) {
      sources = files.toList();
    }
    for (Path source : sources) {
      Path target = temp.resolve(fresh.relativize(source));
      Files.copy(source, target, StandardCopyOption.COPY_ATTRIBUTES);
    }
    Files.copy(
        fresh.resolve("postgres.password"),
        temp.resolve("postgres.password"),
        StandardCopyOption.COPY_ATTRIBUTES);
  }

  @Test
  void theDatabaseKeepsItsDataBetweenRunsAndIsDurable() throws SQLException {
    try (DataFolder folder = DataFolder.acquire(temp)) {
      try (var postgres = EmbeddedPostgres.start(folder, cache);
          Connection connection = connect(postgres.endpoint())) {
        connection.createStatement().execute("create table kept as select 42 as answer");
        for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
          assertThat(query(connection, "show " + setting)).as(setting).isEqualTo("on");
        }
        assertThat(query(connection, "show listen_addresses")).isEqualTo("127.0.0.1");
      }
      try (var postgres = EmbeddedPostgres.start(folder, cache);
          Connection connection = connect(postgres.endpoint())) {
        assertThat(query(connection, "select answer from kept")).isEqualTo("42");
      }
    }
  }

  @Test
  void aDatabaseThatCannotBeMadeTellsWhatItsProgramsSaid() throws IOException {
    Files.writeString(temp.resolve("postgres.password"), ""); // which initdb refuses
    try (DataFolder folder = DataFolder.acquire(temp)) {
      assertThatThrownBy(() -> EmbeddedPostgres.start(folder, cache))
          .isInstanceOf(ExportFailure.class)
          .hasMessageContainingAll("initdb failed (initdb: ", "empty", "postgres.log");
    }
  }

  @Test
  void nobodyEntersWithoutThePassword() throws IOException {
    copyDatabase();
    try (DataFolder folder = DataFolder.acquire(temp);
        var postgres = EmbeddedPostgres.start(folder, cache)) {
      var guess = new DatabaseEndpoint(postgres.endpoint().url(), EmbeddedPostgres.USER, "guess");
      assertThatThrownBy(() -> connect(guess)).hasMessageContaining("password authentication");
    }
  }

  @Test
  void aDatabaseWhoseProcessWasKilledStopsAndLosesNothing() throws Exception {
    copyDatabase();
    Process owner = startElsewhere();
    long server = serverPid();
    owner.destroyForcibly().waitFor();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> ProcessHandle.of(server).map(EmbeddedServicesIT::isGone).orElse(true));
    try (DataFolder folder = DataFolder.acquire(temp);
        var postgres = EmbeddedPostgres.start(folder, cache);
        Connection connection = connect(postgres.endpoint())) {
      assertThat(query(connection, "select count(*) from kept")).isEqualTo("1");
    }
  }

  @Test
  void aDatabaseThatOutlivedEvenItsWatcherIsStoppedBeforeTheNext() throws Exception {
    copyDatabase();
    Process owner = startElsewhere();
    owner.children().forEach(ProcessHandle::destroyForcibly);
    owner.destroyForcibly().waitFor();
    assertThat(ProcessHandle.of(serverPid())).isPresent();
    try (DataFolder folder = DataFolder.acquire(temp);
        var postgres = EmbeddedPostgres.start(folder, cache);
        Connection connection = connect(postgres.endpoint())) {
      assertThat(query(connection, "select count(*) from kept")).isEqualTo("1");
    }
  }

  @Test
  void aDatabaseThatIsKilledIsStartedAgainAndLosesNothing() throws Exception {
    copyDatabase();
    try (DataFolder folder = DataFolder.acquire(temp);
        var postgres = EmbeddedPostgres.start(folder, cache)) {
      try (Connection connection = connect(postgres.endpoint())) {
        connection.createStatement().execute("create table kept as select 42 as answer");
      }
      for (int kill = 0; kill < 2; kill++) {
        long server = serverPid();
        ProcessHandle.of(server).orElseThrow().destroyForcibly();
        await()
            .atMost(Duration.ofSeconds(10))
            .ignoreExceptions()
            .untilAsserted(
                () -> {
                  assertThat(serverPid()).isNotEqualTo(server);
                  try (Connection connection = connect(postgres.endpoint())) {
                    assertThat(query(connection, "select answer from kept")).isEqualTo("42");
                  }
                });
      }
      assertThat(postgres.lost().toCompletableFuture()).isNotDone();
    }
    assertThat(temp.resolve("postgres/postmaster.pid")).doesNotExist();
  }

  @Test
  void aDatabaseThatCannotBeStartedAgainIsLost() throws Exception {
    copyDatabase();
    try (DataFolder folder = DataFolder.acquire(temp);
        var postgres = EmbeddedPostgres.start(folder, cache)) {
      Files.delete(temp.resolve("postgres/PG_VERSION"));
      ProcessHandle.of(serverPid()).orElseThrow().destroyForcibly();
      assertThat(postgres.lost().toCompletableFuture()).succeedsWithin(Duration.ofSeconds(10));
    }
  }

  @Test
  void theStoreAsksForItsKeysAndStartsAgain() throws IOException {
    try (DataFolder folder = DataFolder.acquire(temp)) {
      for (int start = 1; start <= 2; start++) {
        try (var store = EmbeddedStore.start(folder)) {
          var answer =
              (HttpURLConnection)
                  URI.create(store.endpoint().endpoint() + "/landfall").toURL().openConnection();
          assertThat(answer.getResponseCode()).isEqualTo(403);
        }
      }
    }
  }

  /** Starts the database in a process of its own, which makes a table and then waits. */
  private Process startElsewhere() throws IOException {
    Process owner =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                OwnerProcess.class.getName(),
                temp.toString(),
                cache.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(owner.inputReader().lines().anyMatch("ready"::equals)).as("it runs").isTrue();
    return owner;
  }

  /** The process that will be killed. */
  static final class OwnerProcess {
    private OwnerProcess() {}

    public static void main(String[] arguments) throws Exception {
      var folder = DataFolder.acquire(Path.of(arguments[0]));
      var postgres = EmbeddedPostgres.start(folder, Path.of(arguments[1]));
      try (Connection connection = connect(postgres.endpoint())) {
        connection.createStatement().execute("create table kept as select 42 as answer");
      }
      System.out.println("ready");
      Thread.currentThread().join();
    }
  }

  private long serverPid() throws IOException {
    return Long.parseLong(
        Files.readAllLines(temp.resolve("postgres/postmaster.pid")).get(0).strip());
  }

  /** A process that its new parent has not yet fetched is gone as well: it has no command. */
  private static boolean isGone(ProcessHandle process) {
    return !process.isAlive() || process.info().command().isEmpty();
  }

  private static Connection connect(DatabaseEndpoint address) throws SQLException {
    return DriverManager.getConnection(address.url(), address.user(), address.password());
  }

  private static String query(Connection connection, String sql) throws SQLException {
    try (var row = connection.createStatement().executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
