package io.landfall.export.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.export.GuardedWork;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class NotedCrashGuardTest {
  private static final CrashGuardSettings SETTINGS =
      new CrashGuardSettings(3, Duration.ofSeconds(30), Duration.ofSeconds(60));
  private static final GuardedWork KILLER = GuardedWork.plan(new ExportId(new UUID(0, 1)));
  private static final GuardedWork OTHER = GuardedWork.task(new ExportId(new UUID(0, 2)), 7);
  private static final GuardedWork THIRD = GuardedWork.header(new ExportId(new UUID(0, 3)));

  private final MemoryCrashNotes notes = new MemoryCrashNotes();
  private final Set<String> alive = new HashSet<>();
  private final List<GuardedWork> begun = new ArrayList<>();
  private VirtualTime time = new VirtualTime();

  @Test
  void workThatIsDoneLeavesNoNote() {
    NotedCrashGuard node = start("a");
    var done = new CompletableFuture<String>();
    CompletionStage<String> running = node.run(KILLER, () -> done);
    assertThat(notes.all()).extracting(CrashNote::node).containsExactly("a");
    done.complete("planned");
    assertThat(running.toCompletableFuture()).isCompletedWithValue("planned");
    assertThat(notes.all()).isEmpty();
  }

  @Test
  void workThatFailsHasNotEndedItsNode() {
    NotedCrashGuard node = start("a");
    assertThatThrownBy(
            () ->
                node.call(
                    KILLER,
                    () -> {
                      throw new StackOverflowError();
                    }))
        .isInstanceOf(StackOverflowError.class);
    assertThat(notes.all()).isEmpty();
  }

  @Test
  void afterThreeDeathsAloneItIsPoison() {
    for (String node : List.of("a", "b", "c")) {
      never(start(node), KILLER);
      die(node);
    }
    CompletionStage<String> fourth = never(start("d"), KILLER);
    assertThat(begun).hasSize(3);
    assertThat(failure(fourth).code()).isEqualTo(ErrorCode.POISON_STEP);
    assertThat(failure(fourth))
        .hasMessageContaining("Cannot make the plan of export " + KILLER.export())
        .hasMessageContaining("3 nodes have ended");
  }

  @Test
  void aRetryOfPoisonHasOneMoreChance() {
    afterThreeDeathsAloneItIsPoison();
    assertThat(start("e").call(KILLER, () -> "planned")).isEqualTo("planned");
    assertThat(notes.all()).isEmpty();
    afterThreeDeathsAloneItIsPoison0();
  }

  private void afterThreeDeathsAloneItIsPoison0() {
    for (String node : List.of("f", "g", "h")) {
      never(start(node), KILLER);
      die(node);
    }
    assertThat(failure(never(start("i"), KILLER)).code()).isEqualTo(ErrorCode.POISON_STEP);
    never(start("j"), KILLER);
    die("j");
    assertThat(failure(never(start("k"), KILLER)).code()).isEqualTo(ErrorCode.POISON_STEP);
  }

  @Test
  void aTaskIsAPoisonTask() {
    for (String node : List.of("a", "b", "c")) {
      never(start(node), OTHER);
      die(node);
    }
    assertThat(failure(never(start("d"), OTHER)).code()).isEqualTo(ErrorCode.POISON_TASK);
  }

  @Test
  void whatRanBesideItIsSuspectUntilItIsDone() {
    NotedCrashGuard first = start("a");
    never(first, KILLER);
    never(first, OTHER);
    die("a");

    NotedCrashGuard second = start("b");
    begun.clear();
    CompletableFuture<String> other = begin(second, OTHER);
    never(second, KILLER);
    assertThat(begun).containsExactly(OTHER); // one at a time
    assertThat(notes.all()).extracting(CrashNote::deaths).containsExactly(1, 1);
    other.complete("rendered");
    assertThat(begun).containsExactly(OTHER, KILLER);
    assertThat(notes.all()).extracting(CrashNote::work).containsExactly(KILLER);
  }

  @Test
  void nothingElseBeginsWhileASuspectRuns() {
    never(start("a"), KILLER);
    die("a");

    NotedCrashGuard second = start("b");
    begun.clear();
    CompletableFuture<String> other = begin(second, OTHER);
    CompletableFuture<String> suspect = begin(second, KILLER);
    assertThat(begun).containsExactly(OTHER);
    other.complete("rendered");
    begin(second, THIRD);
    assertThat(begun).containsExactly(OTHER, KILLER);
    suspect.complete("planned");
    assertThat(begun).containsExactly(OTHER, KILLER, THIRD);
  }

  @Test
  void neitherWaitsForTheOtherForEver() {
    never(start("a"), KILLER);
    die("a");

    NotedCrashGuard second = start("b");
    begun.clear();
    never(second, OTHER);
    never(second, KILLER);
    never(second, THIRD);
    time.advance(SETTINGS.drainLimit());
    assertThat(begun).containsExactly(OTHER, KILLER);
    time.advance(SETTINGS.aloneLimit());
    assertThat(begun).containsExactly(OTHER, KILLER, THIRD);
  }

  @Test
  void workThatMovesFromALivingNodeIsNotSuspect() {
    never(start("a"), OTHER);
    NotedCrashGuard second = start("b");
    never(second, OTHER);
    assertThat(notes.all()).extracting(CrashNote::node).containsExactly("b");
    assertThat(notes.all()).extracting(CrashNote::deaths).containsExactly(0);
  }

  @Test
  void aNodeThatEndsOfItsOwnWillLeavesNoSuspects() {
    NotedCrashGuard first = start("a");
    never(first, KILLER);
    first.close();
    assertThat(notes.all()).isEmpty();
  }

  @Test
  void whatBeginsWhileItsNodeEndsLeavesNoNote() {
    never(start("a"), KILLER);
    die("a");
    NotedCrashGuard second = start("b");
    CompletableFuture<String> suspect = begin(second, KILLER);
    never(second, OTHER); // waits for the suspect to end
    second.close();
    begun.clear();
    suspect.complete("planned");
    assertThat(begun).containsExactly(OTHER);
    assertThat(notes.all()).isEmpty();
  }

  @Test
  void withoutNotesEverythingRuns() {
    NotedCrashGuard node = start("a");
    notes.setAway(true);
    assertThat(node.call(KILLER, () -> "planned")).isEqualTo("planned");
  }

  private NotedCrashGuard start(String name) {
    alive.add(name);
    time = new VirtualTime();
    return new NotedCrashGuard(notes, Runnable::run, time, SETTINGS, name, alive::contains);
  }

  private void die(String name) {
    alive.remove(name);
  }

  /** Begins work that goes on until its node ends. */
  private CompletionStage<String> never(NotedCrashGuard node, GuardedWork work) {
    return node.run(
        work,
        () -> {
          begun.add(work);
          return new CompletableFuture<>();
        });
  }

  private CompletableFuture<String> begin(NotedCrashGuard node, GuardedWork work) {
    var done = new CompletableFuture<String>();
    var unused =
        node.run(
            work,
            () -> {
              begun.add(work);
              return done;
            });
    assertThat(unused).isNotNull();
    return done;
  }

  private static ExportFailure failure(CompletionStage<String> stage) {
    try {
      String value = stage.toCompletableFuture().getNow("still running");
      throw new AssertionError("No failure but " + value);
    } catch (java.util.concurrent.CompletionException e) {
      return (ExportFailure) e.getCause();
    }
  }
}
