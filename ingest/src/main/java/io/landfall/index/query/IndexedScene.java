package io.landfall.index.query;

import io.landfall.landsat.LandsatScene;
import io.landfall.landsat.ProductGrids;
import java.time.Instant;

/**
 * A scene of the index.
 *
 * @param listed what the list said last
 * @param indexed when the index took it up
 * @param changed when something about it changed here
 * @param withdrawn when a list did not name it any more, or a better product took its place; {@code
 *     null}: it is current
 * @param replacedBy id of the product in its place; {@code null}: none
 * @param grids where its pixels lie; {@code null}: its metadata do not say, or nobody has read them
 */
public record IndexedScene(
    LandsatScene listed,
    Instant indexed,
    Instant changed,
    Instant withdrawn,
    String replacedBy,
    ProductGrids grids) {

  /** A scene whose metadata nobody has read. */
  public IndexedScene(
      LandsatScene listed, Instant indexed, Instant changed, Instant withdrawn, String replacedBy) {
    this(listed, indexed, changed, withdrawn, replacedBy, null);
  }

  /** Returns the id of the product. */
  public String id() {
    return listed.id();
  }
}
