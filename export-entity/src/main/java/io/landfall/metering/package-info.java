/**
 * What goes through links: how many bytes of whom, how fast, and which links are worthless. All API
 * nodes share it by the database.
 *
 * <p>Knows JDBC and pools of threads; neither HTTP nor the store. Open {@link
 * io.landfall.metering.DownloadLedger} first, then {@link io.landfall.metering.NodeLedger} and
 * {@link io.landfall.metering.NodeByteRates}.
 */
package io.landfall.metering;
