package io.landfall.simulation;

import io.landfall.model.ExportId;
import io.landfall.store.orphan.Orphans;
import io.landfall.store.orphan.Orphans.AttemptNeed;
import io.landfall.store.orphan.Orphans.StoredItem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks now and then for what nobody needs, by the real rule: lists, asks, then removes. */
final class SimOrphanCollector {
  private static final Duration INTERVAL = Duration.ofSeconds(40);
  private static final Orphans RULE = new Orphans(Duration.ofSeconds(30), Duration.ofHours(20));

  private final SimWorld world;

  SimOrphanCollector(SimWorld world) {
    this.world = world;
  }

  void start() {
    world.time.in(
        INTERVAL,
        () -> {
          items().forEach(this::ask);
          start();
        });
  }

  private List<StoredItem> items() {
    List<StoredItem> items = new ArrayList<>();
    world.bucket.objects.forEach(
        (key, item) -> items.add(new StoredItem(key, null, item.bytes(), item.written())));
    world
        .bucket
        .uploads
        .values()
        .forEach(upload -> items.add(new StoredItem(upload.key(), upload.id(), 0, upload.begun())));
    return items;
  }

  private void ask(StoredItem item) {
    if (RULE.isCandidate(item, world.time.clock())) {
      world.time.in(world.time.latency(), () -> remove(item));
    }
  }

  private void remove(StoredItem item) {
    ExportId id = Orphans.owner(item.key()).orElseThrow();
    Optional<AttemptNeed> need = world.invariants.need(id);
    if (RULE.isOrphan(item, need, world.time.clock())) {
      world.time.in(
          world.time.latency(),
          () -> {
            if (item.uploadId() != null) {
              world.bucket.abort(item.uploadId());
            } else {
              world.bucket.delete(item.key());
            }
          });
    }
  }
}
