/**
 * Which pixels clouds hide: what a person asks to be masked, how quality bands of sensors tell it,
 * and the pinned rule that rendering follows.
 *
 * <p>Knows the model alone; the pixels are in {@code io.landfall.raster.quality}. Open {@link
 * io.landfall.model.cloud.CloudMask} first.
 */
package io.landfall.model.cloud;
