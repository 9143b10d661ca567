/**
 * Makes the files of a delivery again on this machine, and compares them with its receipt: the file
 * itself, what is made of a raster, scene numbers, sidecars.
 *
 * <p>Knows neither store nor destinations. Open {@link
 * io.landfall.delivery.reproduction.DeliveryReproduction} first.
 */
package io.landfall.delivery.reproduction;
