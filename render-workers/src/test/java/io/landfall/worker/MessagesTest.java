package io.landfall.worker;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.serialization.jackson.JacksonObjectMapperProvider;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.export.UploadTarget;
import io.landfall.model.ErrorCode;
import io.landfall.model.JsonMessage;
import io.landfall.model.Priority;
import io.landfall.schedule.NodeTaskQueue;
import io.landfall.schedule.QueueStatus;
import io.landfall.schedule.TaskAssignment;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MessagesTest {
  private static ActorTestKit testKit;
  private static final QueueStatus STANDING =
      new QueueStatus(RenderFixture.ATTEMPT.id(), "me", Priority.HIGH, 3, 7, 1L << 33, 2);

  private final TestProbe<TileWorker.Command> worker = testKit.createTestProbe();
  private final TestProbe<RenderCoordinator.Command> coordinator = testKit.createTestProbe();
  private final List<JsonMessage> samples =
      List.of(
          new TileWorker.OfferTasks(STANDING, coordinator.getRef()),
          new TileWorker.LeaseTask(
              new TaskAssignment(
                  RenderFixture.ATTEMPT, "00", 3, new UploadTarget.MultipartUpload("upload")),
              STANDING,
              coordinator.getRef()),
          new TileWorker.NoTaskAvailable(STANDING, coordinator.getRef()),
          new TileWorker.TaskAcked(RenderFixture.ATTEMPT, 3),
          new RenderCoordinator.PullTask(worker.getRef(), 4, 9, true),
          new RenderCoordinator.OfferQueued(worker.getRef(), 9),
          new RenderCoordinator.TaskFailed(worker.getRef(), 3, ErrorCode.INTERNAL, "Cannot."),
          new RenderCoordinator.WorkerIncompatible(worker.getRef(), 3, "Cannot."),
          new RenderCoordinator.TaskReturned(worker.getRef(), 3),
          new RenderCoordinator.TasksInProgress(
              worker.getRef(), List.of(new NodeTaskQueue.TaskProgress(3, 7)), 9));

  @BeforeAll
  static void start() {
    testKit = ActorTestKit.create();
  }

  @AfterAll
  static void stop() {
    testKit.shutdownTestKit();
  }

  @Test
  void everyMessageBetweenNodesComesBackAsItWas() {
    samples.forEach(sample -> testKit.serializationTestKit().verifySerialization(sample, true));
    var done = new RenderCoordinator.TaskFinished(worker.getRef(), RenderFixture.stored(1, 2));
    var back = testKit.serializationTestKit().verifySerialization(done, false);
    assertThat(back.task())
        .usingRecursiveComparison() // arrays are not equal by themselves
        .isEqualTo(done.task());
  }

  /** While nodes are updated one after the other. */
  @Test
  void whatOlderNodesDoNotSayAndNewerOnesAddIsNoFault() {
    var mapper =
        JacksonObjectMapperProvider.get(testKit.system())
            .getOrCreate("jackson-cbor", Optional.empty());
    ObjectNode status = mapper.valueToTree(STANDING);
    status.remove("stragglers");
    status.put("newer", 1);

    assertThat(mapper.convertValue(status, QueueStatus.class).stragglers()).isZero();
  }

  @Test
  void everyMessageBetweenNodesHasASample() {
    List<Class<?>> remote =
        Stream.of(TileWorker.Command.class, RenderCoordinator.Command.class)
            .flatMap(protocol -> Arrays.stream(protocol.getPermittedSubclasses()))
            .filter(JsonMessage.class::isAssignableFrom)
            .filter(type -> type != RenderCoordinator.TaskFinished.class)
            .toList();
    assertThat(samples)
        .extracting(Object::getClass)
        .asList()
        .containsExactlyInAnyOrderElementsOf(remote);
  }
}
