/**
 * Scene list files: where they lie (file, HTTP) and how their lines become scenes. A list may be
 * gzip, several CSV dialects are known by their header, and a bad row is reported, not fatal.
 *
 * <p>Knows {@link io.landfall.landsat} and the model; nothing of runs, of the index or of Akka.
 * Open {@link io.landfall.ingest.list.SceneListReader} first, then {@code SceneRowParser}; {@link
 * io.landfall.ingest.list.SceneListSource} tells where bytes come from.
 */
package io.landfall.ingest.list;
