package io.landfall.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.LoggingTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.ClusterEvent.CurrentClusterState;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.landfall.export.ExportStep;
import io.landfall.export.entity.EntityCommand;
import io.landfall.model.StoredPart;
import io.landfall.model.plan.StoredTask;
import io.landfall.node.config.Configuration;
import io.landfall.node.config.NodeSettings;
import io.landfall.node.embedded.ClusterKeys;
import io.landfall.node.embedded.DataFolder;
import io.landfall.node.formation.WireVersionCheck;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What passes between nodes and what does not, with the settings that nodes have. */
class RemotingIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(30); // of a loaded machine

  /** No database; what nodes say of each other comes sooner, and they end without taking leave. */
  private static final Map<String, Object> QUICK =
      Map.of(
          "akka.cluster.jmx.multi-mbeans-in-same-jvm",
          true,
          "akka.persistence.journal.auto-start-journals",
          List.of(),
          "akka.persistence.snapshot-store.auto-start-snapshot-stores",
          List.of(),
          "akka.cluster.gossip-interval",
          "200 ms",
          "akka.cluster.leader-actions-interval",
          "200 ms",
          "akka.coordinated-shutdown.run-by-actor-system-terminate",
          false,
          "akka.remote.artery.advanced.shutdown-flush-timeout",
          "100 ms");

  @TempDir static Path folder;
  private final List<ActorSystem<?>> systems = new ArrayList<>();

  @AfterEach
  void stop() {
    systems.forEach(ActorSystem::terminate);
    systems.forEach(system -> system.getWhenTerminated().toCompletableFuture().join());
  }

  @Test
  void onlyNodesWithACertificateOfTheAuthorityAndTheirNameJoin() throws Exception {
    var ours = Certificates.of(folder, "ours");
    var theirs = Certificates.of(folder, "theirs");
    Map<String, Object> papers = ours.node("node", "cluster.landfall");
    ActorSystem<?> first = node(papers);
    Optional<String> seed = Optional.of(address(first));
    join(first, Optional.empty());
    await().atMost(Duration.ofSeconds(10)).until(() -> up(first) == 1);

    List<ActorSystem<?>> untrusted =
        List.of(
            node(Map.of()),
            node(theirs.node("foreign", "cluster.landfall")),
            node(ours.node("web", "www.landfall")));
    untrusted.forEach(node -> join(node, seed));
    ActorSystem<?> second = node(papers);
    Duration needed = joinAndAwait(second, seed, first);

    Thread.sleep(needed.toMillis() * 2); // twice what a node with good papers has needed
    assertThat(up(first)).isEqualTo(2);
    assertThat(untrusted).allSatisfy(node -> assertThat(up(node)).isZero());
  }

  @Test
  void onlyWhoReadsTheDataFolderJoinsTheNodeOverIt() throws Exception {
    Path own = folder.resolve("own");
    ActorSystem<?> first = node(Map.of(), Optional.of(keys(own)));
    Optional<String> seed = Optional.of(address(first));
    join(first, Optional.empty());
    await().atMost(Duration.ofSeconds(10)).until(() -> up(first) == 1);

    List<ActorSystem<?>> strangers =
        List.of(
            node(Map.of()),
            node(Map.of(), Optional.of(keys(folder.resolve("other")))),
            node(Map.of("landfall.cluster.alone", true)));
    strangers.forEach(node -> join(node, seed));
    assertThat(answerToPlainText(address(first))).as("what a plain client is told").isEmpty();
    ActorSystem<?> second = node(Map.of(), ClusterKeys.find(own));
    Duration needed = joinAndAwait(second, seed, first);

    Thread.sleep(needed.toMillis() * 2); // twice what a node with the key has needed
    assertThat(up(first)).isEqualTo(2);
    assertThat(strangers).allSatisfy(node -> assertThat(up(node)).isZero());
  }

  @Test
  void aNodeForOneExportIsUpAloneAndNobodyJoinsIt() throws Exception {
    ActorSystem<?> alone = node(Map.of("landfall.cluster.alone", true));
    join(alone, Optional.empty());
    await().atMost(Duration.ofSeconds(10)).until(() -> up(alone) == 1);
    List<ActorSystem<?>> strangers =
        List.of(node(Map.of()), node(Map.of(), Optional.of(keys(folder.resolve("third")))));
    strangers.forEach(node -> join(node, Optional.of(address(alone))));

    TimeUnit.SECONDS.sleep(3);
    assertThat(up(alone)).isEqualTo(1);
    assertThat(strangers).allSatisfy(node -> assertThat(up(node)).isZero());
  }

  @Test
  void aNodeThatSpeaksAnotherVersionOfTheMessagesEndsAndSaysWhy() {
    ActorSystem<?> first = node(Map.of());
    join(first, Optional.empty());
    await().atMost(TIMEOUT).until(() -> up(first) == 1);
    Map<String, Object> later = Map.of("landfall.cluster.wire-version", 1_000);
    ActorSystem<?> second = actorSystem(ConfigFactory.parseMap(later), first);
    WireVersionCheck.reportRefusal(second);

    LoggingTestKit.error("Nodes of two versions cannot be mixed")
        .expect(
            second,
            () -> {
              join(second, Optional.of(address(first)));
              second.getWhenTerminated().toCompletableFuture().join();
              return null;
            });
    assertThat(up(first)).isEqualTo(1);
  }

  private static ClusterKeys keys(Path dataDir) {
    try (DataFolder data = DataFolder.acquire(dataDir)) {
      return ClusterKeys.getOrCreate(data);
    }
  }

  /** Greets as a node without TLS does, and returns what comes back but an alert of TLS. */
  private static byte[] answerToPlainText(String address) throws IOException {
    try (var socket = new Socket("127.0.0.1", Integer.parseInt(address.split(":")[1]))) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(new byte[] {'A', 'K', 'K', 'A', 1, 0, 0, 0, 0});
      byte[] answer = socket.getInputStream().readAllBytes();
      return answer.length > 0 && answer[0] == 0x15 ? new byte[0] : answer;
    } catch (SocketException e) { // reset
      return new byte[0];
    }
  }

  @Test
  void halfAConfigurationOfTlsIsRefused() {
    assertThatThrownBy(() -> node(Map.of("landfall.cluster.tls.key", "key.pem")))
        .isInstanceOf(ConfigException.BadValue.class)
        .hasMessageContaining("landfall.cluster.tls.certificate")
        .hasMessageContaining("must name a file");
  }

  @Test
  void whatJavaHasSerializedIsNotRead() throws InterruptedException {
    Gadget.reading = new CountDownLatch(1);
    var hostile = actorSystem(ConfigFactory.parseMap(javaSerialization("on")), node(Map.of()));
    var careless = actorSystem(ConfigFactory.parseMap(javaSerialization("on")), node(Map.of()));
    var careful = node(Map.of());

    LoggingTestKit.error("Failed to deserialize message")
        .expect(
            careful,
            () -> {
              send(hostile, careful, new Gadget());
              return null;
            });
    assertThat(Gadget.reading.getCount()).as("1: a careful node has not read it").isEqualTo(1);
    assertThat(careful.whenTerminated().isCompleted()).isFalse();
    send(hostile, careless, new Gadget());
    assertThat(Gadget.reading.await(10, TimeUnit.SECONDS)).as("a careless node reads it").isTrue();
  }

  @Test
  void aMessageOverTheLimitIsRefusedAndLoggedAndTheNextOneArrives() {
    ActorSystem<?> here = node(Map.of());
    ActorSystem<?> there = node(Map.of());
    TestProbe<EntityCommand> probe = TestProbe.create(there);
    ActorRef<EntityCommand> remote =
        ActorRefResolver.get(here)
            .resolveActorRef(ActorRefResolver.get(there).toSerializationFormat(probe.getRef()));

    EntityCommand fits = result(600_000); // some 3 MB
    remote.tell(fits);
    assertThat(probe.receiveMessage(TIMEOUT)).isEqualTo(fits);
    LoggingTestKit.error("Failed to serialize oversized message")
        .expect(
            here,
            () -> {
              remote.tell(result(1_000_000));
              return null;
            });
    remote.tell(new EntityCommand.StepHeartbeat(1, ExportStep.RENDER));
    assertThat(probe.receiveMessage(TIMEOUT))
        .isEqualTo(new EntityCommand.StepHeartbeat(1, ExportStep.RENDER));
  }

  /** Makes the report of a task of so many tiles, whose lengths take five bytes each. */
  private static EntityCommand result(int tiles) {
    int[] lengths = new int[tiles];
    Arrays.fill(lengths, 1 << 20);
    var part = new StoredPart(2, "etag", 1, "sha256");
    var task = new StoredTask(0, null, part, List.of(lengths), List.of(), "node", null);
    return new EntityCommand.AcceptTask(1, task, null);
  }

  /** Tells when it is read, as a harmful one would do harm. */
  private static final class Gadget implements Serializable {
    private static final long serialVersionUID = 1L;
    private static volatile CountDownLatch reading = new CountDownLatch(1);

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      reading.countDown();
    }
  }

  private static void send(ActorSystem<?> from, ActorSystem<?> to, Object message) {
    from.classicSystem()
        .actorSelection("akka://landfall@%s/user".formatted(address(to)))
        .tell(message, akka.actor.ActorRef.noSender());
  }

  private static Map<String, Object> javaSerialization(String allowed) {
    return Map.of(
        "akka.actor.allow-java-serialization",
        allowed,
        "akka.actor.serialization-bindings.\"java.io.Serializable\"",
        "java");
  }

  /** Blocking there is forbidden; a mistake must not cost a cluster its node. */
  @Test
  void aNodeWhosePoolOfRequestsIsBlockedStaysReachable() {
    ActorSystem<?> first = node(Map.of());
    ActorSystem<?> second = node(Map.of());
    Optional<String> seed = Optional.of(address(first));
    join(first, Optional.empty());
    joinAndAwait(second, seed, first);

    var released = new CountDownLatch(1);
    var blocked = new AtomicInteger();
    int threads = 200; // more than the pool has, on any machine
    for (int i = 0; i < threads; i++) {
      second
          .executionContext()
          .execute(
              () -> {
                blocked.incrementAndGet();
                awaitQuietly(released);
              });
    }
    try {
      await("the first of them").until(() -> blocked.get() > 0);
      await()
          .during(Duration.ofSeconds(8)) // others are unreachable after 3 s without a word
          .atMost(Duration.ofSeconds(30)) // and stay so
          .until(() -> unreachable(first) + unreachable(second) == 0);
      assertThat(blocked.get()).as("threads of the pool").isLessThan(threads);
    } finally {
      released.countDown();
    }
    assertThat(up(first)).isEqualTo(2);
  }

  private static int unreachable(ActorSystem<?> system) {
    return Cluster.get(system).state().getUnreachable().size();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private ActorSystem<?> node(Map<String, Object> flags) {
    return node(flags, Optional.empty());
  }

  private ActorSystem<?> node(Map<String, Object> flags, Optional<ClusterKeys> keys) {
    Map<String, Object> all = new HashMap<>(QUICK);
    all.putAll(flags);
    Config config = Configuration.load(all, Map.of(), folder);
    return start(ClusterSetup.config(config, NodeSettings.from(config), keys));
  }

  /** Another node with settings that no node of ours has. */
  private ActorSystem<?> actorSystem(Config before, ActorSystem<?> like) {
    return start(before.withFallback(like.settings().config()));
  }

  private ActorSystem<?> start(Config config) {
    ActorSystem<?> system = ActorSystem.create(Behaviors.empty(), "landfall", config);
    systems.add(system);
    return system;
  }

  private static void join(ActorSystem<?> system, Optional<String> seed) {
    ClusterSetup.join(system, NodeSettings.from(system.settings().config()), seed);
  }

  /** Lets the second node join the first, and returns how long that takes. */
  private static Duration joinAndAwait(
      ActorSystem<?> second, Optional<String> seed, ActorSystem<?> first) {
    long start = System.nanoTime();
    join(second, seed);
    await().atMost(Duration.ofSeconds(20)).until(() -> up(first) == 2 && up(second) == 2);
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static String address(ActorSystem<?> system) {
    var address = Cluster.get(system).selfMember().address();
    return "%s:%d".formatted(address.getHost().get(), address.getPort().get());
  }

  private static long up(ActorSystem<?> system) {
    CurrentClusterState state = Cluster.get(system).state();
    return StreamSupport.stream(state.getMembers().spliterator(), false)
        .filter(member -> member.status().equals(MemberStatus.up()))
        .count();
  }
}
