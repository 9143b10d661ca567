/**
 * What the USGS defines: ids of scenes, bands and their files, WRS-2 frames, MTL files, and a scene
 * as a list describes it.
 *
 * <p>Knows the model and footprints; no search, no list file, no network. Open {@link
 * io.landfall.landsat.LandsatScene} first, then {@link io.landfall.landsat.LandsatId}.
 */
package io.landfall.landsat;
