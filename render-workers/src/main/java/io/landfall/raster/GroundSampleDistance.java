package io.landfall.raster;

/** How large the pixels of a grid are on the ground, in metres. */
public interface GroundSampleDistance {
  /** Returns the distance between the centres of two columns. */
  double eastWest(int row);

  /** Returns the distance between the centres of two rows, around one. */
  double northSouth(int row);
}
