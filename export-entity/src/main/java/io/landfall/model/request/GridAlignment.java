package io.landfall.model.request;

/** Where the pixels of the output lie. */
public enum GridAlignment {
  /** On the grid of the first scene, pixel for pixel, or a part of it. */
  NATIVE,
  /** On whole multiples of the resolution, as {@code gdalwarp -tap} does. */
  ALIGNED
}
