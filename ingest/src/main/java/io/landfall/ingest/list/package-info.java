/**
 * Scene list files: where they lie (file, HTTP), how their lines become scenes. They may be gzip,
 * several CSV dialects are known by their header, a bad row is reported and not fatal.
 *
 * <p>Knows {@code io.landfall.landsat}; nothing of runs, of the index or of Akka. Open {@link
 * io.landfall.ingest.list.SceneListReader} first, then {@code SceneRowParser}.
 */
package io.landfall.ingest.list;
