package io.landfall.crs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Chooses how to come from one datum to another in an area, in PROJ's order: what holds for more of
 * the area, then what is more accurate, then the fewer steps, the shorter name, the later version.
 * Operations that need a grid file are not taken: what a node finds on its disk would decide the
 * pixels. The answer depends on the two datums, in either order, and the area alone.
 */
final class DatumChooser {
  /** What a ballpark between datums of the satellites' age is off by at most, in metres. */
  private static final double MODERN_BALLPARK = 5;

  /** The same where one of them is older, and its ellipsoid was fitted to a country. */
  private static final double CLASSICAL_BALLPARK = 1000;

  private static final double MODERN_SEMI_MAJOR = 6_378_137;

  private static final Comparator<DatumChange> ORDER =
      Comparator.comparingDouble((DatumChange change) -> -change.overlap())
          .thenComparingDouble(DatumChange::accuracy)
          .thenComparingInt(change -> change.operations().size())
          .thenComparingInt(change -> change.name().length())
          .thenComparing(DatumChange::name, Comparator.reverseOrder());

  private final EpsgOperations epsg;

  DatumChooser(EpsgOperations epsg) {
    this.epsg = epsg;
  }

  /** Chooses between two datums that differ. */
  DatumChange choose(int from, int to, LonLatBox area) {
    List<DatumOperation> direct =
        epsg.of(from).stream()
            .filter(operation -> operation.joins(from, to) && operation.overlap(area) > 0)
            .toList();
    List<DatumChange> changes =
        withoutSuperseded(
                direct.stream().filter(operation -> !operation.needsGrid()).toList(), area)
            .stream()
            .map(operation -> DatumChange.of(List.of(operation), area))
            .toList();
    if (changes.isEmpty()) {
      changes = overAnother(from, to, area);
    }
    DatumChange best = changes.stream().min(ORDER).orElseGet(() -> ballpark(from, to));
    DatumOperation grid =
        direct.stream()
            .filter(DatumOperation::needsGrid)
            .min(
                Comparator.comparingDouble(DatumOperation::accuracy)
                    .thenComparingInt(DatumOperation::code))
            .orElse(null);
    return grid != null && grid.accuracy() < best.accuracy() ? best.withBetter(grid) : best;
  }

  private List<DatumOperation> withoutSuperseded(List<DatumOperation> operations, LonLatBox area) {
    return operations.stream()
        .filter(
            old ->
                operations.stream()
                    .noneMatch(
                        other ->
                            old.supersededBy().contains(other.code())
                                && other.overlap(area) >= old.overlap(area)))
        .toList();
  }

  private List<DatumChange> overAnother(int from, int to, LonLatBox area) {
    List<DatumChange> changes = new ArrayList<>();
    List<DatumOperation> ends = usable(to, area);
    for (DatumOperation first : usable(from, area)) {
      int between = first.across(from);
      for (DatumOperation second : ends) {
        if (second.across(to) == between && between != from && between != to) {
          changes.add(DatumChange.of(List.of(first, second), area));
        }
      }
    }
    return changes;
  }

  private List<DatumOperation> usable(int datum, LonLatBox area) {
    return epsg.of(datum).stream()
        .filter(operation -> !operation.needsGrid() && operation.overlap(area) > 0)
        .toList();
  }

  private DatumChange ballpark(int from, int to) {
    boolean modern =
        epsg.ellipsoid(from).semiMajor() == MODERN_SEMI_MAJOR
            && epsg.ellipsoid(to).semiMajor() == MODERN_SEMI_MAJOR;
    return new DatumChange(List.of(), modern ? MODERN_BALLPARK : CLASSICAL_BALLPARK, 0, null);
  }
}
