package io.landfall.export.entity;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportId;
import io.landfall.model.ExportStatus;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts the exports that live on a node, for metrics. Safe for any thread. */
public final class ExportGauges implements Extension {
  private static final ExtensionId<ExportGauges> ID =
      new ExtensionId<>() {
        @Override
        public ExportGauges createExtension(ActorSystem<?> system) {
          return new ExportGauges();
        }
      };

  private final Map<ExportId, ExportStatus> statuses = new ConcurrentHashMap<>();
  private final Set<ExportId> paused = ConcurrentHashMap.newKeySet();
  private final LongAdder restarts = new LongAdder();
  private final LongAdder poisonTasks = new LongAdder();
  private final LongAdder poisonSteps = new LongAdder();
  private final LongAdder parkedEvents = new LongAdder();

  /** Returns the one of a node. */
  public static ExportGauges of(ActorSystem<?> system) {
    return ID.apply(system);
  }

  /** Returns how many exports with a status live here. */
  public long count(ExportStatus status) {
    return statuses.values().stream().filter(status::equals).count();
  }

  /** Returns how many of them somebody has halted. */
  public long paused() {
    return paused.size();
  }

  /** Returns how often an export here began anew, mostly because the journal failed. */
  public long restarts() {
    return restarts.sum();
  }

  /** Returns how many exports ended here because of a poison task. */
  public long poisonTasks() {
    return poisonTasks.sum();
  }

  /** Returns how many exports ended here because a step other than rendering ended nodes. */
  public long poisonSteps() {
    return poisonSteps.sum();
  }

  /** Returns how many events this node could not write into the list of exports. */
  public long parkedEvents() {
    return parkedEvents.sum();
  }

  /** Counts an event that could not be written into the list of exports. */
  public void recordParkedEvent() {
    parkedEvents.increment();
  }

  void update(ExportId id, ExportState state) {
    if (state instanceof ExportState.ExistingState known) {
      statuses.put(id, known.status());
      if (known instanceof PausedState) {
        paused.add(id);
      } else {
        paused.remove(id);
      }
    }
  }

  void recordEvent(ExportEvent event) {
    if (event instanceof ExportEvent.Failed failed) {
      if (failed.code() == ErrorCode.POISON_TASK) {
        poisonTasks.increment();
      } else if (failed.code() == ErrorCode.POISON_STEP) {
        poisonSteps.increment();
      }
    }
  }

  void recordRestart() {
    restarts.increment();
  }

  void remove(ExportId id) {
    statuses.remove(id);
    paused.remove(id);
  }
}
