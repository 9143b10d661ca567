package io.landfall.raster.vrt;

import io.landfall.model.SampleType;
import io.landfall.model.color.ColorTable;
import io.landfall.raster.BandMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One band.
 *
 * @param metadata as they are written, the no-data value too
 * @param hidesNodata whether pixels that no source gives hold the no-data value, which is not told
 * @param colors of the values of a palette; {@code null}: it is none
 * @param sources the later over the earlier
 * @param overviews bands of other files, which it says are its overviews
 */
record VrtBand(
    SampleType type,
    BandMetadata metadata,
    boolean hidesNodata,
    ColorTable colors,
    List<VrtSource> sources,
    List<VrtSource> overviews) {
  VrtBand {
    overviews = List.copyOf(overviews);
    sources = List.copyOf(sources);
  }

  /** Returns it without the overviews of some places in the list. */
  VrtBand withoutOverviews(Set<Integer> places) {
    List<VrtSource> rest = new ArrayList<>();
    for (int i = 0; i < overviews.size(); i++) {
      if (!places.contains(i)) {
        rest.add(overviews.get(i));
      }
    }
    return new VrtBand(type, metadata, hidesNodata, colors, sources, rest);
  }
}
