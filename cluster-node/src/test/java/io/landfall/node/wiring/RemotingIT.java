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
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
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
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What passes between nodes and what does not, with the settings that nodes have. */
class RemotingIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(30); // of a loaded machine

  private static final Map<String, Object> NO_DATABASE =
      Map.of(
          "akka.cluster.jmx.multi-mbeans-in-same-jvm", true,
          "akka.persistence.journal.auto-start-journals", List.of(),
          "akka.persistence.snapshot-store.auto-start-snapshot-stores", List.of());

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
    join(second, seed);
    await().atMost(Duration.ofSeconds(20)).until(() -> up(first) == 2 && up(second) == 2);

    TimeUnit.SECONDS.sleep(3); // more than a node with good papers has needed
    assertThat(up(first)).isEqualTo(2);
    assertThat(untrusted).allSatisfy(node -> assertThat(up(node)).isZero());
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
    assertThat(Gadget.READ.getCount()).as("1: a careful node has not read it").isEqualTo(1);
    assertThat(careful.whenTerminated().isCompleted()).isFalse();
    send(hostile, careless, new Gadget());
    assertThat(Gadget.READ.await(10, TimeUnit.SECONDS)).as("a careless node reads it").isTrue();
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
    private static final CountDownLatch READ = new CountDownLatch(1);

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      READ.countDown();
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

  private ActorSystem<?> node(Map<String, Object> flags) {
    Map<String, Object> all = new HashMap<>(NO_DATABASE);
    all.putAll(flags);
    Config config = Configuration.load(all, Map.of(), folder);
    return start(ClusterSetup.config(config, NodeSettings.from(config)));
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
