package io.landfall.api.rasterfoundry;

/** Zoom levels of web maps as pixel sizes: tiles of 256 pixels, one of them for all at level 0. */
final class ZoomLevel {
  /** No finer level is asked for. */
  static final int MAX = 30;

  private static final double EARTH_METRES = 2 * Math.PI * 6_378_137;
  private static final int TILE = 256;
  private static final double TOLERANCE = 1e-6;

  private ZoomLevel() {}

  /** Returns the side of a pixel at the equator, in metres. */
  static double metres(int zoom) {
    return EARTH_METRES / TILE / (1L << zoom);
  }

  /** Returns the side of a pixel in degrees of longitude. */
  static double degrees(int zoom) {
    return 360.0 / TILE / (1L << zoom);
  }

  /**
   * Returns the level whose pixels have this side; {@code null}: none has.
   *
   * @param unit {@link #metres} or {@link #degrees} of level 0
   */
  static Integer of(Double side, double unit) {
    if (side == null || !(side > 0)) {
      return null;
    }
    double zoom = Math.log(unit / side) / Math.log(2);
    long whole = Math.round(zoom);
    boolean isLevel = whole >= 0 && whole <= MAX && Math.abs(zoom - whole) < TOLERANCE;
    return isLevel ? (int) whole : null;
  }
}
