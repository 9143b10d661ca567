package io.landfall.node.formation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.pattern.StatusReply;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.serialization.Serializers;
import akka.serialization.jackson.JacksonObjectMapperProvider;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.export.entity.EntityMessages;
import io.landfall.index.load.SceneLoad.MergeCounts;
import io.landfall.ingest.IngestActor;
import io.landfall.ingest.IngestReport;
import io.landfall.ingest.IngestSchedule;
import io.landfall.ingest.IngestState;
import io.landfall.model.JsonMessage;
import io.landfall.worker.WorkerMessages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What nodes of each release said to each other that can be mixed with those of today. Before a
 * release, add its own with {@code mvn -pl cluster-node -am test -Dtest=GoldenMessagesTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dgolden=0.2.0} and empty {@link #NEWER}; a file that
 * stands there is never written again. After {@link WireVersionCheck#CURRENT} is raised, those of
 * the version before are no longer read.
 */
class GoldenMessagesTest {
  private static final Path FOLDER = Path.of("src/test/resources/golden");
  private static final String PREFIX = "wire-" + WireVersionCheck.CURRENT + "-";
  private static final String SUFFIX = ".tsv";

  /**
   * Messages that nodes of the last release do not know, and throw away. Each says here what
   * happens then in a rolling update; where that does harm, the wire version must be raised.
   */
  private static final Map<Class<?>, String> NEWER = Map.of();

  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static ActorTestKit testKit;
  private static Serialization serialization;
  private static ObjectMapper cbor;

  /** A message as it went over the wire. */
  record GoldenMessage(String release, String type, int serializer, byte[] bytes) {
    static GoldenMessage parse(String release, String line) {
      String[] fields = line.split("\t");
      return new GoldenMessage(
          release, fields[0], Integer.parseInt(fields[1]), Base64.getDecoder().decode(fields[2]));
    }

    static GoldenMessage of(JsonMessage message) {
      var serializer = serialization.findSerializerFor(message);
      return new GoldenMessage(
          "today",
          Serializers.manifestFor(serializer, message),
          serializer.identifier(),
          serialization.serialize(message).get());
    }

    String line() {
      return "%s\t%d\t%s".formatted(type, serializer, Base64.getEncoder().encodeToString(bytes));
    }

    JsonNode tree() throws IOException {
      return cbor.readTree(bytes);
    }

    @Override
    public String toString() {
      return release + " " + type.replaceFirst(".*\\.", "");
    }
  }

  @BeforeAll
  static void start() {
    testKit = ActorTestKit.create("golden"); // its name is in what was recorded
    serialization = SerializationExtension.get(testKit.system());
    cbor =
        JacksonObjectMapperProvider.get(testKit.system())
            .getOrCreate("jackson-cbor", Optional.empty());
  }

  @AfterAll
  static void stop() {
    testKit.shutdownTestKit();
  }

  static List<GoldenMessage> recorded() throws IOException {
    List<GoldenMessage> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.startsWith(PREFIX)) {
          String release = name.substring(PREFIX.length(), name.length() - SUFFIX.length());
          Files.readAllLines(file, UTF_8)
              .forEach(line -> all.add(GoldenMessage.parse(release, line)));
        }
      }
    }
    return all;
  }

  /** Says it back: whoever said it understands what today's nodes make of it. */
  @ParameterizedTest
  @MethodSource("recorded")
  void whatANodeOfAReleaseSaysIsReadAndSaidAgainWithNothingMissing(GoldenMessage said)
      throws IOException {
    Object read = serialization.deserialize(said.bytes(), said.serializer(), said.type()).get();
    GoldenMessage again = GoldenMessage.of((JsonMessage) read);

    assertThat(again.type()).isEqualTo(said.type());
    assertThat(again.serializer()).isEqualTo(said.serializer());
    assertThat(missing("", said.tree(), again.tree())).isEmpty();
  }

  @Test
  void everyMessageIsRecordedOrSaysWhatHappensWithoutIt() throws IOException {
    Map<String, Class<?>> today = new TreeMap<>();
    samples().forEach(sample -> today.put(sample.getClass().getName(), sample.getClass()));
    Set<String> known = new TreeSet<>();
    recorded().forEach(message -> known.add(message.type()));

    assertThat(today.keySet()).containsAll(known);
    today.keySet().removeAll(known);
    assertThat(today.values())
        .as("messages that nodes of the last release do not know")
        .containsExactlyInAnyOrderElementsOf(NEWER.keySet());
  }

  @Test
  void whatTodaysNodesSayIsRecordedWhenItIsAskedFor() throws IOException {
    String lines =
        samples()
            .map(sample -> GoldenMessage.of(sample).line() + "\n")
            .distinct()
            .collect(Collectors.joining());
    assertThat(lines).isNotEmpty();
    String release = System.getProperty("golden");
    if (release != null) {
      Path file = FOLDER.resolve(PREFIX + release + SUFFIX);
      assertThat(file).doesNotExist();
      Files.writeString(file, lines);
    }
  }

  private static Stream<JsonMessage> samples() {
    var report =
        new IngestReport(
            7,
            "file:/scene_list.gz",
            IngestState.READING,
            NOON,
            null,
            10,
            8,
            1,
            1,
            new MergeCounts(1, 2, 3, 4, 5),
            true,
            "");
    var schedule = testKit.<StatusReply<IngestSchedule>>createTestProbe().ref();
    return Stream.of(
            EntityMessages.samples(testKit),
            WorkerMessages.samples(testKit).stream(),
            Stream.of(WorkerMessages.taskFinished(testKit)),
            Stream.of(
                new IngestActor.GetIngestSchedule(schedule),
                new IngestActor.StartIngest(schedule),
                new IngestActor.CancelIngest(schedule),
                new IngestSchedule("file:/scene_list.gz", Duration.ofHours(24), NOON, report)))
        .flatMap(messages -> messages);
  }

  /** Returns what is in {@code said} and not in {@code again}, or not as it was. */
  private static List<String> missing(String at, JsonNode said, JsonNode again) {
    List<String> all = new ArrayList<>();
    if (said.isObject() && again.isObject()) {
      Iterator<Map.Entry<String, JsonNode>> fields = said.fields();
      fields.forEachRemaining(
          field ->
              all.addAll(
                  missing(
                      at + "/" + field.getKey(), field.getValue(), again.path(field.getKey()))));
    } else if (said.isArray() && again.isArray() && said.size() == again.size()) {
      for (int i = 0; i < said.size(); i++) {
        all.addAll(missing(at + "/" + i, said.get(i), again.get(i)));
      }
    } else if (!said.equals(again) && !(isActor(said) && isActor(again))) {
      all.add("%s: %s was %s".formatted(at, again, said));
    }
    return all;
  }

  /** Actors of that time are not there any more, but something stands in their place. */
  private static boolean isActor(JsonNode node) {
    return node.asText().startsWith("akka:");
  }
}
