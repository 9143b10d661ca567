package io.landfall.model.plan;

import java.util.List;

/**
 * How the grid is cut. A metatile is {@code 2^metatileLevels} by {@code 2^metatileLevels} tiles of
 * full resolution; metatiles that neither the mask nor a footprint touches belong to no task.
 *
 * @param metatileLevels how many overview levels a metatile yields beside full resolution
 * @param tasks in the order of their data in the file
 * @param tilesTotal tiles of full resolution in all tasks
 * @param singleObject whether the file goes to the store in one piece (it then has one task)
 * @param bigTiff whether offsets take 64 bits
 * @param estimatedBytes expected size of the file
 */
public record TileLayout(
    int metatileLevels,
    List<PlannedTask> tasks,
    long tilesTotal,
    boolean singleObject,
    boolean bigTiff,
    long estimatedBytes) {
  public TileLayout {
    tasks = List.copyOf(tasks);
  }
}
