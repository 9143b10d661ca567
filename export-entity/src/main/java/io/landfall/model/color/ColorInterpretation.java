package io.landfall.model.color;

/** What a band shows, in GDAL's terms. */
public enum ColorInterpretation {
  UNDEFINED,
  GRAY,
  PALETTE,
  RED,
  GREEN,
  BLUE,
  ALPHA
}
