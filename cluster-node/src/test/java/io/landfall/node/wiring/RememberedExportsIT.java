package io.landfall.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.BootstrapSetup;
import akka.actor.setup.ActorSystemSetup;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.MemberStatus;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.typed.Cluster;
import com.typesafe.config.Config;
import io.landfall.export.ExportStep;
import io.landfall.export.Exports;
import io.landfall.export.Requester;
import io.landfall.export.StepPorts;
import io.landfall.export.entity.EntityCommand;
import io.landfall.export.entity.ExportEntity;
import io.landfall.export.entity.ExportEntitySettings;
import io.landfall.export.entity.ExportGauges;
import io.landfall.export.entity.ExportShards;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportId;
import io.landfall.model.ExportStatus;
import io.landfall.model.SceneId;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.ExportRequestBuilder;
import io.landfall.model.request.ExportSource;
import io.landfall.node.config.Configuration;
import io.landfall.node.config.NodeSettings;
import io.landfall.node.embedded.DataFolder;
import io.landfall.node.embedded.EmbeddedPostgres;
import io.landfall.node.schema.Database;
import io.landfall.node.schema.DatabaseSettings;
import io.landfall.node.schema.JournalDatabaseProvider;
import io.landfall.node.schema.Schema;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes killed at once: what was accepted comes back by itself, and no more than that. */
@Tag("cluster")
class RememberedExportsIT {
  private static final int UNFINISHED = 2_000;
  private static final int ENDED = 200;
  private static final int NODES = 3;
  private static final Map<String, ExportStep> CLEAN_UPS =
      Map.of(
          "cleanUp", ExportStep.CLEAN_UP,
          "discard", ExportStep.DISCARD,
          "endUnplanned", ExportStep.DISCARD);
  private static final Map<String, Object> SETTINGS =
      Map.of(
          "akka.cluster.jmx.multi-mbeans-in-same-jvm", true,
          // a system that is terminated ends like one that is killed: it says nothing to anybody
          "akka.coordinated-shutdown.run-by-actor-system-terminate", "off",
          "landfall.export.check-interval", "1 s",
          "landfall.export.idle-timeout", "1 s",
          "landfall.export.ask-timeout", "20 s");

  @TempDir static Path temp;
  private static DataFolder folder;
  private static EmbeddedPostgres postgres;

  /** One a node: a system that ends closes its own. */
  private final List<Database> pools = new ArrayList<>();

  /** By export, the steps that its entity has asked for. */
  private final Map<ExportId, Set<String>> asked = new ConcurrentHashMap<>();

  @BeforeAll
  static void start() {
    folder = DataFolder.acquire(temp.resolve("database"));
    postgres = EmbeddedPostgres.start(folder, temp.resolve("cache"));
    try (Database database = connect()) {
      new Schema(database).migrateUp();
    }
  }

  @AfterAll
  static void stop() {
    postgres.close();
    folder.close();
  }

