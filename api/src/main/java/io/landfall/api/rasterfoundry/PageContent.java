package io.landfall.api.rasterfoundry;

import io.landfall.api.json.ApiProblem;
import io.landfall.model.Aoi;

/**
 * How much the entries of one page hold of areas and of trees of tools, each of which may take
 * megabytes. A page of a single entry always fits.
 */
final class PageContent {
  /** Characters of JSON, about. */
  static final long MAX_CHARACTERS = 4_000_000;

  private static final long CHARACTERS_OF_POSITION = 40;

  private int entries;
  private long characters;

  /**
   * Adds an entry.
   *
   * @throws ApiProblem 400: with it, there is too much for one page
   */
  void add(long more) {
    entries++;
    characters += more;
    if (entries > 1 && characters > MAX_CHARACTERS) {
      throw FoundryPage.badParameter(
          "pageSize",
          "the areas or definitions on this page are too large together. Ask for fewer a page, or"
              + " for one by its id.");
    }
  }

  /** Returns what an area takes; {@code null}: there is none. */
  static long charactersOf(Aoi area) {
    long positions = 0;
    if (area != null) {
      for (double[][][] polygon : area.coordinates()) {
        for (double[][] ring : polygon) {
          positions += ring.length;
        }
      }
    }
    return positions * CHARACTERS_OF_POSITION;
  }
}
