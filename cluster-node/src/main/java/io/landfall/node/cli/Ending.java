package io.landfall.node.cli;

/**
 * What must be done when the process is told to end (Ctrl-C, SIGTERM) while something runs. Closed,
 * it is forgotten.
 */
final class Ending implements AutoCloseable {
  private final Thread hook;

  private Ending(Thread hook) {
    this.hook = hook;
  }

  static Ending of(Runnable work) {
    var hook = new Thread(work, "ending");
    Runtime.getRuntime().addShutdownHook(hook);
    return new Ending(hook);
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
