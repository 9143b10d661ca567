package io.landfall.crs;

import io.landfall.raster.CoordinateTransform;
import java.util.List;

/**
 * How positions come from one datum to another in an area: by some operations in turn, or by taking
 * longitude and latitude as they are.
 *
 * @param steps none: as they are
 * @param accuracy how far off a position may be, in metres
 * @param overlap how much of the area the operations hold for
 * @param better an operation by a grid file that is more accurate there, or {@code null}
 * @param rival another operation that claims to be as accurate, and leads elsewhere, or {@code
 *     null}
 */
record DatumChange(
    List<Step> steps, double accuracy, double overlap, DatumOperation better, Rival rival) {

  /**
   * An operation, there or back.
   *
   * @param inverse whether back
   */
  record Step(DatumOperation operation, boolean inverse) {
    static Step from(int datum, DatumOperation operation) {
      return new Step(operation, operation.from() != datum);
    }

    int start() {
      return inverse ? operation.to() : operation.from();
    }

    int end() {
      return inverse ? operation.from() : operation.to();
    }
  }

  /** An operation, and how many metres away it leads. */
  record Rival(DatumOperation operation, double metres) {}

  static DatumChange of(List<Step> steps, LonLatBox area) {
    return new DatumChange(
        steps,
        steps.stream().mapToDouble(step -> step.operation().accuracy()).sum(),
        steps.stream().mapToDouble(step -> step.operation().overlap(area)).min().orElse(0),
        null,
        null);
  }

  DatumChange with(DatumOperation grid, Rival other) {
    return new DatumChange(steps, accuracy, overlap, grid, other);
  }

  boolean isBallpark() {
    return steps.isEmpty();
  }

  boolean isStill() {
    return steps.stream().allMatch(step -> step.operation().parameters().isNone());
  }

  /** Returns the names of its operations. */
  String name() {
    return String.join(" + ", steps.stream().map(step -> step.operation().name()).toList());
  }

  /** Returns the way; {@code null} where it moves nothing. */
  CoordinateTransform transform(EpsgOperations epsg) {
    CoordinateTransform way = null;
    for (Step step : steps) {
      DatumShift.Ellipsoid start = epsg.ellipsoid(step.start());
      DatumShift.Ellipsoid end = epsg.ellipsoid(step.end());
      DatumShift.Parameters parameters = step.operation().parameters();
      if (!parameters.isNone() || start.semiMajor() != end.semiMajor()) {
        var shift = new DatumShift(parameters, step.inverse(), start, end);
        way = way == null ? shift : PlaneTransforms.concatenate(way, shift);
      }
    }
    return way;
  }
}
