/**
 * Files inside archives that are read where they lie.
 *
 * <p>Knows bytes. Open {@link io.landfall.source.archive.ArchivePart} first.
 */
package io.landfall.source.archive;
