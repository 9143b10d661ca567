/**
 * A search in values: filter, order, page, cursor, and the port that answers it.
 *
 * <p>Knows what a scene is; neither SQL nor HTTP nor any language of filters. Open {@link
 * io.landfall.index.query.SceneQuery} first, then {@link io.landfall.index.query.SceneCatalogue}.
 */
package io.landfall.index.query;
