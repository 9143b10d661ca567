package io.landfall.node.wiring;

import akka.actor.typed.ActorSystem;
import akka.cluster.Member;
import akka.cluster.typed.Cluster;
import com.typesafe.config.Config;
import io.landfall.export.CrashGuard;
import io.landfall.export.crash.CrashGuardSettings;
import io.landfall.export.crash.JdbcCrashNotes;
import io.landfall.export.crash.NotedCrashGuard;
import io.landfall.http.DelayScheduler;
import io.landfall.model.ExportFailure;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The crash guard of a node, with notes in the database and a thread for them. */
final class NodeCrashGuard implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeCrashGuard.class);

  /** After which nobody tries a suspect again. */
  private static final int DAYS_TO_KEEP = 90;

  /** How long the last notes may take. */
  private static final int NOTE_SECONDS = 3;

  private final ExecutorService noteThread;
  private final NotedCrashGuard guard;

  private NodeCrashGuard(ExecutorService noteThread, NotedCrashGuard guard) {
    this.noteThread = noteThread;
    this.guard = guard;
  }

  static NodeCrashGuard start(ActorSystem<?> system, DataSource database, Config config) {
    ExecutorService noteThread =
        Executors.newSingleThreadExecutor( // a caller waits for its note, so few queue
            work -> {
              Thread thread = new Thread(work, "landfall-crash-notes");
              thread.setDaemon(true);
              return thread;
            });
    var notes = new JdbcCrashNotes(database);
    noteThread.execute(() -> removeOld(notes));
    Cluster cluster = Cluster.get(system);
    return new NodeCrashGuard(
        noteThread,
        new NotedCrashGuard(
            notes,
            noteThread,
            DelayScheduler.of(system),
            CrashGuardSettings.from(config),
            name(cluster.selfMember()),
            node -> isMember(cluster, node)));
  }

  private static void removeOld(JdbcCrashNotes notes) {
    try {
      notes.removeOlderThan(DAYS_TO_KEEP);
    } catch (ExportFailure e) {
      LOG.warn("{}", e.getMessage());
    }
  }

  /** Returns an address with a number that every start of a node has anew. */
  private static String name(Member member) {
    return member.uniqueAddress().toString();
  }

  private static boolean isMember(Cluster cluster, String node) {
    return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
        .anyMatch(member -> name(member).equals(node));
  }

  CrashGuard guard() {
    return guard;
  }

  /**
   * Says in the database that what ran here has not ended the node; unless it has, with an error
   * that Akka takes for the end of the process, such as an OutOfMemoryError.
   */
  @Override
  public void close() {
    if (!isEndOfProcess()) {
      guard.close();
    }
    noteThread.shutdown();
    try { // the database that they go to is closed next
      noteThread.awaitTermination(NOTE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Nobody else tells: the process ends in order then, as it does when it is told to. */
  static boolean isEndOfProcess() {
    return Thread.getAllStackTraces().values().stream()
        .flatMap(Arrays::stream)
        .anyMatch(
            frame ->
                frame.getMethodName().equals("uncaughtException")
                    && frame.getClassName().startsWith("akka.actor."));
  }
}
