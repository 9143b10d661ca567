/**
 * The folder for temporary files of one process, and what killed ones left of theirs.
 *
 * <p>Knows nothing of what is in it. Open {@link io.landfall.scratch.ScratchFolder} first.
 */
package io.landfall.scratch;
