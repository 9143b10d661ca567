/**
 * Files in the Dropbox of a user: its API by the official SDK, tokens that are renewed once for all
 * deliveries of a node, upload sessions that go on after any interruption, and the check of a
 * configuration.
 *
 * <p>Knows the port of destinations and the store. The SDK is known to three classes alone: {@code
 * DropboxApi}, {@code DropboxErrors}, {@code DropboxRequestor}. Open {@link
 * io.landfall.delivery.dropbox.DropboxTarget} first, then {@code DropboxUpload}.
 */
package io.landfall.delivery.dropbox;
