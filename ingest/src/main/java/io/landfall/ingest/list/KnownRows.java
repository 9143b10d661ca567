package io.landfall.ingest.list;

import io.landfall.landsat.LineDigest;
import java.util.function.Supplier;

/** Tells which rows need not be read, because what they say is known. */
@FunctionalInterface
public interface KnownRows {
  /** Nothing is known. */
  KnownRows NONE = (digest, id) -> false;

  /**
   * Tells whether what a row says is known, and takes it as read then.
   *
   * @param id says whose row it is; {@code null}: nobody's. It takes a while.
   */
  boolean contains(LineDigest digest, Supplier<String> id);
}
