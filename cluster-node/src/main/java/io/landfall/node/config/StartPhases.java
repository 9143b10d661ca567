package io.landfall.node.config;

import java.lang.management.ManagementFactory;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long the phases of this process's start and end take, side by side as they run, for the log
 * of who wonders why one is slow: at DEBUG, once the node is there, or has gone.
 */
public final class StartPhases {
  private static final Logger LOG = LoggerFactory.getLogger(StartPhases.class);
  private static final Queue<StartPhase> ENDED = new ConcurrentLinkedQueue<>();

  private StartPhases() {}

  /** One phase; {@link #close} ends it, on the thread that began it. */
  public static final class StartPhase implements AutoCloseable {
    private final String name;
    private final long beganMillis = millisOfProcess();
    private final long beganNanos = System.nanoTime();
    private final long beganCpuNanos = threadCpuNanos();
    private final String thread = Thread.currentThread().getName();
    private long wallMillis;
    private long cpuMillis;

    private StartPhase(String name) {
      this.name = name;
    }

    /** Notes what it took. */
    @Override
    public void close() {
      wallMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos);
      cpuMillis = TimeUnit.NANOSECONDS.toMillis(threadCpuNanos() - beganCpuNanos);
      ENDED.add(this);
    }
  }

  /**
   * Begins a phase of the calling thread.
   *
   * @param name as the log tells it
   */
  public static StartPhase begin(String name) {
    return new StartPhase(name);
  }

  /**
   * Logs the phases that have ended since the last call, in the order of their ends: when each
   * began, in milliseconds of this process, its wall time, and the CPU time of its own thread.
   *
   * @param of what they are phases of: {@code Start} or {@code End}
   */
  public static void log(String of) {
    for (StartPhase phase = ENDED.poll(); phase != null; phase = ENDED.poll()) {
      LOG.debug(
          "{}: {} ms + {} ms, {} ms of CPU: {} [{}]",
          of,
          phase.beganMillis,
          phase.wallMillis,
          phase.cpuMillis,
          phase.name,
          phase.thread);
    }
    LOG.debug("{}: {} ms", of, millisOfProcess());
  }

  private static long millisOfProcess() {
    return ManagementFactory.getRuntimeMXBean().getUptime();
  }

  private static long threadCpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
