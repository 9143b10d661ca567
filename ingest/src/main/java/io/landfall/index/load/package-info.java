/**
 * Loads scenes into the index: rows are staged by COPY, then merged at once; only changed rows are
 * touched.
 *
 * <p>Knows the table and COPY; not where rows come from. Open {@link
 * io.landfall.index.load.SceneLoad} first, then {@code PostgresSceneLoad}.
 */
package io.landfall.index.load;
