package io.landfall.model.request;

/** How pixels lie between ground control points. */
public enum ControlPointMethod {
  /** By a polynomial that comes nearest to all points, of the first or second order. */
  POLYNOMIAL,
  /** By a thin-plate spline through all points. */
  TPS
}
