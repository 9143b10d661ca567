package io.landfall.export;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.landfall.model.StoredRun;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;

/**
 * The runs in the store, in the order they came. Nobody changes one, yet adding a run costs no
 * copy: a list and those made from it share one array, of which each sees its own beginning.
 */
public final class StoredRuns extends AbstractList<StoredRun> {
  /** No run. */
  public static final StoredRuns NONE = new StoredRuns(new Shared(16), 0, Progress.NONE);

  /** What lists share: filled at the end only, and only by the longest of them. */
  private static final class Shared {
    private StoredRun[] runs;
    private int[] places; // by run: where it lies in runs, counted from 1; 0: not there
    private int filled;

    Shared(int capacity) {
      this.runs = new StoredRun[capacity];
      this.places = new int[capacity];
    }

    void add(StoredRun run) {
      if (filled == runs.length) {
        runs = Arrays.copyOf(runs, 2 * filled);
      }
      if (run.run() >= places.length) {
        places = Arrays.copyOf(places, Math.max(run.run() + 1, 2 * places.length));
      }
      runs[filled++] = run;
      places[run.run()] = filled;
    }
  }

  private final Shared shared;
  private final StoredRun[] runs;
  private final int size;
  private final Progress progress;

  private StoredRuns(Shared shared, int size, Progress progress) {
    this.shared = shared;
    this.runs = shared.runs;
    this.size = size;
    this.progress = progress;
  }

  /** Makes a list of {@code runs}. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static StoredRuns of(List<StoredRun> runs) {
    StoredRuns all = NONE;
    for (StoredRun run : runs) {
      all = all.with(run);
    }
    return all;
  }

  /** Returns the list with one run more. */
  public StoredRuns with(StoredRun run) {
    synchronized (shared) {
      Shared target = shared.filled == size && this != NONE ? shared : copy();
      target.add(run);
      return new StoredRuns(target, size + 1, progress.with(run));
    }
  }

  private Shared copy() {
    var copy = new Shared(Math.max(16, 2 * size));
    for (int i = 0; i < size; i++) {
      copy.add(runs[i]);
    }
    return copy;
  }

  /** Tells whether run number {@code run} is there. */
  public boolean has(int run) {
    synchronized (shared) {
      if (run < 0 || run >= shared.places.length) {
        return false;
      }
      int place = shared.places[run];
      return place > 0 && place <= size;
    }
  }

  /** Returns what the runs come to. */
  public Progress progress() {
    return progress;
  }

  @Override
  public StoredRun get(int index) {
    if (index >= size) {
      throw new IndexOutOfBoundsException(index);
    }
    return runs[index];
  }

  @Override
  public int size() {
    return size;
  }
}
