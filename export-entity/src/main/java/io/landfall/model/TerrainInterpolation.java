package io.landfall.model;

/** How the height of a place is taken from the pixels of a terrain model around it. */
public enum TerrainInterpolation {
  /** That of the pixel that the place lies in. */
  NEAR,
  /** Between the four centres around it; unknown if one of them is. */
  BILINEAR,
  /** By a cubic B-spline over the sixteen centres around it that are known. */
  CUBIC
}
