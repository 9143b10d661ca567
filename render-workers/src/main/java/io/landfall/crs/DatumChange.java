package io.landfall.crs;

import java.util.List;

/**
 * How positions come from one datum to another in an area: by some operations in turn, or by taking
 * longitude and latitude as they are.
 *
 * @param operations empty: as they are
 * @param accuracy how far off a position may be, in metres
 * @param overlap how much of the area the operations hold for
 * @param better an operation by a grid file that is more accurate there, or {@code null}
 */
record DatumChange(
    List<DatumOperation> operations, double accuracy, double overlap, DatumOperation better) {

  static DatumChange of(List<DatumOperation> operations, LonLatBox area) {
    return new DatumChange(
        operations,
        operations.stream().mapToDouble(DatumOperation::accuracy).sum(),
        operations.stream().mapToDouble(operation -> operation.overlap(area)).min().orElse(0),
        null);
  }

  DatumChange withBetter(DatumOperation grid) {
    return new DatumChange(operations, accuracy, overlap, grid);
  }

  /** Returns the operations as they follow each other from one of their datums. */
  List<DatumOperation> inOrder(int from) {
    boolean turned = operations.size() == 2 && !operations.get(0).touches(from);
    return turned ? List.of(operations.get(1), operations.get(0)) : operations;
  }

  boolean isBallpark() {
    return operations.isEmpty();
  }

  /** Returns the names of its operations. */
  String name() {
    return String.join(" + ", operations.stream().map(DatumOperation::name).toList());
  }
}
