/**
 * The private S3 server, in a class loader of its own because its libraries contradict ours.
 *
 * <p>Knows nothing of Landfall, which knows this class by name alone. Open {@link
 * io.landfall.node.embedded.store.StoreServer} first.
 */
package io.landfall.node.embedded.store;
