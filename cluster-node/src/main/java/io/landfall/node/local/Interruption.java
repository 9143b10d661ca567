package io.landfall.node.local;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What happens on Ctrl-C and SIGTERM while a node works: the command is cancelled there, and this
 * process ends when the node has cleaned up.
 */
final class Interruption implements AutoCloseable {
  private static final int CLEAN_UP_SECONDS = 40;

  private final CountDownLatch relayed = new CountDownLatch(1);
  private final Thread hook;

  private Interruption(NodeConnection connection) {
    hook =
        new Thread("cancel") {
          @Override
          public void run() {
            cancel(connection);
          }
        };
  }

  static Interruption of(NodeConnection connection) {
    var interruption = new Interruption(connection);
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  private void cancel(NodeConnection connection) {
    try {
      connection.cancel();
      relayed.await(CLEAN_UP_SECONDS, TimeUnit.SECONDS);
    } catch (IOException e) {
      // the node has ended
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    relayed.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      pauseForEver(); // the exit code is that of the signal
    }
  }

  /** The process ends by the signal; what follows a command must not begin any more. */
  private static void pauseForEver() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
