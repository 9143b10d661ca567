package io.landfall.render;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import io.landfall.export.JsonMessage;
import io.landfall.model.ErrorCode;
import io.landfall.model.Priority;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class MessagesTest {
  private static final ActorTestKit AKKA = ActorTestKit.create();
  private static final Standing STANDING =
      new Standing(RenderFixture.ATTEMPT.id(), "me", Priority.HIGH, 3, 7, 1L << 33);

  private final TestProbe<TileWorker.Command> worker = AKKA.createTestProbe();
  private final TestProbe<RenderCoordinator.Command> coordinator = AKKA.createTestProbe();
  private final List<JsonMessage> samples =
      List.of(
          new TileWorker.Offer(STANDING, coordinator.getRef()),
          new TileWorker.Lease(
              new RunOrder(RenderFixture.ATTEMPT, "00", 3, "upload"),
              STANDING,
              coordinator.getRef()),
          new TileWorker.NoWork(STANDING, coordinator.getRef()),
          new TileWorker.RunSeen(RenderFixture.ATTEMPT, 3),
          new RenderCoordinator.Pull(worker.getRef(), 4),
          new RenderCoordinator.RunFailed(worker.getRef(), 3, ErrorCode.INTERNAL, "Cannot."),
          new RenderCoordinator.Refused(worker.getRef(), 3, "Cannot."),
          new RenderCoordinator.RunReturned(worker.getRef(), 3),
          new RenderCoordinator.Rendering(
              worker.getRef(), List.of(new WorkerDesk.RunProgress(3, 7))));

  @AfterAll
  static void stop() {
    AKKA.shutdownTestKit();
  }

  @Test
  void everyMessageBetweenNodesComesBackAsItWas() {
    samples.forEach(sample -> AKKA.serializationTestKit().verifySerialization(sample, true));
    var done = new RenderCoordinator.RunDone(worker.getRef(), RenderFixture.stored(1, 2));
    var back = AKKA.serializationTestKit().verifySerialization(done, false);
    assertThat(back.run())
        .usingRecursiveComparison() // arrays are not equal by themselves
        .isEqualTo(done.run());
  }

  @Test
  void everyMessageBetweenNodesHasASample() {
    List<Class<?>> remote =
        Stream.of(TileWorker.Command.class, RenderCoordinator.Command.class)
            .flatMap(protocol -> Arrays.stream(protocol.getPermittedSubclasses()))
            .filter(JsonMessage.class::isAssignableFrom)
            .filter(type -> type != RenderCoordinator.RunDone.class)
            .toList();
    assertThat(samples)
        .extracting(Object::getClass)
        .asList()
        .containsExactlyInAnyOrderElementsOf(remote);
  }
}
