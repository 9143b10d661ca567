package io.landfall.raster.warp;

import java.util.function.LongSupplier;

/** The memory that renderings of a node share beside its exports; those wait that have no room. */
@FunctionalInterface
public interface RenderMemory {
  /** Lets everything begin: of work whose memory is counted before. */
  RenderMemory UNLIMITED = (bytes, ensureWanted, work) -> work.run();

  /**
   * Does work when its memory is there; waits until then.
   *
   * @param bytes that it holds at once, about; asked once, before it
   * @param ensureWanted throws when nobody wants the work any more; asked while it waits
   * @throws io.landfall.model.ExportFailure EXPORT_TOO_LARGE if it never has room
   */
  void whileTaken(LongSupplier bytes, Runnable ensureWanted, Runnable work);
}
