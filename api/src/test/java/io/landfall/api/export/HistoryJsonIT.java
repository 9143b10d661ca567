package io.landfall.api.export;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ActorSystem;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.testkit.javadsl.TestKit;
import akka.util.ByteString;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.export.entity.ExportEvent;
import io.landfall.export.entity.ExportHistory.JournalEntry;
import io.landfall.model.SceneId;
import io.landfall.model.StoredPart;
import io.landfall.model.plan.StoredTask;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HistoryJsonIT {
  private static ActorSystem system;
  private final AtomicInteger read = new AtomicInteger();

  @BeforeAll
  static void start() {
    system = ActorSystem.create();
  }

  @AfterAll
  static void stop() {
    TestKit.shutdownActorSystem(system);
  }

  @Test
  void eventsAreReadAsTheyAreSentNotAllAtOnce() throws Exception {
    ByteString beginning =
        HistoryJson.write(tasks(4_900))
            .take(6)
            .runFold(ByteString.emptyByteString(), ByteString::concat, system)
            .toCompletableFuture()
            .get();

    assertThat(beginning.utf8String()).startsWith("{\"events\":[{\"sequenceNumber\":1,");
    assertThat(read).as("events read for three that were sent").hasValueLessThan(10);
  }

  @Test
  void itIsOneObjectAndNoneHasNoEvents() throws Exception {
    assertThat(new ObjectMapper().readTree(whole(tasks(3))).get("events")).hasSize(3);
    assertThat(whole(Source.empty())).isEqualTo("{\"events\":[]}");
  }

  private static String whole(Source<JournalEntry, akka.NotUsed> entries) throws Exception {
    return HistoryJson.write(entries)
        .runWith(Sink.fold(ByteString.emptyByteString(), ByteString::concat), system)
        .toCompletableFuture()
        .get()
        .utf8String();
  }

  private Source<JournalEntry, akka.NotUsed> tasks(int count) {
    return Source.range(1, count)
        .map(
            number -> {
              read.incrementAndGet();
              var part = new StoredPart(number, "etag", 1, "00");
              var task =
                  new StoredTask(
                      number,
                      part,
                      part,
                      List.of(new int[200], new int[50]),
                      List.of(new SceneId("a")),
                      "node",
                      null);
              return new JournalEntry(number, new ExportEvent.TaskStored(task, Instant.EPOCH));
            });
  }
}
