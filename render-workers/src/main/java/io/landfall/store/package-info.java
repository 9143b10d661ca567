/**
 * The object store as exports use it: the port, the keys of an export's objects, the formats of the
 * small ones, and how large parts are.
 *
 * <p>Knows no worker, no entity and no kind of store. Open {@link io.landfall.store.ObjectStore}
 * first, then {@link io.landfall.store.ObjectKeys} and {@link io.landfall.store.UploadBody}.
 */
package io.landfall.store;
