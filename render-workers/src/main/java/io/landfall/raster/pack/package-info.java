/**
 * How blocks are packed: DEFLATE by libdeflate where the system has it and by the JDK elsewhere,
 * Zstandard, and LZW. Everything that is not Java is called from here alone.
 */
package io.landfall.raster.pack;
