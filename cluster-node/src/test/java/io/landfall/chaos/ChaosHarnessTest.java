package io.landfall.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The oracles find what is wrong: an illegal journal, a missing fault. */
class ChaosHarnessTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String LEGAL =
      "requested planned uploadOpened taskStored:0 taskStored:1 commitIntended objectStored"
          + " delivered completed cleanedUp";

  @Test
  void aWholeJournalIsLegal() {
    assertThat(violations(LEGAL)).isEmpty();
    String several = "deliveryOpened deliveryOpened delivered deliveryOpened delivered";
    assertThat(violations(LEGAL.replace("delivered", several))).isEmpty();
    assertThat(violations("requested paused resumed planned canceled cleanedUp")).isEmpty();
    assertThat(
            violations(
                "requested planned failed retried cleanedUp planned uploadOpened taskStored:0"
                    + " commitIntended objectStored delivered completed cleanedUp"))
        .isEmpty();
    assertThat(
            violations(LEGAL.replace("delivered", "failed cleanedUp retried cleanedUp delivered")))
        .isEmpty();
  }

  @Test
  void aStepOutOfOrderIsFound() {
    assertThat(violations(LEGAL.replace("delivered", "failed cleanedUp delivered"))).isNotEmpty();
    assertThat(violations(LEGAL.replace("commitIntended ", ""))).hasSize(1);
    assertThat(violations(LEGAL + " taskStored:2")).hasSize(1);
    assertThat(violations("requested planned failed completed")).hasSize(1);
    assertThat(violations(LEGAL + " canceled")).hasSize(1);
  }

  @Test
  void aTaskStoredTwiceIsFound() {
    assertThat(violations(LEGAL.replace("taskStored:1", "taskStored:0"))).hasSize(1);
  }

  @Test
  void aGapAndAWriterThatComesBackAreFound() {
    List<Journal.JournalRow> rows = rows(LEGAL);
    rows.remove(4);
    assertThat(new Journal("x", rows).violations()).isNotEmpty();

    List<Journal.JournalRow> two = rows(LEGAL);
    Journal.JournalRow third = two.get(2);
    two.set(2, new Journal.JournalRow(third.sequenceNumber(), "stale", third.event()));
    assertThat(new Journal("x", two).violations())
        .hasSize(1)
        .first()
        .asString()
        .contains("came back");
  }

  @Test
  void aSeedDecidesTheWholeSchedule() {
    assertThat(Schedule.of(7, true)).isEqualTo(Schedule.of(7, true));
    assertThat(Schedule.of(7, true)).isNotEqualTo(Schedule.of(8, true));
  }

  @Test
  void whoResumesAnExportHasPausedItBefore() {
    var pause = new Schedule.ClientAction("pause", 2_500, 0);
    var duplicate = new Schedule.ClientAction("duplicate", 900, 1);
    var resume = new Schedule.ClientAction("resume", 5_100, 0);
    var schedule = new Schedule(0, List.of(), List.of(), List.of(duplicate, pause, resume));
    assertThat(schedule.actionsByClient())
        .containsExactly(List.of(pause, resume), List.of(duplicate));
  }

  @Test
  void everyFaultInjectorIsDrawn() {
    Set<FaultInjector> drawn =
        LongStream.range(0, 1_000)
            .boxed()
            .flatMap(seed -> Schedule.of(seed, true).faults().stream())
            .map(Schedule.Fault::injector)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(FaultInjector.class)));
    assertThat(drawn).containsExactlyInAnyOrder(FaultInjector.values());
  }

  @Test
  void aStoredTaskLeasedByWhoMustKnowItIsFound() {
    assertThat(leases("00 Rendering, 01 Leasing task 0 of, 02 Leasing task 1 of", Map.of()))
        .isEmpty();
    assertThat(leases("00 Rendering, 01 Stored task 0 of, 02 Leasing task 0 of", Map.of()))
        .hasSize(1);
    Map<Integer, Instant> stored = Map.of(0, Instant.parse("2026-01-01T00:00:10Z"));
    assertThat(leases("20 Resuming, 21 Leasing task 0 of", stored)).hasSize(1);
    assertThat(leases("20 Resuming, 21 Leasing task 1 of", stored)).isEmpty();
    assertThat(leases("11 Resuming, 19 Leasing task 0 of", stored)).isEmpty(); // they crossed
  }

  /** Reads a log of lines that each begin with their second. */
  private static List<String> leases(String log, Map<Integer, Instant> stored) {
    String export = "5d3afc64-3169-8633-aa99-9cb64d8d3a73";
    var oracles = new Oracles(null);
    String lines =
        Stream.of(log.split(", "))
            .map(
                line ->
                    "2026-01-01T00:00:%sZ INFO  RenderCoordinator %s %s%n"
                        .formatted(line.substring(0, 2), line.substring(3), export))
            .collect(Collectors.joining());
    oracles.checkLeases(export, stored, lines);
    return oracles.violations();
  }

  private static List<String> violations(String names) {
    return new Journal("x", rows(names)).violations();
  }

  private static List<Journal.JournalRow> rows(String names) {
    List<Journal.JournalRow> rows = new ArrayList<>();
    for (String name : names.split(" ")) {
      String[] words = name.split(":");
      ObjectNode event = JSON.createObjectNode().put("event", words[0]);
      if (words.length > 1) {
        event.putObject("task").put("index", Integer.parseInt(words[1]));
      }
      rows.add(new Journal.JournalRow(rows.size() + 1, "writer", event));
    }
    return rows;
  }
}
