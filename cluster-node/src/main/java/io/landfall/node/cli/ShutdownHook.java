package io.landfall.node.cli;

/**
 * What must be done when the process is told to end (Ctrl-C, SIGTERM) while something runs. Closed,
 * it is forgotten.
 */
final class ShutdownHook implements AutoCloseable {
  private final Thread hook;

  private ShutdownHook(Thread hook) {
    this.hook = hook;
  }

  static ShutdownHook register(Runnable work) {
    var hook = new Thread(work, "ending");
    Runtime.getRuntime().addShutdownHook(hook);
    return new ShutdownHook(hook);
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
