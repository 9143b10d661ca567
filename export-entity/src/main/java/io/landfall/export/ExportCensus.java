package io.landfall.export;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportId;
import io.landfall.model.ExportStatus;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts the exports that live on a node, for metrics. Safe for any thread. */
public final class ExportCensus implements Extension {
  private static final ExtensionId<ExportCensus> ID =
      new ExtensionId<>() {
        @Override
        public ExportCensus createExtension(ActorSystem<?> system) {
          return new ExportCensus();
        }
      };

  private final Map<ExportId, ExportStatus> living = new ConcurrentHashMap<>();
  private final LongAdder failures = new LongAdder();
  private final LongAdder poisoned = new LongAdder();

  /** Returns the one of a node. */
  public static ExportCensus of(ActorSystem<?> system) {
    return ID.apply(system);
  }

  /** Returns how many exports with a status live here. */
  public long living(ExportStatus status) {
    return living.values().stream().filter(status::equals).count();
  }

  /** Returns how often an export here began anew, mostly because the journal failed. */
  public long failures() {
    return failures.sum();
  }

  /** Returns how many exports ended here because a run of theirs broke whoever rendered it. */
  public long poisoned() {
    return poisoned.sum();
  }

  void has(ExportId id, ExportState state) {
    if (state instanceof ExportState.Known known) {
      living.put(id, known.status());
    }
  }

  void heard(ExportEvent event) {
    if (event instanceof ExportEvent.Failed failed && failed.code() == ErrorCode.RUN_POISONED) {
      poisoned.increment();
    }
  }

  void failed() {
    failures.increment();
  }

  void left(ExportId id) {
    living.remove(id);
  }
}
