package io.landfall.worker;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.serialization.jackson.JacksonObjectMapperProvider;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.model.JsonMessage;
import io.landfall.schedule.QueueStatus;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MessagesTest {
  private static ActorTestKit testKit;
  private final List<JsonMessage> samples = WorkerMessages.samples(testKit);

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
    RenderCoordinator.TaskFinished done = WorkerMessages.taskFinished(testKit);
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
    ObjectNode status = mapper.valueToTree(WorkerMessages.STANDING);
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
