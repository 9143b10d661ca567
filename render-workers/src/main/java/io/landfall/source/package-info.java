/**
 * Scene files as bytes, local and remote: HTTP(S) and S3 by range requests, the cache of ranges,
 * addresses that may be asked, and opened rasters kept for reuse.
 *
 * <p>Knows the readers of {@code io.landfall.raster}; not what is done with pixels, nor who names
 * the files. Open {@link io.landfall.source.SceneFiles} first, then {@link
 * io.landfall.source.RemoteByteSource}.
 */
package io.landfall.source;
