/**
 * One export of the command line on a node that runs: of the command's own process, or one that
 * many commands share.
 *
 * <p>Knows the way to exports and their journal; not how a node is made. Open {@link
 * io.landfall.node.export.RunningExport} first.
 */
package io.landfall.node.export;
