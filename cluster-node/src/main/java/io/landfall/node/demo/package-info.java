/**
 * Two scenes of a country that does not exist, for the first run of a fresh clone.
 *
 * <p>Computes and writes GeoTIFFs; knows nothing of exports. Open {@link
 * io.landfall.node.demo.DemoScenes} first.
 */
package io.landfall.node.demo;
