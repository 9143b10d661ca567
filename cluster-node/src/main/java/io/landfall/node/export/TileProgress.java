package io.landfall.node.export;

import io.landfall.model.ExportId;
import io.landfall.worker.ProgressListener;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many tiles of each export are rendered, counted before they are stored. */
public final class TileProgress implements ProgressListener {
  private final Map<ExportId, Long> watched = new ConcurrentHashMap<>();

  void watch(ExportId id) {
    watched.put(id, 0L);
  }

  void forget(ExportId id) {
    watched.remove(id);
  }

  long tilesDone(ExportId id) {
    return watched.getOrDefault(id, 0L);
  }

  @Override
  public void progress(ExportId id, long tilesDone, long tilesTotal, long bytes) {
    watched.computeIfPresent(id, (watchedId, before) -> Math.max(before, tilesDone));
  }
}
