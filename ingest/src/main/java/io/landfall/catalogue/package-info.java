/**
 * Scenes by name: files, folders, archives, STAC items, remote URLs, and those of the index; and
 * the fetching of metadata that the index lacks.
 *
 * <p>Knows metadata and file names, never opens imagery. Open {@link
 * io.landfall.catalogue.FileScenes} first, then {@link io.landfall.catalogue.IndexedScenes}.
 */
package io.landfall.catalogue;
