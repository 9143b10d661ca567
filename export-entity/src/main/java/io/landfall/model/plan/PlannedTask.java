package io.landfall.model.plan;

import java.util.List;

/**
 * A sequence of metatiles that one worker renders, and that becomes two parts of the upload.
 *
 * @param index from 0
 * @param metatiles Morton codes of its metatiles, ascending: bit 0 is bit 0 of the metatile's
 *     column, bit 1 bit 0 of its row, and so on
 */
public record PlannedTask(int index, List<Integer> metatiles) {
  public PlannedTask {
    metatiles = List.copyOf(metatiles);
  }
}
