package io.landfall.crs;

import java.util.List;

/**
 * A way from one datum to another, of EPSG's.
 *
 * @param code of the operation
 * @param name as EPSG gives it
 * @param from code of the datum it starts at; longitudes count from Greenwich
 * @param to code of the datum it leads to
 * @param accuracy how far off a position may be, in metres; 999 and more: not known
 * @param extents where it holds
 * @param parameters {@code null} where it needs a grid file
 * @param supersededBy codes of later operations that take its place
 */
record DatumOperation(
    int code,
    String name,
    int from,
    int to,
    double accuracy,
    List<LonLatBox> extents,
    DatumShift.Parameters parameters,
    List<Integer> supersededBy) {

  boolean needsGrid() {
    return parameters == null;
  }

  /** Returns the datum at the other end. */
  int across(int datum) {
    return from == datum ? to : from;
  }

  /** Returns how much of an area it holds for. */
  double overlap(LonLatBox area) {
    return extents.stream().mapToDouble(area::overlap).max().orElse(0);
  }
}
