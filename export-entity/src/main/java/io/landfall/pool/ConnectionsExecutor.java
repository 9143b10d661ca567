package io.landfall.pool;

import akka.dispatch.DispatcherPrerequisites;
import akka.dispatch.ExecutorServiceConfigurator;
import akka.dispatch.ExecutorServiceFactory;
import akka.dispatch.Mailbox;
import com.typesafe.config.Config;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

/**
 * The threads of connections: those of the default dispatcher, where requests are worked on, so
 * that no other thread is woken for each piece of bytes. Should all of them be blocked, a spare
 * thread goes on, as other nodes take one that says nothing for dead. Named in the settings, made
 * by Akka.
 */
public final class ConnectionsExecutor extends ExecutorServiceConfigurator {
  /** Below the heartbeats that nodes may miss of each other. */
  private static final Duration LONGEST_DELAY = Duration.ofMillis(500);

  /** As Akka calls it. */
  public ConnectionsExecutor(Config config, DispatcherPrerequisites prerequisites) {
    super(config, prerequisites);
  }

  @Override
  public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
    return () -> new OvertakingExecutor(new DefaultDispatcher(), LONGEST_DELAY, threads);
  }

  /** That of the system whose actors come to be run: it is made after this is asked for. */
  private static final class DefaultDispatcher implements Executor {
    private volatile Executor known;

    @Override
    public void execute(Runnable task) {
      Executor dispatcher = known;
      if (dispatcher == null && OvertakingExecutor.taskOf(task) instanceof Mailbox mailbox) {
        dispatcher = mailbox.actor().system().dispatcher();
        known = dispatcher;
      }
      if (dispatcher != null) { // else the spare thread runs it
        dispatcher.execute(task);
      }
    }
  }
}
