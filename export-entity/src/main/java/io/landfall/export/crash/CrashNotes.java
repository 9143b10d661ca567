package io.landfall.export.crash;

import io.landfall.export.GuardedWork;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Where notes outlive the nodes that they are about. Blocking. */
public interface CrashNotes {

  /** The notes, while nobody else changes those that are looked at. */
  interface Transaction {
    /** Finds the note of some work. */
    Optional<CrashNote> find(GuardedWork work);

    /** Returns the notes of all that runs on a node, or ran when it ended. */
    List<CrashNote> runningOn(String node);

    /** Writes a note, in the place of an older one of the same work. */
    void put(CrashNote note);

    /** Removes the note of some work if it runs on {@code node}. */
    void remove(GuardedWork work, String node);

    /** Removes all notes of what runs on {@code node}. */
    void removeAll(String node);
  }

  /** Does {@code change}, all or nothing, and returns what it returns. */
  <T> T inTransaction(Function<Transaction, T> change);
}
