/**
 * The export command in pieces: options to a request, the output file, progress, the reports at the
 * end.
 *
 * <p>Knows the request, the summary and one running export; no other command. Open {@link
 * io.landfall.node.cli.export.ExportOptions} first.
 */
package io.landfall.node.cli.export;
