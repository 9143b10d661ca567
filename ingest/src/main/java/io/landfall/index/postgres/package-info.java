/**
 * The index in PostgreSQL: conditions as SQL with bound values, footprints with PostGIS or without,
 * COPY in binary.
 *
 * <p>Knows the searches of {@code .query}; loading is in {@code .load}. PostgreSQL's driver types
 * stay here. Open {@link io.landfall.index.postgres.PostgresCatalogue} first, then {@code
 * FilterSql}.
 */
package io.landfall.index.postgres;
