package io.landfall.model.request;

/** How one pixel is made of those that several scenes have at its place. */
public enum CompositeMethod {
  /** That of the first scene of the mosaic. */
  FIRST,
  /** That of the last one. */
  LAST,
  /** Of the scene that was taken nearest to a time. */
  NEAREST_DATE,
  /** Of the scene that clouds hide least of. */
  LEAST_CLOUD,
  /** Of the scene with the greatest value of an expression. */
  BEST,
  /** The middle one of each band, or the mean of the two in the middle. */
  MEDIAN,
  /** The mean of each band. */
  MEAN,
  /** The least of each band. */
  MIN,
  /** The greatest of each band. */
  MAX,
  /** A percentile of each band, linear between the two values beside it. */
  PERCENTILE;

  /** Tells whether the order of scenes is all that it takes. */
  public boolean isOrder() {
    return this == FIRST || this == LAST || this == NEAREST_DATE || this == LEAST_CLOUD;
  }

  /** Tells whether values are mixed to such as no scene has. */
  public boolean mixesValues() {
    return this == MEDIAN || this == MEAN || this == PERCENTILE;
  }
}
