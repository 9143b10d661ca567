package io.landfall.raster.cog;

import io.landfall.model.plan.StoredTask;
import java.util.List;

/**
 * Puts the first part of a file together, of a Zarr the last, while the top overviews of its tasks
 * come one after the other. What does not fit into a few megabytes waits on the disk of this
 * machine until this is closed. For one thread at a time.
 */
public interface HeaderBuilder extends AutoCloseable {

  /**
   * What this makes: header, directories with all offsets, and the overview levels above those of
   * the metatiles.
   *
   * @param chunks in order, each read from disk when it is asked for, as often as it is; valid
   *     until the {@link HeaderBuilder} is closed
   * @param bytes the size of all chunks
   * @param partBytes to which zeros fill the part up
   * @param fileBytes size of the whole file
   */
  record AssembledHeader(List<byte[]> chunks, long bytes, long partBytes, long fileBytes) {}

  /**
   * Takes the top overviews of the next task, in the order of the plan.
   *
   * @param topOverviews the encoded tile of the smallest level of each of its metatiles, such that
   *     it can be decoded; an empty array where it has no data
   */
  void addTask(List<byte[]> topOverviews);

  /**
   * Makes the first part, once the top overviews of all tasks are there.
   *
   * @param tasks all of the plan, in order
   */
  default AssembledHeader assemble(List<StoredTask> tasks) {
    return assemble(tasks, CogAssembler.MIN_PART_BYTES);
  }

  /**
   * Makes the first part likewise.
   *
   * @param leastBytes to which it is filled up; 0: the tasks follow without a gap
   */
  AssembledHeader assemble(List<StoredTask> tasks, long leastBytes);

  /** Ends this; what was assembled can be read no more. */
  @Override
  void close();
}
