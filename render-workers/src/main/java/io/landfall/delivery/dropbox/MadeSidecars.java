package io.landfall.delivery.dropbox;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The sidecars that deliveries of this node have made so far, to be removed if the file itself does
 * not come. Safe for any thread.
 */
final class MadeSidecars {
  private static final int MOST_DELIVERIES = 10_000;
  private static final Duration IDLE = Duration.ofDays(1);

  private final Cache<DeliveryKey, List<DropboxFile>> sidecars =
      Caffeine.newBuilder().maximumSize(MOST_DELIVERIES).expireAfterAccess(IDLE).build();

  /** Takes one that was made just now. */
  void add(DeliveryKey delivery, DropboxFile sidecar) {
    sidecars.get(delivery, key -> new CopyOnWriteArrayList<>()).add(sidecar);
  }

  /** Returns those of a delivery. */
  List<DropboxFile> of(DeliveryKey delivery) {
    List<DropboxFile> made = sidecars.getIfPresent(delivery);
    return made == null ? List.of() : made;
  }

  /** Forgets those of a delivery: they stay, or are removed. */
  void forget(DeliveryKey delivery) {
    sidecars.invalidate(delivery);
  }
}
