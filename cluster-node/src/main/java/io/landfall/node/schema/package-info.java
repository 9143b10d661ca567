/**
 * The database: its pool, its schema forward and back, and whether it answers.
 *
 * <p>Knows SQL files and connections; tables are read and written elsewhere. Open {@link
 * io.landfall.node.schema.Schema} first, then {@link io.landfall.node.schema.Database}.
 */
package io.landfall.node.schema;
