/**
 * Hostile bytes for everything here that reads bytes of strangers: fuzz targets, the corpus that is
 * kept of what they found, and a walk over broken files in a small heap. See testing.md.
 */
package io.landfall.fuzz;
