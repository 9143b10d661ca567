/**
 * JPEG XL (ISO/IEC 18181) as blocks of TIFF hold it: headers are read and bounded in Java, pixels
 * decoded by the libjxl of the system.
 *
 * <p>Knows nothing of TIFF. Open {@link io.landfall.raster.tiff.jpegxl.LibJxl} first.
 */
package io.landfall.raster.tiff.jpegxl;
