package io.landfall.model;

import java.util.List;

/**
 * How the grid is cut. A unit is {@code 2^unitLevels} by {@code 2^unitLevels} tiles of full
 * resolution; units that neither the mask nor a footprint touches belong to no run.
 *
 * @param unitLevels how many overview levels a unit yields beside full resolution
 * @param runs in the order of their data in the file
 * @param tilesTotal tiles of full resolution in all runs
 * @param singleObject whether the file goes to the store in one piece (it then has one run)
 * @param bigTiff whether offsets take 64 bits
 * @param estimatedBytes expected size of the file
 */
public record TileLayout(
    int unitLevels,
    List<PlannedRun> runs,
    long tilesTotal,
    boolean singleObject,
    boolean bigTiff,
    long estimatedBytes) {
  public TileLayout {
    runs = List.copyOf(runs);
  }
}
