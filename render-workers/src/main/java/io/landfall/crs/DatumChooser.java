package io.landfall.crs;

import io.landfall.crs.DatumChange.Rival;
import io.landfall.crs.DatumChange.Step;
import io.landfall.raster.CoordinateTransform;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Chooses how to come from one datum to another in an area, in PROJ's order: what holds for more of
 * the area, then what is more accurate, then the fewer steps, what moves nothing, the shorter name,
 * the later version. Operations that need a grid file are not taken: what a node finds on its disk
 * would decide the pixels. The answer depends on the two datums, in either order, and the area
 * alone.
 */
final class DatumChooser {
  /** What a ballpark between datums of the satellites' age is off by at most, in metres. */
  private static final double MODERN_BALLPARK = 5;

  /** The same where one of them is older, and its ellipsoid was fitted to a country. */
  private static final double CLASSICAL_BALLPARK = 1000;

  private static final double MODERN_SEMI_MAJOR = 6_378_137;
  private static final double METRES_PER_DEGREE = 111_195;

  private static final Comparator<DatumChange> ORDER =
      Comparator.comparingDouble((DatumChange change) -> -change.overlap())
          .thenComparingDouble(DatumChange::accuracy)
          .thenComparingInt(change -> change.steps().size())
          .thenComparing(change -> !change.isStill())
          .thenComparingInt(change -> change.name().length())
          .thenComparing(DatumChange::name, Comparator.reverseOrder());

  private final EpsgOperations epsg;

  DatumChooser(EpsgOperations epsg) {
    this.epsg = epsg;
  }

  /** Chooses between two datums that differ. */
  DatumChange choose(int from, int to, LonLatBox area) {
    Set<Integer> starts = epsg.fromGreenwich(from);
    Set<Integer> ends = epsg.fromGreenwich(to);
    List<Step> direct = new ArrayList<>();
    for (int start : starts) {
      for (DatumOperation operation : epsg.of(start)) {
        if (ends.contains(operation.across(start)) && operation.overlap(area) > 0) {
          direct.add(Step.from(start, operation));
        }
      }
    }
    List<Step> withoutGrid = direct.stream().filter(step -> !needsGrid(step)).toList();
    List<DatumChange> changes =
        withoutGrid.stream()
            .filter(step -> !isSuperseded(step.operation(), withoutGrid, area))
            .map(step -> DatumChange.of(List.of(step), area))
            .toList();
    if (changes.isEmpty()) {
      changes = overAnother(starts, ends, area);
    }
    DatumChange best = changes.stream().min(ORDER).orElseGet(() -> ballpark(from, to));
    DatumOperation grid =
        direct.stream()
            .filter(DatumChooser::needsGrid)
            .map(Step::operation)
            .filter(operation -> operation.accuracy() < best.accuracy())
            .min(
                Comparator.comparingDouble(DatumOperation::accuracy)
                    .thenComparingInt(DatumOperation::code))
            .orElse(null);
    return best.with(grid, rival(best, withoutGrid, area));
  }

  private static boolean needsGrid(Step step) {
    return step.operation().needsGrid();
  }

  private static boolean isSuperseded(DatumOperation old, List<Step> steps, LonLatBox area) {
    return steps.stream()
        .map(Step::operation)
        .anyMatch(
            other ->
                old.supersededBy().contains(other.code())
                    && other.overlap(area) >= old.overlap(area));
  }

  private List<DatumChange> overAnother(Set<Integer> starts, Set<Integer> ends, LonLatBox area) {
    List<DatumChange> changes = new ArrayList<>();
    for (int start : starts) {
      for (int end : ends) {
        List<DatumOperation> last = usable(end, area);
        for (DatumOperation first : usable(start, area)) {
          int between = first.across(start);
          for (DatumOperation second : last) {
            if (second.across(end) == between && between != end) {
              changes.add(
                  DatumChange.of(
                      List.of(Step.from(start, first), Step.from(between, second)), area));
            }
          }
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

  /**
   * Returns the operation that leads farthest from the chosen one, of those that hold for the area
   * as well and claim to be as accurate: EPSG keeps some that were replaced, and both claims cannot
   * be true.
   */
  private Rival rival(DatumChange best, List<Step> others, LonLatBox area) {
    Rival farthest = null;
    for (Step other : best.steps().size() == 1 ? others : List.<Step>of()) {
      DatumChange change = DatumChange.of(List.of(other), area);
      boolean asGood = change.overlap() >= best.overlap() && change.accuracy() <= best.accuracy();
      double metres = asGood ? distance(best, change, area) : 0;
      if (metres > 2 * best.accuracy() && (farthest == null || metres > farthest.metres())) {
        farthest = new Rival(other.operation(), metres);
      }
    }
    return farthest;
  }

  /** Returns how far apart two changes lead from the middle of an area, in metres. */
  private double distance(DatumChange one, DatumChange other, LonLatBox area) {
    double[] first = place(one.transform(epsg), area);
    double[] second = place(other.transform(epsg), area);
    double shrink = Math.cos(Math.toRadians(first[1]));
    return METRES_PER_DEGREE * Math.hypot((first[0] - second[0]) * shrink, first[1] - second[1]);
  }

  private static double[] place(CoordinateTransform way, LonLatBox area) {
    double[] x = {(area.west() + area.east()) / 2};
    double[] y = {(area.south() + area.north()) / 2};
    if (way != null) {
      way.transform(x, y, 1);
    }
    return new double[] {x[0] - 360 * Math.rint(x[0] / 360), y[0]};
  }

  private DatumChange ballpark(int from, int to) {
    boolean modern =
        epsg.ellipsoid(from).semiMajor() == MODERN_SEMI_MAJOR
            && epsg.ellipsoid(to).semiMajor() == MODERN_SEMI_MAJOR;
    double accuracy = modern ? MODERN_BALLPARK : CLASSICAL_BALLPARK;
    return new DatumChange(List.of(), accuracy, 0, null, null);
  }
}
