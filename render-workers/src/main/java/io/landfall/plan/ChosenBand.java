package io.landfall.plan;

import io.landfall.model.SceneBand;
import io.landfall.model.plan.PlannedBand;
import io.landfall.raster.RasterInfo;
import io.landfall.source.RemoteSources;

/**
 * A band of a scene with what is known of it when an export is planned.
 *
 * @param planned what the plan pins
 * @param band as the scene knows it
 * @param info what its file says
 * @param masked whether the file has a mask inside
 */
record ChosenBand(PlannedBand planned, SceneBand band, RasterInfo info, boolean masked) {

  /** Returns what the file says of this band. */
  RasterInfo.BandInfo header() {
    return info.bands().get(planned.index());
  }

  /** Tells whether anything says of single pixels that they have no data. */
  boolean tellsValidity() {
    return planned.nodata() != null
        || planned.alpha() != null
        || planned.mask() != null
        || planned.clouds() != null
        || masked;
  }

  /** Returns the name of its file, for messages. */
  String fileName() {
    return RemoteSources.safeName(planned.href());
  }

  /** Returns the same band with other planned values. */
  ChosenBand with(PlannedBand other) {
    return new ChosenBand(other, band, info, masked);
  }
}
