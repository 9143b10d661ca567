/**
 * The object store: the port, its S3 implementation, the keys of an export's objects, and the
 * formats of the small ones.
 *
 * <p>Knows no worker and no entity. The AWS SDK is used here, and by one class of {@code
 * io.landfall.source}. Open {@link io.landfall.store.ObjectStore} first, then {@link
 * io.landfall.store.S3ObjectStore} and {@link io.landfall.store.ObjectKeys}.
 */
package io.landfall.store;
