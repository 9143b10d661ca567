/**
 * Reads TIFF and BigTIFF with GeoTIFF tags. The bytes are taken to be hostile: each size is checked
 * against the file and a limit before anything is allocated, nothing recurses, a failure names file
 * and offset.
 *
 * <p>Knows the core, the format's numbers and the codecs; not where bytes come from. Open {@link
 * io.landfall.raster.tiff.TiffFile} first, then {@code LayoutReader} and {@code BlockDecoder}.
 */
package io.landfall.raster.tiff;
