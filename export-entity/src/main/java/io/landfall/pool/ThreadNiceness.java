package io.landfall.pool;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets threads step back behind others where there is too little processor for all: those that plan
 * and render behind those that answer callers, and those that render maps behind exports. On Linux,
 * where a thread has a nice value of its own; elsewhere nothing happens. Nothing is slower where
 * nobody else wants the processor.
 */
public final class ThreadNiceness {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadNiceness.class);

  /** A third of the processor that a thread gets which answers a caller, if both want it. */
  private static final int BEHIND_CALLERS = 5;

  /**
   * A third of what a thread gets that renders an export. Of maps, more render at a time than there
   * are processors, as they wait for files of other machines: with so much each, all together get
   * about what the exports of the node get.
   */
  private static final int BEHIND_EXPORTS = 10;

  /** PRIO_PROCESS, which on Linux is a thread. */
  private static final int ONE_THREAD = 0;

  private static final int CURRENT = 0;
  private static final boolean IS_LINUX = "Linux".equals(System.getProperty("os.name"));

  private ThreadNiceness() {}

  /** Returns {@code work} for a thread of its own, which steps back before it begins. */
  public static Runnable behindCallers(Runnable work) {
    return steppedBack(work, BEHIND_CALLERS);
  }

  /** Returns the same for a thread that renders maps: it steps back behind exports, too. */
  public static Runnable behindExports(Runnable work) {
    return steppedBack(work, BEHIND_EXPORTS);
  }

  private static Runnable steppedBack(Runnable work, int niceness) {
    return () -> {
      stepBack(niceness);
      work.run();
    };
  }

  private static void stepBack(int niceness) {
    if (!IS_LINUX) {
      return;
    }
    try {
      if (LibC.setpriority(ONE_THREAD, CURRENT, niceness) != 0) {
        LOG.debug("A thread that renders keeps its priority: the system refuses another");
      }
    } catch (LinkageError missing) {
      LOG.debug("A thread that renders keeps its priority: JNA has nothing for this machine");
    }
  }

  private static final class LibC {
    static {
      Native.register(LibC.class, NativeLibrary.getInstance("c"));
    }

    private LibC() {}

    static native int setpriority(int which, int who, int priority);
  }
}
