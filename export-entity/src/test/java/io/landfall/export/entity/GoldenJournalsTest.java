package io.landfall.export.entity;

import static io.landfall.export.entity.Samples.ID;
import static io.landfall.export.entity.Samples.NOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.export.ExportStep;
import io.landfall.export.ExportSummary;
import io.landfall.export.UploadTarget;
import io.landfall.export.entity.ExportState.ExistingState;
import io.landfall.model.ErrorCode;
import io.landfall.model.Priority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The journals of each release, for later ones to read. Before a release, add its own with {@code
 * mvn -pl export-entity test -Dtest=GoldenJournalsTest -Dgolden=0.2.0}, and commit the files; one
 * that stands there is never written again.
 */
class GoldenJournalsTest {
  private static final Path FOLDER = Path.of("src/test/resources/golden");
  private static final String PREFIX = "journal-";
  private static final String SUFFIX = ".jsonl";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Returns the names of all that were recorded, without what all have in common. */
  static Stream<String> recorded() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(PREFIX) && name.endsWith(SUFFIX))
          .map(name -> name.substring(PREFIX.length(), name.length() - SUFFIX.length()))
          .sorted()
          .toList()
          .stream();
    }
  }

  @Test
  void theLivesOfExportsHoldEveryEventAndARecordingOfThemIsAsLong() throws IOException {
    Map<String, List<ExportEvent>> lives = lives();
    assertThat(lives.values().stream().flatMap(List::stream).map(Object::getClass).distinct())
        .containsExactlyInAnyOrder((Class<?>[]) ExportEvent.class.getPermittedSubclasses());
    ActorTestKit testKit = ActorTestKit.create();
    try {
      Serialization serialization = SerializationExtension.get(testKit.system());
      String release = System.getProperty("golden");
      for (Map.Entry<String, List<ExportEvent>> life : lives.entrySet()) {
        List<String> rows = record(life.getValue(), serialization);
        assertThat(rows).hasSameSizeAs(life.getValue());
        if (release != null) {
          Path file = FOLDER.resolve(PREFIX + release + "-" + life.getKey() + SUFFIX);
          assertThat(file).doesNotExist();
          Files.write(file, rows, UTF_8);
        }
      }
    } finally {
      testKit.shutdownTestKit();
    }
  }

  /** An event that has come since the last recording: record the lives again, as said above. */
  @Test
  void everyEventIsInARecordedJournal() throws IOException {
    Set<String> recorded = new TreeSet<>();
    for (String name : recorded().toList()) {
      for (String line : Files.readAllLines(FOLDER.resolve(PREFIX + name + SUFFIX), UTF_8)) {
        recorded.add(JSON.readTree(line).at("/event/event").asText());
      }
    }
    Set<String> known = new TreeSet<>();
    for (JsonSubTypes.Type type : ExportEvent.class.getAnnotation(JsonSubTypes.class).value()) {
      known.add(type.name());
    }
    assertThat(recorded).isEqualTo(known);
  }

  /** Each line is an event, what the export was after it, and what it asks for then. */
  private static List<String> record(List<ExportEvent> life, Serialization serialization)
      throws IOException {
    List<String> rows = new ArrayList<>();
    var ports = new RecordingStepPorts();
    ExportState state = ExportState.beforeFirstEvent();
    for (ExportEvent event : life) {
      state = state.apply(event);
      state.resumeStep(ID, ports);
      ExportSummary summary = ((ExistingState) state).summary(ID);
      ObjectNode row = JSON.createObjectNode();
      row.set("event", JSON.readTree(serialization.serialize(event).get()));
      row.put("status", summary.status().name());
      row.put("reason", String.valueOf(summary.statusReason()));
      row.put("attempt", summary.attempt());
      row.put("tilesDone", summary.tilesDone());
      ports.take().forEach(row.putArray("asks")::add);
      rows.add(JSON.writeValueAsString(row));
    }
    return rows;
  }

  private static Map<String, List<ExportEvent>> lives() {
    List<ExportEvent> rendered =
        List.of(
            new ExportEvent.Requested(Samples.REQUEST, NOW),
            new ExportEvent.Paused("ana", NOW),
            new ExportEvent.Resumed("ana", NOW),
            new ExportEvent.Planned(Samples.PLAN, NOW),
            new ExportEvent.UploadOpened(new UploadTarget.MultipartUpload("up-1"), NOW),
            new ExportEvent.TaskStored(Samples.task(1), NOW),
            new ExportEvent.Reprioritized(Priority.HIGH, "ana", NOW),
            new ExportEvent.TaskStored(Samples.task(0), NOW));
    List<ExportEvent> stored =
        and(
            rendered,
            new ExportEvent.CommitIntended(Samples.PARTS, NOW),
            new ExportEvent.ObjectStored(Samples.OBJECT, NOW),
            new ExportEvent.DeliveryOpened(Samples.SESSION, NOW));
    Map<String, List<ExportEvent>> lives = new TreeMap<>();
    lives.put(
        "canceled",
        and(
            rendered,
            new ExportEvent.Canceled("ana", ExportStep.RENDER, NOW),
            new ExportEvent.CleanedUp(NOW)));
    lives.put(
        "expired",
        and(
            stored,
            new ExportEvent.Delivered(Samples.receipt(0), NOW),
            new ExportEvent.Delivered(Samples.receipt(1), NOW),
            new ExportEvent.Completed(NOW, false, NOW.plus(Duration.ofDays(20))),
            new ExportEvent.CleanedUp(NOW),
            new ExportEvent.KeptUntil(NOW.plus(Duration.ofDays(29)), "ana", NOW),
            new ExportEvent.Expired(NOW.plus(Duration.ofDays(30))),
            new ExportEvent.CleanedUp(NOW.plus(Duration.ofDays(30)))));
    lives.put(
        "retried",
        and(
            stored,
            new ExportEvent.Delivered(Samples.receipt(0), NOW),
            new ExportEvent.DeliveryFailed(Samples.DELIVERY_FAILURE, NOW),
            new ExportEvent.Failed(
                ErrorCode.DESTINATION_DENIED, ExportStep.DELIVER, "Cannot.", NOW, true),
            new ExportEvent.CleanedUp(NOW),
            new ExportEvent.Retried("ana", 1, NOW),
            new ExportEvent.CleanedUp(NOW),
            new ExportEvent.DestinationsAdded(Samples.DESTINATIONS, "ana", NOW)));
    return lives;
  }

  private static List<ExportEvent> and(List<ExportEvent> some, ExportEvent... more) {
    List<ExportEvent> all = new ArrayList<>(some);
    all.addAll(List.of(more));
    return List.copyOf(all);
  }
}
