/**
 * The folder for temporary files of one process, and what killed ones left of theirs. It knows
 * nothing of what is in it. Open {@link io.landfall.scratch.ScratchFolder}.
 */
package io.landfall.scratch;
