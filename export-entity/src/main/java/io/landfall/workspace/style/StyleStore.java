package io.landfall.workspace.style;

import java.util.Optional;

/**
 * Keeps styles. Blocking; fails with DATABASE_UNAVAILABLE. Those that nobody has used for long are
 * removed, and of an owner who has too many those unused longest.
 */
public interface StyleStore {
  /** Most styles of one owner. */
  int MAX_STYLES = 10_000;

  /** Most bytes of the styles of one owner. */
  long MAX_BYTES = 64L << 20;

  /** Keeps a style; one that is there is as used as a new one. */
  void put(String owner, LayerStyle style);

  /** Finds a style of an owner's, and notes that it is used. */
  Optional<LayerStyle> find(String owner, String id);
}
