package io.landfall.render;

import io.landfall.model.ExportId;
import io.landfall.model.Priority;

/**
 * How an export stands among those that want the same workers, as its coordinator tells them.
 *
 * @param inFlight its runs in the hands of workers, anywhere
 * @param waiting its runs to be had now
 * @param runBytes memory that a worker needs for one of them
 */
public record Standing(
    ExportId export, String owner, Priority priority, int inFlight, int waiting, long runBytes) {

  /** Returns the same with one run fewer in flight. */
  Standing oneEnded() {
    return new Standing(export, owner, priority, Math.max(0, inFlight - 1), waiting, runBytes);
  }

  /** Returns the same with nothing to be had. */
  Standing nothingWaiting() {
    return new Standing(export, owner, priority, inFlight, 0, runBytes);
  }
}
