/**
 * What accompanies an output as small files: STAC item, thumbnail, checksums, world file.
 *
 * <p>Reads the finished raster from the store; knows no destination. Open {@link
 * io.landfall.delivery.sidecar.SidecarMaker} first.
 */
package io.landfall.delivery.sidecar;
