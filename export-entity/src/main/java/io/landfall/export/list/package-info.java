/**
 * The table of exports: a projection of the journal, queries of it, and the reconciler that wakes
 * what has not ended.
 *
 * <p>Reads events and writes rows; knows the entity's events and the database, and never changes an
 * export. Open {@link io.landfall.export.list.ExportListProjection} first, then {@link
 * io.landfall.export.list.Reconciler}.
 */
package io.landfall.export.list;
