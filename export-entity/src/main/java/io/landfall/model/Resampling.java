package io.landfall.model;

/** How an output pixel takes its value from source pixels; kernels as GDAL defines them. */
public enum Resampling {
  NEAREST,
  BILINEAR,
  CUBIC,
  AVERAGE,
  MODE,
  LANCZOS
}
