package io.landfall.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Looks, while the tests of a class run, at the threads that belong to everybody: those of the
 * common pool, of Akka's default dispatcher and the JDK's timer of stages. The class fails if code
 * of ours waits on one of them, or computes there for long.
 */
final class HeldThreads implements BeforeAllCallback, AfterAllCallback {
  private static final Pattern SHARED =
      Pattern.compile(
          "ForkJoinPool.commonPool-.*|.*akka\\.actor\\.default-dispatcher.*|CompletableFutureDelayScheduler");
  private static final long PAUSE_MS = 20;
  private static final long MOST_CPU_NANOS = 500_000_000L;
  private static final long MOST_WAIT_NANOS = 300_000_000L;
  private static final int MOST_FRAMES = 200;
  private static final Set<String> WAITING_FRAMES =
      Set.of("sun.nio.ch.NioSocketImpl.read", "sun.nio.ch.Net.poll", "java.lang.Thread.sleep");

  private record Wait(long number, long sinceNanos) {}

  private record Sight(String frame, long cpuNanos) {}

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final Map<Long, Sight> since = new HashMap<>();
  private final Map<Long, Wait> waiting = new HashMap<>();
  private final Set<String> held = new ConcurrentSkipListSet<>();
  private final Thread watcher = new Thread(this::watch, "held-threads");
  private int looks;

  @Override
  public void beforeAll(ExtensionContext context) {
    watcher.setDaemon(true);
    watcher.start();
  }

  @Override
  public void afterAll(ExtensionContext context) throws InterruptedException {
    watcher.interrupt();
    watcher.join();
    assertThat(looks).as("looks at the threads").isGreaterThan(10);
    assertThat(held).as("code of ours that held a thread of everybody's").isEmpty();
  }

  private void watch() {
    while (!Thread.currentThread().isInterrupted()) {
      look();
      looks++;
      try {
        Thread.sleep(PAUSE_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void look() {
    long[] shared =
        Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
            .filter(info -> info != null && SHARED.matcher(info.getThreadName()).matches())
            .mapToLong(ThreadInfo::getThreadId)
            .toArray();
    for (ThreadInfo info : threads.getThreadInfo(shared, MOST_FRAMES)) {
      if (info != null) {
        look(info);
      }
    }
  }

  private void look(ThreadInfo info) {
    String ours = ourOutermostFrame(info.getStackTrace());
    if (ours == null) {
      since.remove(info.getThreadId());
      waiting.remove(info.getThreadId());
      return;
    }
    lookForWait(info, ours);
    lookForWork(info, ours);
  }

  /** One and the same wait, seen again after a while: no short lock. */
  private void lookForWait(ThreadInfo info, String ours) {
    StackTraceElement top = info.getStackTrace()[0];
    boolean waits =
        info.getThreadState() != Thread.State.RUNNABLE
            || WAITING_FRAMES.contains(top.getClassName() + "." + top.getMethodName());
    if (!waits || isLoadingClass(info)) {
      waiting.remove(info.getThreadId());
      return;
    }
    long number = info.getWaitedCount() + info.getBlockedCount();
    Wait first = waiting.get(info.getThreadId());
    if (first == null || first.number() != number) {
      waiting.put(info.getThreadId(), new Wait(number, System.nanoTime()));
    } else if (System.nanoTime() - first.sinceNanos() > MOST_WAIT_NANOS) {
      held.add("%s waits in %s at %s".formatted(info.getThreadName(), ours, top));
    }
  }

  /** Once for each class, and as long as a busy machine lets another thread hold it. */
  private static boolean isLoadingClass(ThreadInfo info) {
    return Arrays.stream(info.getStackTrace())
        .anyMatch(frame -> frame.getClassName().equals("java.lang.ClassLoader"));
  }

  /** Counted by its processor time, which does not grow while others have the processor. */
  private void lookForWork(ThreadInfo info, String ours) {
    long cpu = threads.getThreadCpuTime(info.getThreadId());
    Sight first = since.get(info.getThreadId());
    if (first == null || !first.frame().equals(ours)) {
      since.put(info.getThreadId(), new Sight(ours, cpu));
    } else if (cpu - first.cpuNanos() > MOST_CPU_NANOS) {
      held.add("%s computes in %s".formatted(info.getThreadName(), ours));
    }
  }

  private static String ourOutermostFrame(StackTraceElement[] stack) {
    for (int i = stack.length - 1; i >= 0; i--) {
      if (stack[i].getClassName().startsWith("io.landfall.")) {
        return stack[i].getClassName() + "." + stack[i].getMethodName();
      }
    }
    return null;
  }
}
