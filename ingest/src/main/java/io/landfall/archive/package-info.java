/**
 * Archives of files that somebody else made, read within limits: tar, compressed or not, and zip.
 * Knows commons-compress and nothing of ours. Open {@link io.landfall.archive.ArchiveReader} first.
 */
package io.landfall.archive;
