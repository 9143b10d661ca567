/**
 * {@code /v1/downloads}: signed links, byte ranges, and the port that reads finished files.
 *
 * <p>Knows an attempt's id and a file's name; nothing else of an export. Open {@link
 * io.landfall.api.download.DownloadRoutes} first, then {@link io.landfall.api.download.LinkSigner}.
 */
package io.landfall.api.download;
