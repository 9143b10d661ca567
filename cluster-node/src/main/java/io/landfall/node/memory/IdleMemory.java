package io.landfall.node.memory;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.OperatingSystemMXBean;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a node that has nothing to do give memory back to the machine, for others: garbage and the
 * free part of Java's heap, free memory of the C library, and what is in memory of the {@linkplain
 * ProgramFiles files} that Java runs from. All of it comes back by itself with the next work, in
 * some milliseconds. Work is told by the processor time of the process, whoever asks for it.
 */
public final class IdleMemory implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IdleMemory.class);

  /** Of the heap, what a collection of an idle node leaves free, in percent. */
  private static final int LEAST_FREE = 5;

  private static final int MOST_FREE = 10;

  /** What an idle node may let lie before its heap is collected again, in bytes. */
  private static final long MOST_GARBAGE = 16 << 20;

  private static final String INTERVAL = "landfall.memory.give-back-after";
  private static final Duration LEAST_INTERVAL = Duration.ofSeconds(1);

  private final OperatingSystemMXBean system;
  private final Duration interval;
  private final IdleWatch watch;
  private final ScheduledExecutorService timer;

  /** Known from the first rest on; used by the timer's thread alone, as what follows. */
  private ProgramFiles files;

  private long usedAfterCollection;

  private IdleMemory(OperatingSystemMXBean system, Duration interval) {
    this.system = system;
    this.interval = interval;
    watch = new IdleWatch(processorTime(), now());
    timer =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              var thread = new Thread(work, "idle-memory");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Makes one that is to look as often as {@code landfall.memory.give-back-after} says; empty where
   * that is zero, or Java does not tell how much processor time a process has had.
   *
   * @throws ConfigException for less than a second
   */
  public static Optional<IdleMemory> of(Config config) {
    Duration interval = config.getDuration(INTERVAL);
    if (!interval.isZero() && interval.compareTo(LEAST_INTERVAL) < 0) {
      throw new ConfigException.BadValue(
          config.getValue(INTERVAL).origin(), INTERVAL, "must be 0 or at least 1 s");
    }
    if (interval.isZero()
        || !(ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system)
        || system.getProcessCpuTime() < 0) {
      return Optional.empty();
    }
    return Optional.of(new IdleMemory(system, interval));
  }

  /** Starts to look. */
  public void start() {
    timer.scheduleWithFixedDelay(
        this::look, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  private Duration processorTime() {
    return Duration.ofNanos(system.getProcessCpuTime());
  }

  private static Duration now() {
    return Duration.ofNanos(System.nanoTime());
  }

  private void look() {
    try {
      switch (watch.look(processorTime(), now())) {
        case WORKS -> {}
        case HAS_STOPPED -> {
          collect();
          trim();
          if (files == null) { // by now those are mapped that there will be
            files = ProgramFiles.find();
          }
          files.giveUp();
        }
        case RESTS -> {
          if (usedHeap() > usedAfterCollection + MOST_GARBAGE) {
            collect();
          }
          trim(); // of what compilers of Java take, most is free again at once
          files.giveUp(); // what has come back
        }
      }
    } catch (RuntimeException e) { // else the timer would end without a word
      LOG.warn("Cannot give back memory", e);
    }
  }

  /** Collects all garbage, and keeps less free for a moment than a heap at work is to have. */
  private void collect() {
    var java = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    String least = java.getVMOption("MinHeapFreeRatio").getValue();
    String most = java.getVMOption("MaxHeapFreeRatio").getValue();
    try {
      java.setVMOption("MinHeapFreeRatio", String.valueOf(LEAST_FREE));
      java.setVMOption("MaxHeapFreeRatio", String.valueOf(MOST_FREE));
      System.gc();
      usedAfterCollection = usedHeap();
    } finally {
      java.setVMOption("MaxHeapFreeRatio", most);
      java.setVMOption("MinHeapFreeRatio", least);
    }
  }

  private static long usedHeap() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** Of another C library than GNU's there is nothing to be had. */
  private static void trim() {
    try {
      TrimCall.malloc_trim(0);
    } catch (LinkageError none) {
      LOG.debug("The C library keeps its memory: {}", none.toString());
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  private static final class TrimCall {
    static {
      Native.register(TrimCall.class, NativeLibrary.getInstance("c"));
    }

    private TrimCall() {}

    static native int malloc_trim(long bytesKept);
  }
}
