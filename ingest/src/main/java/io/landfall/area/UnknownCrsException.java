package io.landfall.area;

/** A layer that does not say its CRS, where its caller has not said it either. */
final class UnknownCrsException extends AreaFormatException {
  private static final long serialVersionUID = 1L;

  UnknownCrsException(String why, String fix, Throwable cause) {
    super(why, fix, cause);
  }

  @Override
  AreaFormatException inLayer(String layer) {
    AreaFormatException placed = super.inLayer(layer);
    return new UnknownCrsException(placed.getMessage(), fix(), this);
  }
}
