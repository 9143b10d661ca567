package io.landfall.ingest.list;

import io.landfall.landsat.LandsatScene;
import io.landfall.landsat.LineDigest;
import java.util.List;
import java.util.regex.Pattern;

/** A row of a list that has been read. */
public sealed interface SceneListRow {
  /** Returns the number of its line, from 1, which is the header's. */
  long line();

  /**
   * A row that tells of a scene.
   *
   * @param warning what of it could not be read and is unknown now, or is doubtful, for people;
   *     empty: nothing
   * @param digest of the line
   */
  record ValidRow(long line, LandsatScene scene, String warning, LineDigest digest)
      implements SceneListRow {}

  /** A row that has not been read, because what it says is {@linkplain KnownRows known}. */
  record KnownRow(long line) implements SceneListRow {}

  /**
   * A row that does not. It names the scenes whose ids can be read in it, so that they are not
   * taken for scenes that the list lacks.
   *
   * @param reason for people
   * @param excerpt the row's first 500 characters
   * @param ids of products and entities
   */
  record InvalidRow(long line, String reason, String excerpt, List<String> ids)
      implements SceneListRow {
    private static final Pattern CELLS = Pattern.compile(",");

    public InvalidRow {
      ids = List.copyOf(ids);
    }

    /**
     * Tells whether it may be the row of a scene that nobody can name: it has no id, but more to
     * say than one cell can, as a footer's.
     */
    public boolean hidesScene() {
      return ids.isEmpty() && CELLS.splitAsStream(excerpt).filter(c -> !c.isBlank()).count() > 1;
    }
  }
}
