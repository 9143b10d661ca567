package io.landfall.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The judge is no use if it lets everybody go. */
class HarnessTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String WELL =
      "requested planned uploadOpened runStored:0 runStored:1 commitIntended objectStored delivered"
          + " completed cleanedUp";

  @Test
  void aWholeJournalIsLegal() {
    assertThat(faults(WELL)).isEmpty();
    assertThat(faults("requested paused resumed planned canceled cleanedUp")).isEmpty();
    assertThat(
            faults(
                "requested planned failed retried cleanedUp planned uploadOpened runStored:0"
                    + " commitIntended objectStored delivered completed cleanedUp"))
        .isEmpty();
    assertThat(faults(WELL.replace("delivered", "failed cleanedUp retried cleanedUp delivered")))
        .isEmpty();
  }

  @Test
  void aStepOutOfOrderIsFound() {
    assertThat(faults(WELL.replace("delivered", "failed cleanedUp delivered"))).isNotEmpty();
    assertThat(faults(WELL.replace("commitIntended ", ""))).hasSize(1);
    assertThat(faults(WELL + " runStored:2")).hasSize(1);
    assertThat(faults("requested planned failed completed")).hasSize(1);
    assertThat(faults(WELL + " canceled")).hasSize(1);
  }

  @Test
  void aRunStoredTwiceIsFound() {
    assertThat(faults(WELL.replace("runStored:1", "runStored:0"))).hasSize(1);
  }

  @Test
  void aGapAndAWriterThatComesBackAreFound() {
    List<Journal.Row> rows = rows(WELL);
    rows.remove(4);
    assertThat(new Journal("x", rows).faults()).isNotEmpty();

    List<Journal.Row> two = rows(WELL);
    Journal.Row third = two.get(2);
    two.set(2, new Journal.Row(third.number(), "stale", third.event()));
    assertThat(new Journal("x", two).faults()).hasSize(1).first().asString().contains("came back");
  }

  @Test
  void aSeedDecidesTheWholeSchedule() {
    assertThat(Schedule.of(7, true)).isEqualTo(Schedule.of(7, true));
    assertThat(Schedule.of(7, true)).isNotEqualTo(Schedule.of(8, true));
  }

  @Test
  void everyFaultIsDrawn() {
    Set<Nemesis> drawn =
        LongStream.range(0, 1_000)
            .boxed()
            .flatMap(seed -> Schedule.of(seed, true).faults().stream())
            .map(Schedule.Fault::nemesis)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Nemesis.class)));
    assertThat(drawn).containsExactlyInAnyOrder(Nemesis.values());
  }

  private static List<String> faults(String names) {
    return new Journal("x", rows(names)).faults();
  }

  private static List<Journal.Row> rows(String names) {
    List<Journal.Row> rows = new ArrayList<>();
    for (String name : names.split(" ")) {
      String[] words = name.split(":");
      ObjectNode event = JSON.createObjectNode().put("event", words[0]);
      if (words.length > 1) {
        event.putObject("run").put("run", Integer.parseInt(words[1]));
      }
      rows.add(new Journal.Row(rows.size() + 1, "writer", event));
    }
    return rows;
  }
}
