package io.landfall.node.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What must be done when the process is told to end (Ctrl-C, SIGTERM) while something runs. Closed,
 * it is forgotten.
 */
final class ShutdownHook implements AutoCloseable {
  private static final int CLOSE_SECONDS = 30;

  private final Thread hook;

  private ShutdownHook(Thread hook) {
    this.hook = hook;
  }

  static ShutdownHook register(Runnable work) {
    var hook = new Thread(work, "shutdown-hook");
    Runtime.getRuntime().addShutdownHook(hook);
    return new ShutdownHook(hook);
  }

  /**
   * Has {@code cancel} called when the process is told to end, which it then does not before {@code
   * closed}: the database must be left in peace.
   */
  static void registerCancel(Runnable cancel, CountDownLatch closed) {
    register(
        () -> {
          cancel.run();
          await(closed);
        });
  }

  private static void await(CountDownLatch closed) {
    try {
      closed.await(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Forgets the work; when it is under way, waits for it, as the process ends with it. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) { // the process is ending
      try {
        hook.join();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
