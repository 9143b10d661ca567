package io.landfall.index.load;

/**
 * What a list is known by.
 *
 * @param name its own: what its owner calls it, or else its URL
 * @param fileName of its file; a list with another name but this one may be the same one elsewhere;
 *     empty: there is none
 */
public record SceneListName(String name, String fileName) {}
