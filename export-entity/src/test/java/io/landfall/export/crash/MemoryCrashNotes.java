package io.landfall.export.crash;

import io.landfall.export.GuardedWork;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Notes in memory, which outlives the nodes of a test. */
final class MemoryCrashNotes implements CrashNotes, CrashNotes.Transaction {
  private final Map<GuardedWork, CrashNote> notes = new LinkedHashMap<>();
  private boolean isAway;

  /** Has every later transaction fail, or work again. */
  void setAway(boolean away) {
    isAway = away;
  }

  List<CrashNote> all() {
    return List.copyOf(notes.values());
  }

  @Override
  public <T> T inTransaction(Function<Transaction, T> change) {
    if (isAway) {
      throw new IllegalStateException("no database");
    }
    return change.apply(this);
  }

  @Override
  public Optional<CrashNote> find(GuardedWork work) {
    return Optional.ofNullable(notes.get(work));
  }

  @Override
  public List<CrashNote> runningOn(String node) {
    return notes.values().stream().filter(note -> node.equals(note.node())).toList();
  }

  @Override
  public void put(CrashNote note) {
    notes.put(note.work(), note);
  }

  @Override
  public void remove(GuardedWork work, String node) {
    if (find(work).filter(note -> node.equals(note.node())).isPresent()) {
      notes.remove(work);
    }
  }

  @Override
  public void removeAll(String node) {
    notes.values().removeIf(note -> node.equals(note.node()));
  }
}
