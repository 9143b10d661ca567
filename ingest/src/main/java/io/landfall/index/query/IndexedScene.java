package io.landfall.index.query;

import io.landfall.landsat.LandsatScene;
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
 */
public record IndexedScene(
    LandsatScene listed, Instant indexed, Instant changed, Instant withdrawn, String replacedBy) {

  /** Returns the id of the product. */
  public String id() {
    return listed.id();
  }
}
