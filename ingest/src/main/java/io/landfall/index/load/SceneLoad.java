package io.landfall.index.load;

import io.landfall.landsat.LandsatScene;
import io.landfall.landsat.LineDigest;
import java.util.List;
import java.util.function.Supplier;

/**
 * Loading one list into the index: rows are staged, then merged at once. One at a time in the whole
 * cluster, kept by a lock of the database that ends with the connection. Not for many threads.
 */
public interface SceneLoad extends AutoCloseable {

  /**
   * Returns how many lines of this very version of the list an earlier load, that was cut off, has
   * staged: the caller goes on after them. 0: from the start.
   */
  long stagedLines();

  /**
   * Takes a scene as it is in the index, when the index has what this line of a list says.
   *
   * @param id asks whose line it is; {@code null}: nobody's. Seldom asked.
   * @return false: the index does not have it, or a line before names the scene otherwise. Then the
   *     scene must be {@linkplain #add added}
   */
  boolean addUnchanged(LineDigest digest, Supplier<String> id);

  /**
   * Stages a scene; of several with one id the last counts.
   *
   * @param digest of the line of the list that says all this of it
   */
  void add(LandsatScene scene, LineDigest digest);

  /** Stages a scene that no line of a list tells of: its digest is that of its values. */
  void add(LandsatScene scene);

  /**
   * Keeps the scene with this id as it is: the list names it, but its row cannot be read.
   *
   * @param id of a product or an entity
   */
  void keep(String id);

  /** Makes what was added last, with the number of lines of the list it came from. */
  void checkpoint(long lines);

  /**
   * Brings the index to what was staged, in one transaction; touches only rows that differ. Ends
   * the staging.
   *
   * @param isComplete whether the list names all scenes of its kind: those that came from the same
   *     list before and are neither in it nor kept are marked withdrawn
   * @param onSearchable is called after a first load when its scenes are found by place, time and
   *     id, before the indexes are built without which other searches take long
   */
  MergeCounts merge(boolean isComplete, Runnable onSearchable);

  /** Merges, and tells nobody before all indexes are there. */
  default MergeCounts merge(boolean isComplete) {
    return merge(isComplete, () -> {});
  }

  /**
   * Returns, after a merge, earlier lists whose file has the same name, of which this one names too
   * few scenes to be taken for one of them that has moved.
   */
  List<OtherList> otherLists();

  /** Gives up what was staged, or keeps it for a later load of the same version. */
  @Override
  void close();

  /**
   * Another list.
   *
   * @param name what it is known by
   * @param scenes that the index has from it
   * @param missing those of them that this one does not name
   */
  record OtherList(String name, long scenes, long missing) {}

  /** What a merge did, in rows. */
  record MergeCounts(long added, long changed, long unchanged, long withdrawn, long replaced) {}
}
