/**
 * Delivery to a file of this machine: written under another name in the same folder, synced, then
 * renamed; with its sidecars.
 *
 * <p>Knows the local file system only. Open {@link io.landfall.delivery.local.LocalFileTarget}
 * first.
 */
package io.landfall.delivery.local;
