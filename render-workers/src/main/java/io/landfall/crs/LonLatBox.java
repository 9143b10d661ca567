package io.landfall.crs;

/**
 * A part of the Earth between two meridians and two parallels, in degrees from Greenwich.
 *
 * @param west from -180 to 180
 * @param east not below {@code west}; beyond 180 where the antimeridian lies between
 */
record LonLatBox(double west, double south, double east, double north) {
  private static final double MARGIN = 1e-6; // so that a point has an area
  private static final LonLatBox NOTHING =
      new LonLatBox(
          Double.POSITIVE_INFINITY,
          Double.POSITIVE_INFINITY,
          Double.NEGATIVE_INFINITY,
          Double.NEGATIVE_INFINITY);

  /** Returns the box that a database gives, whose east is below its west at the antimeridian. */
  static LonLatBox ofBounds(double west, double south, double east, double north) {
    return new LonLatBox(west, south, east < west ? east + 360 : east, north);
  }

  /**
   * Returns the narrower of the boxes around points, on either side of the antimeridian; {@code
   * null} if none is a place.
   */
  static LonLatBox around(double[] longitudes, double[] latitudes, int count) {
    LonLatBox home = NOTHING;
    LonLatBox across = NOTHING;
    for (int i = 0; i < count; i++) {
      if (Math.abs(latitudes[i]) <= 90 && Math.abs(longitudes[i]) <= 720) {
        double longitude = longitudes[i] - 360 * Math.rint(longitudes[i] / 360);
        home = home.including(longitude, latitudes[i]);
        across = across.including(longitude < 0 ? longitude + 360 : longitude, latitudes[i]);
      }
    }
    if (home.west > home.east) {
      return null;
    }
    return across.east - across.west < home.east - home.west ? across : home;
  }

  private LonLatBox including(double longitude, double latitude) {
    return new LonLatBox(
        Math.min(west, longitude - MARGIN),
        Math.min(south, latitude - MARGIN),
        Math.max(east, longitude + MARGIN),
        Math.max(north, latitude + MARGIN));
  }

  /** Returns the smallest box around both that does not go around the Earth to get there. */
  LonLatBox union(LonLatBox other) {
    LonLatBox best = null;
    for (int turn = -1; turn <= 1; turn++) {
      LonLatBox both =
          new LonLatBox(
              Math.min(west, other.west + 360 * turn),
              Math.min(south, other.south),
              Math.max(east, other.east + 360 * turn),
              Math.max(north, other.north));
      best = best == null || both.east - both.west < best.east - best.west ? both : best;
    }
    return best;
  }

  /** Returns what both hold, of its parts the widest; {@code null} if nothing. */
  LonLatBox intersection(LonLatBox other) {
    LonLatBox widest = null;
    for (int turn = -1; turn <= 1; turn++) {
      LonLatBox both =
          new LonLatBox(
              Math.max(west, other.west + 360 * turn),
              Math.max(south, other.south),
              Math.min(east, other.east + 360 * turn),
              Math.min(north, other.north));
      boolean some = both.west < both.east && both.south < both.north;
      if (some && (widest == null || both.area() > widest.area())) {
        widest = both;
      }
    }
    return widest;
  }

  /** Returns a measure of the ground that both hold. */
  double overlap(LonLatBox other) {
    LonLatBox both = intersection(other);
    return both == null ? 0 : both.area();
  }

  /** Returns a measure of the ground: equal areas have equal ones. */
  double area() {
    return (east - west) * (Math.sin(Math.toRadians(north)) - Math.sin(Math.toRadians(south)));
  }
}
