/**
 * Filters as OGC's CQL2 (21-065r2) writes them, text and JSON, made into conditions on scenes. No
 * text of a filter goes further: names come from a table, values stay values.
 *
 * <p>Knows the conditions of {@code .query}; no SQL. Open {@link io.landfall.index.cql2.Cql2}
 * first, then {@code FilterFactory}.
 */
package io.landfall.index.cql2;
