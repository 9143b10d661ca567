package io.landfall.export.crash;

import io.landfall.export.CrashGuard;
import io.landfall.export.GuardedWork;
import io.landfall.export.crash.SoloGate.Pass;
import io.landfall.http.DelayScheduler;
import io.landfall.model.ExportFailure;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes what runs on a node before it begins, and removes the note when it is done. What is noted
 * under a node that is no more was under way when that ended: all of it is suspect. A suspect runs
 * alone, so that another death tells whether it was the cause; done, it is cleared. Work during
 * which {@code maxDeaths} nodes ended, the last of them with nothing else on it, is poison.
 *
 * <p>Without its notes, as when the database is away, it lets everything run.
 */
public final class NotedCrashGuard implements CrashGuard, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NotedCrashGuard.class);

  private final CrashNotes notes;
  private final Executor noteThread;
  private final SoloGate gate;
  private final CrashGuardSettings settings;
  private final String node;
  private final Predicate<String> isAlive;
  private volatile boolean closed;

  /**
   * Makes the guard of one node.
   *
   * @param noteThread one thread, where notes are read and written in turn
   * @param node its name, that no later start of it has
   * @param isAlive whether the node of a name belongs to the cluster
   */
  public NotedCrashGuard(
      CrashNotes notes,
      Executor noteThread,
      DelayScheduler later,
      CrashGuardSettings settings,
      String node,
      Predicate<String> isAlive) {
    this.notes = notes;
    this.noteThread = noteThread;
    this.gate = new SoloGate(later, settings.drainLimit(), settings.aloneLimit());
    this.settings = settings;
    this.node = node;
    this.isAlive = isAlive;
  }

  @Override
  public <T> CompletionStage<T> run(GuardedWork work, Supplier<CompletionStage<T>> start) {
    return admit(work)
        .thenCompose(pass -> start(start).whenComplete((done, thrown) -> end(work, pass)));
  }

  private static <T> CompletionStage<T> start(Supplier<CompletionStage<T>> start) {
    try {
      return start.get();
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedStage(e);
    }
  }

  @Override
  public <T> T call(GuardedWork work, Supplier<T> body) {
    Pass pass = join(admit(work));
    try {
      return body.get();
    } finally {
      end(work, pass);
    }
  }

  private static <T> T join(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof ExportFailure failure) {
        throw failure;
      }
      throw e;
    }
  }

  /**
   * Removes the notes of this node, which ends of its own will, and makes no more: what still
   * begins then would look as if it had ended the node. Blocking.
   */
  @Override
  public void close() {
    closed = true;
    CompletableFuture.runAsync( // after what the thread is at
            () -> tryToNote(() -> change(all -> all.removeAll(node))), noteThread)
        .join();
  }

  private enum Admission {
    ADMITTED,
    ONLY_ALONE
  }

  private CompletionStage<Pass> admit(GuardedWork work) {
    return gate.enter()
        .thenCompose(pass -> begin(work, pass, false))
        .thenCompose(
            pass ->
                pass != null
                    ? CompletableFuture.completedStage(pass)
                    : gate.enterAlone().thenCompose(alone -> begin(work, alone, true)));
  }

  /** Returns {@code pass} if the work is noted and may run with it, else {@code null}. */
  private CompletionStage<Pass> begin(GuardedWork work, Pass pass, boolean isAlone) {
    return CompletableFuture.supplyAsync(() -> begin(work, isAlone), noteThread)
        .handle(
            (admission, thrown) -> {
              if (thrown == null && admission == Admission.ADMITTED) {
                return pass;
              }
              pass.giveBack();
              if (thrown != null) {
                throw new CompletionException(ExportFailure.of(thrown));
              }
              return null;
            });
  }

  private Admission begin(GuardedWork work, boolean isAlone) {
    if (closed) {
      return Admission.ADMITTED;
    }
    CrashNote found;
    try {
      found = notes.inTransaction(all -> begin(all, work, isAlone));
    } catch (RuntimeException e) {
      LOG.warn("Cannot note that {} begins: {}", work, e.getMessage());
      return Admission.ADMITTED;
    }
    if (found.isPoison(settings.maxDeaths())) {
      LOG.warn("Not beginning {}: {} nodes have ended while it ran", work, found.deaths());
      throw poison(found);
    }
    return found.node() == null ? Admission.ONLY_ALONE : Admission.ADMITTED;
  }

  /** Returns the note as it was found, and as it is now if the work begins. */
  private CrashNote begin(CrashNotes.Transaction all, GuardedWork work, boolean isAlone) {
    CrashNote note = all.find(work).orElse(null);
    if (note != null && isLeftByDeath(note)) {
      recordDeath(all, note.node());
      note = all.find(work).orElse(null);
    }
    if (note == null) {
      note = CrashNote.ofBeginning(work, node);
    } else if (note.isPoison(settings.maxDeaths())) {
      all.put(note.withLastChance(settings.maxDeaths()));
      return note;
    } else if (note.isSuspect() && !isAlone) {
      return note.runningOn(null);
    } else {
      note = note.runningOn(node);
    }
    all.put(note);
    return note;
  }

  private boolean isLeftByDeath(CrashNote note) {
    return note.node() != null && !note.node().equals(node) && !isAlive.test(note.node());
  }

  private static void recordDeath(CrashNotes.Transaction all, String ended) {
    List<CrashNote> running = all.runningOn(ended);
    LOG.warn(
        "The node {} ended while it did this, which is now tried one at a time: {}",
        ended,
        running.stream().map(CrashNote::work).toList());
    running.forEach(note -> all.put(note.afterDeath(running.size() == 1)));
  }

  private ExportFailure poison(CrashNote note) {
    GuardedWork work = note.work();
    return new ExportFailure(
        work.poisonCode(),
        "Cannot make the %s: %d nodes have ended while it was made, the last one while it did nothing else. Ask for a smaller area, a coarser resolution or fewer scenes, or give the nodes more memory and try it again."
            .formatted(work.description(), note.deaths()));
  }

  private void end(GuardedWork work, Pass pass) {
    Runnable remove =
        () -> {
          if (!closed) { // else its note goes with all others
            tryToNote(() -> change(all -> all.remove(work, node)));
          }
          pass.giveBack(); // after its note, or who runs alone next would not seem to
        };
    try {
      noteThread.execute(remove);
    } catch (RejectedExecutionException e) { // the node is ending
      pass.giveBack();
    }
  }

  private void change(Consumer<CrashNotes.Transaction> what) {
    notes.inTransaction(
        all -> {
          what.accept(all);
          return null;
        });
  }

  private static void tryToNote(Runnable change) {
    try {
      change.run();
    } catch (RuntimeException e) {
      LOG.warn("Cannot remove a note of work that is done: {}", e.getMessage());
    }
  }
}
