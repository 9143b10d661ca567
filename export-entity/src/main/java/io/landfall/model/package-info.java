/**
 * Plain values that all modules share: ids, error codes, grids, bands, scenes, receipts. What is
 * asked for lies in {@code .request}, what was decided in {@code .plan}.
 *
 * <p>Records over the JDK, JTS and Jackson's annotations; knows no Akka, no file and no clock. Open
 * {@link io.landfall.model.ExportId} first, then {@link io.landfall.model.ErrorCode} and {@link
 * io.landfall.model.PixelGrid}.
 */
package io.landfall.model;
