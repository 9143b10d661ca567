package io.landfall.raster;

/** How much of a row has data. */
enum Coverage {
  NONE,
  SOME,
  ALL
}
