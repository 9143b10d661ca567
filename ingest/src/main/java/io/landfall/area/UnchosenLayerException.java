package io.landfall.area;

import java.util.List;

/** A file with several layers of which none was chosen, or one that it does not have. */
final class UnchosenLayerException extends AreaFormatException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> layers;

  UnchosenLayerException(String why, String fix, List<String> layers) {
    super(why, fix, null);
    this.layers = List.copyOf(layers);
  }

  /** Returns the names of all layers. */
  List<String> layers() {
    return layers;
  }
}
