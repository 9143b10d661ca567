package io.landfall.pool;

import java.util.HashMap;
import java.util.Map;
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

  private LogContext() {}

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
