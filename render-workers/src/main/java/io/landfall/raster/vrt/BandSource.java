package io.landfall.raster.vrt;

import io.landfall.model.SampleType;
import io.landfall.raster.BlockCache;
import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterFile;

/**
 * A source of a band, opened, and where a part of the band gets its pixels from.
 *
 * @param level of the file
 */
record BandSource(VrtSource source, RasterFile file, int level, Placement placement) {
  /**
   * Lays its pixels over those of a part of the band.
   *
   * @param band type of the band
   * @param plane type of the samples
   */
  void lay(BlockCache cache, PixelRect part, SampleType band, SampleType plane, Samples samples) {
    PixelRect read = placement.source();
    boolean ofMask = source.band() == VrtSource.MASK;
    SourceRows rows =
        new SourceRows(file, cache, level, ofMask ? 0 : source.band() - 1, read.x0(), read.x1());
    boolean plain =
        source.rule() == null || !source.rule().leavesOut() && !source.rule().changesValues();
    boolean asIs =
        plain
            && !ofMask
            && band == plane
            && placement.isInStep()
            && rows.type(read.x0(), read.y0()) == plane;
    PixelRect target = placement.target();
    double[] values = asIs ? null : new double[read.width()];
    boolean[] valid = new boolean[ofMask || !source.isOpaque() ? read.width() : 0];
    SourceValues rule =
        plain
            ? null
            : new SourceValues(
                source.rule(),
                ofMask ? SampleType.UINT8 : file.info().bands().get(source.band() - 1).type(),
                band);
    for (int i = 0; i < target.height(); i++) {
      int y = placement.rows()[i];
      int at = part.index(target.x0(), target.y0() + i);
      if (asIs) {
        rows.copy(y, read.x0(), read.x1(), samples.plane(), at);
      } else {
        if (ofMask || rule != null && source.rule().masked()) {
          rows.valid(y, read.x0(), read.x1(), valid);
        }
        if (ofMask) {
          rows.maskValues(y, read.x0(), read.x1(), valid, values);
        } else {
          rows.values(y, read.x0(), read.x1(), values);
        }
        layRow(values, valid, rule, samples, at);
      }
    }
  }

  private void layRow(
      double[] values, boolean[] valid, SourceValues rule, Samples samples, int at) {
    int first = placement.columns()[0];
    boolean masked = rule != null && source.rule().masked();
    for (int k = 0; k < placement.columns().length; k++) {
      int from = placement.columns()[k] - first;
      double value = values[from];
      if (rule == null) {
        samples.set(at + k, value);
      } else if (!rule.isNodata(value) && !(masked && !valid[from])) {
        samples.set(at + k, rule.changed(value));
      }
    }
  }
}
