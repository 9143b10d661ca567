/**
 * Garbage collection in the bucket: objects and uploads that no export needs any more.
 *
 * <p>Asks exports for their status and the store for its lists; what to remove is decided without
 * either, in one pure class. Open {@link io.landfall.store.orphan.Orphans} first, then {@link
 * io.landfall.store.orphan.OrphanCollection}.
 */
package io.landfall.store.orphan;
