package io.landfall.model;

import java.util.List;

/**
 * A stretch of units that one worker renders, and that becomes two parts of the upload.
 *
 * @param index from 0
 * @param units Morton codes of its units, ascending: bit 0 is bit 0 of the unit's column, bit 1 bit
 *     0 of its row, and so on
 */
public record PlannedRun(int index, List<Integer> units) {
  public PlannedRun {
    units = List.copyOf(units);
  }
}
