package io.landfall.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.node.cli.Manifests;
import io.landfall.node.embedded.DatabaseEndpoint;
import io.landfall.node.schema.Database;
import io.landfall.node.schema.DatabaseSettings;
import io.landfall.node.schema.Schema;
import io.landfall.node.token.ApiTokens;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * What the shipped manifests run, each pod a process at an address of its own, which find each
 * other by an API of Kubernetes and nothing else. One system, from its first start to its last
 * export.
 */
@Tag("cluster")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KubernetesIT {
  private static final int EXPORTS = 20;
  private static final int MOST_WORKERS = 3;
  private static final int CALLERS = 5;
  private static final int EXPORTS_OF_A_CALLER = 10;
  private static PodCluster cluster;
  private static Postgres postgres;

  @BeforeAll
  static void startBackends() throws Exception {
    Assumptions.assumeTrue(Files.isDirectory(Path.of("/usr/lib/postgresql")), "needs PostgreSQL");
    postgres = new Postgres();
    String token = prepareDatabase();
    cluster = new PodCluster(Path.of("target", "kubernetes").toAbsolutePath(), postgres, token);
  }

  @AfterAll
  static void end() {
    if (cluster != null) {
      cluster.close();
    }
    if (postgres != null) {
      postgres.close();
    }
  }

  @Test
  @Order(1)
  void nodesThatAreShownDifferentPodsWaitAndThenFormOneCluster() {
    List<ChaosNode> controls =
        List.of(cluster.place("control"), cluster.place("control"), cluster.place("control"));
    for (int i = 0;
        i < controls.size();
        i++) { // each is the lowest, or next to one that is shown another lowest
      ChaosNode other = controls.get((i + 1) % controls.size());
      cluster.api.show(
          PodCluster.token(controls.get(i)), List.of(controls.get(i).host, other.host));
    }
    controls.forEach(cluster::start);

    for (ChaosNode node :
        controls) { // longer than the pods must stay the same before anybody begins
      await("asks", 60, () -> cluster.api.timesAsked(PodCluster.token(node)) >= 9);
    }
    assertThat(controls)
        .allSatisfy(node -> assertThat(cluster.metric(node, "landfall_cluster_members")).isZero());

    cluster.api.showAll();
    for (ChaosNode node : controls) {
      await("is ready", 60, () -> cluster.isReady(node));
      await("sees all three", 30, () -> cluster.metric(node, "landfall_cluster_members") == 3);
    }
  }

  @Test
  @Order(2)
  void aNodeThatMayNotListPodsNamesTheRoleAndGoesOnOnceItMay() {
    assumeAllOfToday();
    ChaosNode node = cluster.place("api");
    cluster.api.forbid(PodCluster.token(node));
    cluster.start(node);
    await("says so", 60, () -> node.output(0).contains("The Role landfall-formation allows it"));
    assertThat(node.output(0)).contains("namespace landfall-dev (403)");

    cluster.api.forbid("");
    await("is ready", 60, () -> cluster.isReady(node));
  }

  @Test
  @Order(3)
  void aPodThatTakesTheNextAddressTakesThePlaceOfAKilledOne() {
    assumeAllOfToday();
    ChaosNode killed =
        cluster.pods("control").get(0); // the lowest address: it has begun the cluster
    cluster.kill(killed);
    ChaosNode next = cluster.place("control");
    cluster.start(next);
    await("is ready", 90, () -> cluster.isReady(next));
    for (ChaosNode node : cluster.pods("control")) {
      await("has four members", 60, () -> cluster.metric(node, "landfall_cluster_members") == 4);
      assertThat(cluster.metric(node, "landfall_cluster_unreachable")).isZero();
    }
  }

  @Test
  @Order(4)
  void workersComeAndGoByWhatIsWantedAndNoTaskFails() throws Exception {
    assumeAllOfToday();
    Autoscaler shipped =
        Manifests.read(Manifests.FOLDER.resolve("overlays/prod")).stream()
            .filter(HorizontalPodAutoscaler.class::isInstance)
            .map(found -> Autoscaler.of(((HorizontalPodAutoscaler) found).getSpec()))
            .findFirst()
            .orElseThrow();
    List<ExportOutcome> exports = cluster.submit(EXPORTS);
    int started = 0;
    int ended = 0;
    int leftAtWork = 0;
    int most = 0;
    int rounds = 0; // since the first task was done
    long until = System.nanoTime() + Duration.ofSeconds(200).toNanos();
    while (!cluster.haveEnded(exports) || !cluster.pods("worker").isEmpty()) {
      assertThat(System.nanoTime()).as("%s %s", exports, cluster.folder).isLessThan(until);
      // KEDA's least is none. By turns there is room for one only: then two leave in the middle of
      // their work.
      rounds += cluster.sum("landfall_tasks_done_total") > 0 ? 1 : 0;
      int room = rounds / 4 % 2 == 1 ? 1 : MOST_WORKERS;
      double wanted = cluster.tasksWanted();
      List<ChaosNode> workers = cluster.pods("worker");
      int pods = shipped.between(0, room).wanted(wanted, workers.size());
      for (int i = workers.size(); i < pods; i++, started++) {
        cluster.start(cluster.place("worker"));
      }
      for (int i = workers.size(); i > pods; i--, ended++) {
        cluster.terminate(workers.get(i - 1)); // the youngest
        leftAtWork += wanted > 0 ? 1 : 0;
      }
      most = Math.max(most, cluster.pods("worker").size());
      Shell.sleep(500);
    }

    System.out.printf(
        "scale storm: %d workers started, %d of them left while tasks were wanted, most %d%n",
        started, leftAtWork, most);
    assertThat(started).isEqualTo(ended);
    assertThat(leftAtWork).isGreaterThan(1);
    assertThat(most).isEqualTo(MOST_WORKERS);
    assertThat(cluster.tasksWanted()).isZero();
    assertThat(cluster.sum("landfall_tasks_failed_total")).isZero();
    for (ExportOutcome export : exports) {
      assertThat(export.status).as(export.id + ": " + export.detail).isEqualTo("SUCCESS");
      Path file =
          cluster.client.download(export.id, export.file, cluster.folder.resolve(export.id));
      assertThat(Files.mismatch(file, cluster.references.reference(export.kind)))
          .as("bytes of %s, a %s", export.id, export.kind)
          .isEqualTo(-1);
    }
  }

  /**
   * Each node is told to leave, and one of its kind takes its place, while exports are asked for at
   * the moments when one goes or is back; those with the API first, which wait for exports that
   * move. With {@code -Dlandfall.oldJar} a rolling update from that release to today's, and back.
   */
  @Test
  @Order(5)
  void allNodesAreStartedAgainOneByOneAndNoCallFailsThatIsRepeatedOnce() {
    while (cluster.pods("api").size() < 2) {
      startReady("api");
    }
    List<ChaosNode> nodes = new ArrayList<>(cluster.pods("api"));
    nodes.addAll(cluster.pods("control"));
    nodes.add(startReady("worker"));
    boolean isUpdate = PodCluster.earlierJar().isPresent();
    if (isUpdate) {
      List<ExportOutcome> first = cluster.submit(CALLERS); // no other test was before this one
      await("has exported", 120, () -> cluster.haveEnded(first));
      migrateToToday(); // beside the nodes that run
    }
    nodes = startAllAgain(isUpdate ? "update" : "restart", nodes);
    if (isUpdate) {
      cluster.update(false);
      Collections.reverse(nodes); // those that wait for exports on their way are there to the end
      startAllAgain("way back", nodes);
    }
    assertThat(cluster.sum("landfall_tasks_failed_total")).isZero();
  }

  /** Returns the nodes that have taken the places. */
  private static List<ChaosNode> startAllAgain(String what, List<ChaosNode> nodes) {
    List<ChaosNode> successors = new ArrayList<>();
    long began = System.nanoTime();
    try (var callers = new CallersDuringRestart(cluster, what, CALLERS, EXPORTS_OF_A_CALLER)) {
      for (ChaosNode node : nodes) {
        successors.add(startAgain(node, callers::nextMoment));
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      callers.awaitEnd();

      System.out.printf(
          "rolling %s: %d nodes in %.0f s; %d exports, %d calls, longest %d ms, repeated: %s%n",
          what,
          nodes.size(),
          seconds,
          callers.exports.size(),
          callers.calls.get(),
          callers.longestMillis.get(),
          callers.repeated);
      assertThat(callers.failures).isEmpty();
      assertThat(callers.exports)
          .hasSize(CALLERS * EXPORTS_OF_A_CALLER)
          .allMatch(export -> export.status.equals("SUCCESS"))
          .extracting(export -> export.id)
          .doesNotHaveDuplicates();
    }
    return successors;
  }

  /** An update is tried by itself. */
  private static void assumeAllOfToday() {
    Assumptions.assumeTrue(PodCluster.earlierJar().isEmpty(), "nodes of an earlier release");
  }

  private static ChaosNode startReady(String role) {
    ChaosNode node = cluster.place(role);
    cluster.start(node);
    await("is ready", 150, () -> cluster.isReady(node));
    return node;
  }

  /**
   * As a StatefulSet does with nodes that exports live on, which never has more than it is to have,
   * and a Deployment with others, which has the next one first.
   */
  private static ChaosNode startAgain(ChaosNode node, Runnable moment) {
    String role = cluster.role(node);
    long began = System.nanoTime();
    Optional<ChaosNode> before = node.isControl ? Optional.empty() : Optional.of(startReady(role));
    long told = System.nanoTime();
    cluster.terminate(node);
    moment.run();
    assertThat(node.awaitExit(Duration.ofSeconds(45)))
        .as("exit code of %s", node.log)
        .isEqualTo(143);
    long gone = System.nanoTime();
    ChaosNode successor = before.orElseGet(() -> startReady(role));
    moment.run();
    System.out.printf(
        "%s: its successor is ready after %.1f s, it has left after %.1f s%n",
        role,
        (node.isControl ? System.nanoTime() - gone : told - began) / 1e9,
        (gone - told) / 1e9);
    return successor;
  }

  private static void migrateToToday() {
    try (Database database = connect()) {
      new Schema(database).migrateUp();
    }
    cluster.update(true);
  }

  private static Database connect() {
    var address = DatabaseEndpoint.local(postgres.port, "postgres", "landfall", postgres.password);
    return Database.connect(address, DatabaseSettings.from(ConfigFactory.defaultReference()));
  }

  /** The schema and the token of an earlier release are made by its own jar. */
  private static String prepareDatabase() {
    Optional<Path> earlier = PodCluster.earlierJar();
    if (earlier.isPresent()) {
      landfall(earlier.get(), "migrate", "up");
      String made = landfall(earlier.get(), "token", "create", "--user", "ann");
      return made.substring(made.strip().lastIndexOf(' ') + 1).strip();
    }
    try (Database database = connect()) {
      new Schema(database).migrateUp();
      return new ApiTokens(database).create(new Principal("ann", null, Set.of()), null);
    }
  }

  private static String landfall(Path jar, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add("env");
    command.add("DATABASE_URL=" + postgres.url("127.0.0.1", postgres.port));
    command.add("LANDFALL_DATA_DIR=" + Path.of("target", "kubernetes-commands"));
    command.addAll(List.of(ReferenceExports.java(), "-jar", jar.toString()));
    command.addAll(List.of(arguments));
    return Shell.run(command);
  }

  private static void await(String what, int seconds, BooleanSupplier condition) {
    long until = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("%s, see %s", what, cluster.folder).isLessThan(until);
      Shell.sleep(300);
    }
  }
}
