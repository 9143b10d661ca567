package io.landfall.pool;

import io.landfall.trace.TraceContext;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.slf4j.MDC;

/**
 * What work is about, said with each line that the log gets of it: one search for the id of an
 * export or of a trace finds all lines of all nodes. It belongs to a thread; {@link BoundedPool}s
 * take it along to theirs. Safe for any thread.
 */
public final class LogContext {
  /** The export that is worked for. */
  public static final String EXPORT_ID = "exportId";

  /** The number of its task. */
  public static final String TASK = "task";

  /** Of the request that has begun it, as W3C Trace Context has it: 32 hexadecimal digits. */
  public static final String TRACE_ID = "traceId";

  /** Whether the trace is recorded, as W3C Trace Context has it; not said with lines. */
  public static final String TRACE_FLAGS = "traceFlags";

  /** What goes along with the trace; not said with lines. */
  public static final String TRACE_STATE = "traceState";

  private LogContext() {}

  /** Returns the trace of the calling thread; {@code null}: it has none. */
  public static TraceContext trace() {
    String traceId = MDC.get(TRACE_ID);
    return traceId == null
        ? null
        : new TraceContext(
            traceId, Objects.requireNonNullElse(MDC.get(TRACE_FLAGS), "00"), MDC.get(TRACE_STATE));
  }

  /**
   * Makes one of an export.
   *
   * @param trace {@code null}: it has none
   */
  public static Map<String, String> of(String exportId, TraceContext trace) {
    Map<String, String> context = new HashMap<>(of(trace));
    context.put(EXPORT_ID, exportId);
    return context;
  }

  /** Makes one of a trace alone; {@code null}: there is none. */
  public static Map<String, String> of(TraceContext trace) {
    Map<String, String> context = new HashMap<>();
    if (trace != null) {
      context.put(TRACE_ID, trace.traceId());
      context.put(TRACE_FLAGS, trace.flags());
      if (trace.state() != null) {
        context.put(TRACE_STATE, trace.state());
      }
    }
    return context;
  }

  /** Returns that of the calling thread; a copy. */
  public static Map<String, String> current() {
    Map<String, String> now = MDC.getCopyOfContextMap();
    return now == null ? Map.of() : now;
  }

  /** Returns one value of that of the calling thread; {@code null}: it has none. */
  public static String current(String key) {
    return MDC.get(key);
  }

  /** Returns that of the calling thread and one value more; {@code null}: nothing more. */
  public static Map<String, String> with(String key, String value) {
    Map<String, String> all = new HashMap<>(current());
    if (value != null) {
      all.put(key, value);
    }
    return all;
  }

  /** Runs {@code work} about {@code context}; the thread has its own again afterwards. */
  public static void run(Map<String, String> context, Runnable work) {
    Map<String, String> before = MDC.getCopyOfContextMap();
    set(context);
    try {
      work.run();
    } finally {
      set(before);
    }
  }

  /** Returns what {@code work} about {@code context} returns. */
  public static <T> T call(Map<String, String> context, Supplier<T> work) {
    Map<String, String> before = MDC.getCopyOfContextMap();
    set(context);
    try {
      return work.get();
    } finally {
      set(before);
    }
  }

  /** Returns {@code work} about what the calling thread is about, whichever thread runs it. */
  public static Runnable carry(Runnable work) {
    Map<String, String> context = MDC.getCopyOfContextMap();
    return context == null || context.isEmpty() ? work : () -> run(context, work);
  }

  private static void set(Map<String, String> context) {
    if (context == null || context.isEmpty()) {
      MDC.clear();
    } else {
      MDC.setContextMap(context);
    }
  }
}
