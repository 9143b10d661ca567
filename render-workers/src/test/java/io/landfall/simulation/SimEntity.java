package io.landfall.simulation;

import akka.pattern.StatusReply;
import io.landfall.export.entity.EntityCommand;
import io.landfall.export.entity.ExportEntitySettings;
import io.landfall.export.entity.ExportEvent;
import io.landfall.export.entity.ExportProtocol;
import io.landfall.export.entity.ExportState;
import io.landfall.export.entity.RunningState;
import io.landfall.export.entity.StepTimeout;
import io.landfall.model.ExportId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * A live copy of an entity on one node: it asks the real protocol what to do, and does with the
 * journal what the persistent actor does.
 */
final class SimEntity {
  private static final ExportEntitySettings SETTINGS =
      new ExportEntitySettings(
          Duration.ofSeconds(15),
          Duration.ofMinutes(10),
          Duration.ofSeconds(60),
          Duration.ofSeconds(2),
          Integer.MAX_VALUE);

  private record Message(EntityCommand command, Consumer<StatusReply<?>> reply) {}

  private final SimNode node;
  private final ExportId id;
  private final StepTimeout stepTimeout = new StepTimeout(SETTINGS);
  private final Deque<Message> waiting = new ArrayDeque<>();
  private ExportState state;
  private long number;
  private boolean isBusy;
  private boolean isStopped;
  private int failures;

  SimEntity(SimNode node, ExportId id) {
    this.node = node;
    this.id = id;
    recover();
    checkLater();
  }

  ExportState state() {
    return state;
  }

  void stop() {
    isStopped = true;
    node.steps.stopSteps(id);
  }

  void tell(EntityCommand command, Consumer<StatusReply<?>> reply) {
    waiting.add(new Message(command, reply));
    next();
  }

  private void recover() {
    isBusy = true;
    node.world.journal.read(
        node,
        id,
        events -> {
          if (isStopped) {
            return;
          }
          if (events == null) {
            restart();
            return;
          }
          state = new ExportState.EmptyState();
          events.forEach(event -> state = state.apply(event));
          number = events.size();
          isBusy = false;
          failures = 0;
          stepTimeout.recordProgress();
          state.resumeStep(id, node.steps);
          next();
        });
  }

  private void next() {
    while (!isBusy && !isStopped && !waiting.isEmpty()) {
      handle(waiting.remove());
    }
  }

  private void handle(Message message) {
    var decision =
        node.world.invariants.mutants.decide(id, state, message.command, node.world.time.clock());
    carryOut(decision, message.reply);
  }

  private void carryOut(ExportProtocol.Decision decision, Consumer<StatusReply<?>> reply) {
    if (decision.restartsDeadline()) {
      stepTimeout.recordProgress();
    }
    if (decision.events().isEmpty()) {
      end(decision, reply);
      return;
    }
    isBusy = true;
    node.world.invariants.mutants.beforeWriting(id, state, decision.events(), node.steps);
    node.world.journal.write(
        node, id, number + 1, decision.events(), done -> written(decision, reply, done));
  }

  private void written(
      ExportProtocol.Decision decision, Consumer<StatusReply<?>> reply, boolean done) {
    if (isStopped) {
      return;
    }
    if (!done) {
      restart();
      return;
    }
    List<ExportEvent> events = decision.events();
    events.forEach(event -> state = state.apply(event));
    number += events.size();
    isBusy = false;
    end(decision, reply);
    next();
  }

  private void end(ExportProtocol.Decision decision, Consumer<StatusReply<?>> reply) {
    if (decision.resumesStep()) {
      state.resumeStep(id, node.steps);
    }
    if (decision.reply() != null) {
      reply.accept(decision.reply().apply(state));
    }
  }

  /** The journal did not persist what it was given: begin again from what it has. */
  private void restart() {
    isBusy = true;
    waiting.clear();
    node.steps.stopSteps(id);
    failures++;
    node.schedule(
        Duration.ofMillis(Math.min(30_000, 500L << Math.min(failures - 1, 6))),
        () -> {
          if (!isStopped) {
            recover();
          }
        });
  }

  private void checkLater() {
    node.schedule(
        SETTINGS.checkInterval(),
        () -> {
          if (!isStopped) {
            if (!isBusy) {
              checkProgress();
            }
            checkLater();
          }
        });
  }

  private void checkProgress() {
    switch (stepTimeout.check(state)) {
      case REPEAT_STEP -> state.resumeStep(id, node.steps);
      case FAIL_STEP ->
          carryOut(
              ExportProtocol.timeOut(
                  (RunningState) state, SETTINGS.stepDeadline(), node.world.time.clock()),
              answer -> {});
      case RESTART -> recover();
      case PASSIVATE -> {
        stop();
        node.entities.remove(id, this);
      }
      case NOTHING -> {}
    }
  }
}
