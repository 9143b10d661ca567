package io.landfall.raster.warp;

/** How much of a row has data. */
enum Coverage {
  NONE,
  SOME,
  ALL
}
