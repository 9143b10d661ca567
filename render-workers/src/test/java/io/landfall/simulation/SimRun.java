package io.landfall.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.landfall.export.entity.EntityCommand;
import io.landfall.model.ExportId;
import io.landfall.model.Priority;
import io.landfall.model.request.ExportRequest;
import io.landfall.steps.StoreSteps;
import io.landfall.store.UploadRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.LoggerFactory;

/**
 * Runs one schedule to its end: faults first, then all faults end, and every export must end in
 * time.
 */
final class SimRun {
  static {
    var log = (Logger) LoggerFactory.getLogger(StoreSteps.class);
    log.setLevel(Level.ERROR); // the store fails on purpose
  }

  private static final long TROUBLE = Duration.ofSeconds(90).toNanos();
  private static final long REST = Duration.ofMinutes(40).toNanos();
  private static final long MAX_EVENTS = 400_000;
  private static final Duration SUBMIT_AGAIN = Duration.ofSeconds(3);

  /**
   * How a run ended.
   *
   * @param violation the invariant that was violated; {@code null}: none
   * @param copies tasks that were begun a second time on another worker
   */
  record Outcome(String violation, long succeeded, long failed, long events, long copies) {
    boolean isGood() {
      return violation == null;
    }
  }

  private final SimWorld world;
  private final boolean isResumed;
  private final List<ExportId> ids = new ArrayList<>();
  private final List<ExportRequest> requests = new ArrayList<>();

  private SimRun(SimSchedule schedule, SimGuard.Guards guards, UploadRules uploadRules) {
    world = new SimWorld(schedule, guards, uploadRules);
    isResumed = schedule.seed() % 2 == 0;
    world.wishes = this::wish;
    new SimOrphanCollector(world).start();
    for (int i = 0; i < schedule.exports().size(); i++) {
      ids.add(
          ExportId.parse(new UUID(0x0189000000007000L + i, 0x8000000000000000L + i).toString()));
      requests.add(SimExports.request(schedule.exports().get(i)));
      int index = i;
      world.time.in(Duration.ofMillis(i * 700L), () -> submit(index));
    }
  }

  /** Runs a schedule with all guards. */
  static Outcome of(SimSchedule schedule) {
    return of(schedule, SimGuard.Guards.all());
  }

  static Outcome of(SimSchedule schedule, SimGuard.Guards guards) {
    return of(schedule, guards, UploadRules.S3);
  }

  static Outcome of(SimSchedule schedule, SimGuard.Guards guards, UploadRules uploadRules) {
    var run = new SimRun(schedule, guards, uploadRules);
    String violation = null;
    try {
      run.play();
    } catch (SimInvariants.InvariantViolation broken) {
      violation = broken.getMessage();
    } catch (RuntimeException bug) {
      violation = "%s at %s".formatted(bug, List.of(bug.getStackTrace()).subList(0, 3));
    }
    var invariants = run.world.invariants;
    return new Outcome(
        violation,
        invariants.count(true),
        invariants.count(false),
        run.world.time.eventsSoFar(),
        run.world.copies);
  }

  private void play() {
    until(TROUBLE, false);
    world.heal();
    if (isResumed) { // of the others, what is paused stays so
      for (int i = 0; i < ids.size(); i++) {
        ask(i, new EntityCommand.ResumeExport("somebody", null, null), Optional.of(SUBMIT_AGAIN));
      }
    }
    until(TROUBLE + REST, true);
    world.invariants.quiet();
  }

  private void until(long end, boolean isRestEnough) {
    while (world.time.step(end)) {
      if (world.time.eventsSoFar() > MAX_EVENTS) {
        throw new SimInvariants.InvariantViolation(
            "it never comes to rest: " + MAX_EVENTS + " events");
      }
    }
  }

  /** Submits as a client does: again until it is answered. */
  private void submit(int index) {
    ask(
        index,
        new EntityCommand.SubmitExport(requests.get(index), null, null),
        Optional.of(SUBMIT_AGAIN));
  }

  private void ask(int index, EntityCommand command, Optional<Duration> again) {
    List<SimNode> up = world.up().toList();
    boolean[] isAnswered = new boolean[1];
    if (!up.isEmpty()) {
      SimNode node = up.get(world.time.random().nextInt(up.size()));
      world.tell(
          node,
          ids.get(index),
          command,
          reply -> {
            isAnswered[0] = true;
            if (command instanceof EntityCommand.SubmitExport && reply.isSuccess()) {
              world.invariants.acknowledged(ids.get(index));
            }
          });
    }
    again.ifPresent(
        wait ->
            world.time.in(
                wait,
                () -> {
                  if (!isAnswered[0]) {
                    ask(index, command, again);
                  }
                }));
  }

  private void wish(SimFault wish) {
    int index = wish.amount() % ids.size();
    EntityCommand command =
        switch (wish.kind()) {
          case SUBMIT -> new EntityCommand.SubmitExport(requests.get(index), null, null);
          case CANCEL -> new EntityCommand.CancelExport("somebody", null, null);
          case HOLD -> new EntityCommand.PauseExport("somebody", null, null);
          case RESUME -> new EntityCommand.ResumeExport("somebody", null, null);
          case RETRY -> new EntityCommand.RetryExport("somebody", null, null);
          case REPRIORITIZE ->
              new EntityCommand.PrioritizeExport(Priority.HIGH, "somebody", null, null);
          case DELIVER ->
              new EntityCommand.AddDestinations(
                  List.of(SimExports.bucket(wish.amount() / 2)), "somebody", null, null);
          default -> throw new IllegalArgumentException("Cannot wish for " + wish);
        };
    ask(index, command, Optional.empty());
  }
}
