package io.landfall.node.metrics;

import io.landfall.store.FailingUploads;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Shows how the object store does.
 *
 * @param problem what is wrong with it; empty: it answers
 * @param failing what it has not taken yet
 */
public record StoreMeters(Supplier<Optional<String>> problem, FailingUploads failing) {
  void bind(PolledMeters meters) {
    meters.gauge(
        "landfall.store.up",
        "1: the object store answers this node",
        () -> problem.get().isEmpty() ? 1 : 0);
    meters.gauge(
        "landfall.store.uploads.failing",
        "uploads to the object store that have failed for over five seconds, and are tried again",
        failing::count);
  }
}
