/**
 * Turns the finished raster of an export into its PNG or JPEG, from store to store.
 *
 * <p>Knows the writers of {@code io.landfall.raster.image} and the store; a try that was cut short
 * is begun anew. Open {@link io.landfall.delivery.image.ImageJob} first.
 */
package io.landfall.delivery.image;
