package io.landfall.trace;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The traces of the exports that a node works for, by their ids: what asks the store knows which
 * export it asks for, but not on whose thread. Safe for any thread.
 */
public final class WorkTraces implements Extension {
  private static final ExtensionId<WorkTraces> ID =
      new ExtensionId<>() {
        @Override
        public WorkTraces createExtension(ActorSystem<?> system) {
          return new WorkTraces(TraceReceivers.from(system.settings().config()));
        }
      };

  /** Of more, those that were longest not worked for are forgotten: a few MB. */
  private static final int MOST = 20_000;

  private final TraceReceivers receivers;
  private final Map<String, TraceContext> traces =
      Collections.synchronizedMap(
          new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, TraceContext> eldest) {
              return size() > MOST;
            }
          });

  private WorkTraces(TraceReceivers receivers) {
    this.receivers = receivers;
  }

  /** Returns the one of a node. */
  public static WorkTraces of(ActorSystem<?> system) {
    return ID.apply(system);
  }

  /** Notes the trace of an export from now on; {@code null}: it has none. */
  public void note(String exportId, TraceContext trace) {
    if (trace == null) {
      traces.remove(exportId);
    } else {
      traces.put(exportId, trace);
    }
  }

  /** Forgets an export that is not worked for here any more. */
  public void forget(String exportId) {
    traces.remove(exportId);
  }

  /** Returns the headers of one request to the store or a webhook; none: nobody is told. */
  public Map<String, String> headers(String exportId) {
    TraceContext trace = receivers.includesOwn() ? traces.get(exportId) : null;
    return trace == null ? Map.of() : trace.headers();
  }

  /** Returns what a webhook is told of a trace; empty: nothing. */
  public Optional<TraceContext> toldToWebhooks(TraceContext trace) {
    return receivers.includesOwn() ? Optional.ofNullable(trace) : Optional.empty();
  }
}
