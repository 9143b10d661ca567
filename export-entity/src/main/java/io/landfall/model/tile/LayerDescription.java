package io.landfall.model.tile;

import io.landfall.model.SampleType;
import java.util.List;

/**
 * What a map needs to know of a layer.
 *
 * @param bounds of all that may hold data
 * @param minZoom from where the layer is more than a dot: it fits into some tiles
 * @param maxZoom the first that shows each pixel of the finest scene
 * @param bands of the values, before stretch and colours
 * @param type of the values, before stretch and colours
 * @param nodata of the values; {@code null}: none is declared, or it is not a number
 * @param shown which values are the darkest and the brightest of each band in the image; empty:
 *     values are shown as they are, or in colours that are no range
 * @param warnings in sentences: what of the sources is not as a person may expect, and what was
 *     chosen for the image that the request did not say
 * @param fingerprint of all that decides a pixel of the image: the files as they were planned, and
 *     the ranges and colours that were found in them. The same on every node; letters and digits
 */
public record LayerDescription(
    LonLatBounds bounds,
    int minZoom,
    int maxZoom,
    List<String> bands,
    SampleType type,
    Double nodata,
    List<ShownRange> shown,
    List<String> warnings,
    String fingerprint) {
  public LayerDescription {
    bands = List.copyOf(bands);
    shown = List.copyOf(shown);
    warnings = List.copyOf(warnings);
  }

  /** The values that are shown darkest and brightest. */
  public record ShownRange(double min, double max) {}
}
