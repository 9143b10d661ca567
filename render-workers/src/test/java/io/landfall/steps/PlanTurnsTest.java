package io.landfall.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.ExportId;
import io.landfall.model.Priority;
import io.landfall.steps.PlanTurns.TurnLimits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanTurnsTest {
  private static final TurnLimits LIMITS = new TurnLimits(4, 2, 3);

  private final PlanTurns<String> turns = new PlanTurns<>(LIMITS);

  private static ExportId id(String name) {
    return ExportId.parse("01890000-0000-7000-8000-%012x".formatted(name.hashCode() & 0xffffffL));
  }

  private void add(String owner, String name) {
    turns.add(id(name), owner, Priority.NORMAL, name);
  }

  private List<String> begun() {
    return Stream.generate(turns::next)
        .takeWhile(java.util.Optional::isPresent)
        .map(java.util.Optional::get)
        .toList();
  }

  @Test
  void anOwnerLeavesPlacesToOthersWhateverHeSubmits() {
    for (int i = 0; i < 100; i++) {
      add("flood", "a" + (char) ('A' + i));
    }
    assertThat(begun()).containsExactly("aA", "aB");

    add("other", "b");

    assertThat(begun()).containsExactly("b");
  }

  @Test
  void furtherOnesWaitUntilSomethingOfTheSameOwnerHasEnded() {
    for (String name : List.of("a", "b", "c", "d", "e")) {
      add("me", name);
      begun().forEach(plan -> turns.planned(id(plan)));
    }
    assertThat(turns.findWaiting(id("c"))).isEmpty();
    assertThat(turns.findWaiting(id("d"))).contains("d");

    turns.ended(id("b"));
    assertThat(begun()).containsExactly("d");
    turns.ended(id("e")); // canceled before its turn
    turns.ended(id("a"));
    assertThat(begun()).isEmpty();
  }

  @Test
  void thePriorityOfWhatWaitsCountsAndMayChange() {
    add("me", "a");
    add("me", "b");
    begun();
    add("me", "c");
    add("me", "d");
    turns.add(id("e"), "me", Priority.HIGH, "e");
    turns.prioritize(id("d"), Priority.HIGH);
    turns.ended(id("a"));
    turns.ended(id("b"));
    assertThat(begun()).containsExactly("d", "e");
  }

  /** No place is empty while somebody may have it, nobody has more than his, and all get there. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void allAreDoneInTheEndWithinTheLimits(long seed) {
    var random = new Random(seed);
    Map<String, String> owners = new HashMap<>();
    List<String> planning = new ArrayList<>();
    List<String> planned = new ArrayList<>();
    int ended = 0;
    for (int step = 0; ended < 300; step++) {
      if (owners.size() < 300 && random.nextBoolean()) {
        String name = "x" + owners.size();
        owners.put(name, "owner " + (int) Math.abs(random.nextGaussian() * 3));
        add(owners.get(name), name);
      } else if (!planning.isEmpty() && random.nextBoolean()) {
        String done = planning.remove(random.nextInt(planning.size()));
        turns.planned(id(done));
        planned.add(done);
      } else if (!planned.isEmpty()) {
        turns.ended(id(planned.remove(random.nextInt(planned.size()))));
        ended++;
      }
      planning.addAll(begun());
      assertThat(planning).hasSizeLessThanOrEqualTo(LIMITS.plans());
      for (String owner : owners.values()) {
        assertThat(planning.stream().filter(name -> owners.get(name).equals(owner)).count())
            .isLessThanOrEqualTo(LIMITS.plansOfOwner());
        assertThat(
                Stream.concat(planning.stream(), planned.stream())
                    .filter(name -> owners.get(name).equals(owner))
                    .count())
            .isLessThanOrEqualTo(LIMITS.exportsOfOwner());
      }
      assertThat(step).as("it ends").isLessThan(10_000);
    }
  }
}