  @Test
  void f32WhatWasAcceptedGoesOnAndWhatHasEndedStaysAway() throws Exception {
    List<ActorSystem<?>> nodes = cluster();
    Exports exports = init(nodes);
    Set<ExportId> unfinished = submit(exports, UNFINISHED);
    Set<ExportId> ended = submit(exports, ENDED);
    for (ExportId id : ended) {
      exports.cancel(id, Requester.of("ann")).toCompletableFuture().join();
    }
    List<ActorSystem<?>> first = nodes;
    await("the ended ones have left memory")
        .atMost(Duration.ofSeconds(60))
        .until(() -> living(first, ExportStatus.ERROR) == 0);
    assertThat(living(first, ExportStatus.PENDING)).isEqualTo(UNFINISHED);
    Thread.sleep(2_000); // sharding notes in the journal that they are gone
    kill(nodes);
    asked.clear();
    pools.clear();

    nodes = cluster();
    long began = System.nanoTime();
    init(nodes);
    int busiest = 0;
    while (asked.size() < UNFINISHED) {
      busiest = Math.max(busiest, pools.stream().mapToInt(Database::activeConnections).sum());
      Thread.sleep(5);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(120));
    }
    long tookMillis = (System.nanoTime() - began) / 1_000_000;
    System.out.printf(
        "F32: %d exports went on %d ms after %d nodes came back; at most %d connections at a"
            + " time%n",
        UNFINISHED, tookMillis, NODES, busiest);
    Thread.sleep(3_000);
    assertThat(asked.keySet()).isEqualTo(unfinished);
    assertThat(asked.values()).allSatisfy(steps -> assertThat(steps).containsExactly("plan"));
    assertThat(pools).hasSize(NODES).allSatisfy(pool -> assertThat(pool.waitingThreads()).isZero());
    kill(nodes);
  }

  private static long living(List<ActorSystem<?>> nodes, ExportStatus status) {
    return nodes.stream().mapToLong(node -> ExportGauges.of(node).count(status)).sum();
  }

  private Set<ExportId> submit(Exports exports, int count) throws InterruptedException {
    var permits = new Semaphore(64);
    var all = new ArrayList<CompletableFuture<?>>();
    Set<ExportId> ids = ConcurrentHashMap.newKeySet();
    for (int i = 0; i < count; i++) {
      permits.acquire();
      ExportId id = ExportId.generate();
      ids.add(id);
      all.add(
          exports
              .submit(id, request())
              .exceptionallyCompose(lost -> exports.submit(id, request())) // as a client does
              .whenComplete((summary, thrown) -> permits.release())
              .toCompletableFuture());
    }
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
    return ids;
  }

  private List<ActorSystem<?>> cluster() {
    List<ActorSystem<?>> nodes = new ArrayList<>();
    Optional<String> seed = Optional.empty();
    for (int i = 0; i < NODES; i++) {
      ActorSystem<?> node = node();
      ClusterSetup.join(node, NodeSettings.from(node.settings().config()), seed);
      var address = Cluster.get(node).selfMember().address();
      seed = seed.or(() -> Optional.of(address.getHost().get() + ":" + address.getPort().get()));
      nodes.add(node);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> Cluster.get(node).selfMember().status() == MemberStatus.up());
    }
    return nodes;
  }

  private ActorSystem<?> node() {
    Map<String, Object> flags = new HashMap<>(SETTINGS);
    flags.put("landfall.roles", List.of("control"));
    Database pool = connect();
    pools.add(pool);
    Config config = Configuration.load(flags, Map.of(), temp);
    return ActorSystem.create(
        Behaviors.empty(),
        "landfall",
        ActorSystemSetup.create(
            BootstrapSetup.create(
                ClusterSetup.config(config, NodeSettings.from(config), Optional.empty())),
            new JournalDatabaseProvider.JournalPool(pool.dataSource(), pool.maxConnections())));
  }

  private Exports init(List<ActorSystem<?>> nodes) {
    Exports exports = null;
    for (ActorSystem<?> node : nodes) {
      exports =
          ExportShards.init(
              node,
              steps(ClusterSharding.get(node), node),
              Clock.systemUTC(),
              ExportEntitySettings.from(node.settings().config()));
    }
    return exports;
  }

  /** Notes who asks for what; cleaning up is done at once, everything else never. */
  private StepPorts steps(ClusterSharding sharding, ActorSystem<?> node) {
    return (StepPorts)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {StepPorts.class},
            (proxy, method, arguments) -> {
              ask(method, arguments[0], sharding, node);
              return null;
            });
  }

  private void ask(Method method, Object first, ClusterSharding sharding, ActorSystem<?> node) {
    if (!(first instanceof ExportAttempt attempt)) {
      return; // to stop steps is no step
    }
    asked.computeIfAbsent(attempt.id(), id -> ConcurrentHashMap.newKeySet()).add(method.getName());
    ExportStep cleanUp = CLEAN_UPS.get(method.getName());
    if (cleanUp != null) {
      sharding
          .entityRefFor(ExportEntity.TYPE, attempt.id().toString())
          .tell(
              new EntityCommand.AcceptCleanUp(
                  attempt.number(), cleanUp, List.of(), node.ignoreRef()));
    }
  }

  private static Database connect() {
    Duration timeout = Duration.ofSeconds(10);
    return Database.connect(
        postgres.endpoint(), new DatabaseSettings("", 8, timeout, timeout, timeout));
  }

  private static void kill(List<ActorSystem<?>> nodes) {
    nodes.forEach(ActorSystem::terminate);
    Stream.of(nodes.toArray(ActorSystem[]::new))
        .forEach(node -> ((ActorSystem<?>) node).getWhenTerminated().toCompletableFuture().join());
  }

  private static ExportRequest request() {
    var source = new ExportSource.MosaicSource(List.of(new SceneId("file:a.tif")), List.of("red"));
    return new ExportRequestBuilder("ann", source).build();
  }
}
