package io.landfall.plan;

import io.landfall.model.plan.OutputMask;

/**
 * How an output tells pixels without data.
 *
 * @param nodata their value; {@code null}: none is declared
 * @param mask what else tells them; {@code null}: nothing
 */
record Validity(Double nodata, OutputMask mask) {
  static final Validity UNTOLD = new Validity(null, null);
}
