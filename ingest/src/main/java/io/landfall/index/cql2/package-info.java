/**
 * Filters as OGC's CQL2 (21-065r2) writes them, in text and in JSON, turned into conditions on
 * scenes. Nothing of a filter's text goes further: properties come from a table, values stay
 * values.
 */
package io.landfall.index.cql2;
