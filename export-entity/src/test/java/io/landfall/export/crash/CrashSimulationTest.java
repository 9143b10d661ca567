package io.landfall.export.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.export.GuardedWork;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A node that starts again after each death, in virtual time, with work of which some kills. */
class CrashSimulationTest {
  private static final int MAX_DEATHS = 3;
  private static final CrashGuardSettings SETTINGS =
      new CrashGuardSettings(MAX_DEATHS, Duration.ofSeconds(30), Duration.ofSeconds(60));
  private static final int SEEDS = 500;
  private static final int MAX_STARTS = 200;

  @Test
  void killersEndAsPoisonAndNobodyElseDoes() {
    for (long seed = 0; seed < SEEDS; seed++) {
      var random = new Random(seed);
      int killers = random.nextInt(4);
      var world = new World(random, killers, random.nextInt(12));
      int deaths = world.run(List.of());
      assertThat(world.poisoned).as("seed %d", seed).isEqualTo(world.killers);
      assertThat(world.done).as("seed %d", seed).hasSize(world.works.size() - killers);
      assertThat(deaths)
          .as("seed %d", seed)
          .isBetween(MAX_DEATHS * Math.min(killers, 1), 5 * killers);
    }
  }

  /** The work of one is done well within the time that the machine stays up. */
  @Test
  void threeKillsOfTheMachineCondemnNothingThatGetsOn() {
    for (long seed = 0; seed < SEEDS; seed++) {
      var random = new Random(seed);
      var world = new World(random, 0, 1 + random.nextInt(3));
      List<Duration> kills = new ArrayList<>();
      for (int i = 0; i < 3 * MAX_DEATHS; i++) {
        kills.add(Duration.ofMillis(4 * World.LONGEST.toMillis() + random.nextInt(60_000)));
      }
      world.run(kills);
      assertThat(world.poisoned).as("seed %d", seed).isEmpty();
      assertThat(world.done).as("seed %d", seed).hasSize(world.works.size());
    }
  }

  /** Nodes one after the other, their notes, and the work that is left. */
  private static final class World {
    static final Duration LONGEST = Duration.ofSeconds(20);

    private final Random random;
    private final MemoryCrashNotes notes = new MemoryCrashNotes();
    private final List<GuardedWork> works = new ArrayList<>();
    private final Map<GuardedWork, Duration> durations = new HashMap<>();
    private final Set<GuardedWork> killers = new HashSet<>();
    private final Set<GuardedWork> done = new HashSet<>();
    private final Set<GuardedWork> poisoned = new HashSet<>();
    private boolean isDead;

    World(Random random, int killerCount, int othersCount) {
      this.random = random;
      for (int i = 0; i < killerCount + othersCount; i++) {
        GuardedWork work = GuardedWork.task(new ExportId(new UUID(0, i)), i);
        works.add(work);
        durations.put(work, Duration.ofMillis(1 + random.nextInt((int) LONGEST.toMillis())));
        if (i < killerCount) {
          killers.add(work);
        }
      }
    }

    /** Returns how many nodes have died before all work had ended. */
    int run(List<Duration> machineKills) {
      for (int node = 0; node < MAX_STARTS; node++) {
        if (runNode("node-" + node, node < machineKills.size() ? machineKills.get(node) : null)) {
          return node;
        }
      }
      throw new AssertionError("Still dying after %d starts".formatted(MAX_STARTS));
    }

    /** Returns whether all work has ended, before the node died. */
    private boolean runNode(String name, Duration machineKill) {
      isDead = false;
      var time = new VirtualTime();
      var guard = new NotedCrashGuard(notes, Runnable::run, time, SETTINGS, name, name::equals);
      if (machineKill != null) {
        time.schedule(machineKill, () -> isDead = true);
      }
      List<GuardedWork> left = new ArrayList<>(works);
      left.removeAll(done);
      left.removeAll(poisoned);
      Collections.shuffle(left, random);
      for (GuardedWork work : left) {
        time.schedule(Duration.ofMillis(random.nextInt(10_000)), () -> begin(guard, time, work));
      }
      boolean isLate = false; // a timer of a limit may be left when all has ended
      while (!isDead && !isLate) {
        isLate = !time.runNext() || done.size() + poisoned.size() == works.size();
      }
      return !isDead;
    }

    private void begin(NotedCrashGuard guard, VirtualTime time, GuardedWork work) {
      var unused =
          guard
              .run(
                  work,
                  () -> {
                    var result = new CompletableFuture<String>();
                    time.schedule(
                        durations.get(work),
                        () -> {
                          if (killers.contains(work)) {
                            isDead = true;
                          } else {
                            result.complete("done");
                          }
                        });
                    return result;
                  })
              .whenComplete(
                  (value, thrown) -> {
                    if (thrown == null) {
                      done.add(work);
                    } else {
                      assertThat(ExportFailure.of(thrown).code()).isEqualTo(ErrorCode.POISON_TASK);
                      poisoned.add(work);
                    }
                  });
      assertThat(unused).isNotNull();
    }
  }
}
