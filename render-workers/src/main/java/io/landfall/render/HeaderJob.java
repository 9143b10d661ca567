package io.landfall.render;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import io.landfall.model.Attempt;
import io.landfall.model.StoredPart;
import io.landfall.model.StoredRun;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;

/** Makes and stores the first part of the file when all others are stored. */
final class HeaderJob {
  private static final int READS_AT_A_TIME = 8;

  private final ObjectStore store;
  private final RunExecutor executor;
  private final Executor blocking;

  HeaderJob(ObjectStore store, RunExecutor executor, Executor blocking) {
    this.store = store;
    this.executor = executor;
    this.blocking = blocking;
  }

  static Executor blocking(ActorSystem<?> system) {
    return system
        .dispatchers()
        .lookup(DispatcherSelector.fromConfig("landfall.render.blocking-dispatcher"));
  }

  /** Returns all parts in the order of their numbers; of a single object, that one. */
  CompletionStage<List<StoredPart>> store(RenderCoordinator.Order order, List<StoredRun> runs) {
    return order.plan().layout().singleObject()
        ? CompletableFuture.completedStage(List.of(runs.get(0).full()))
        : header(order, runs).thenApply(header -> inOrder(header, runs));
  }

  private CompletionStage<StoredPart> header(RenderCoordinator.Order order, List<StoredRun> runs) {
    String key = ObjectKeys.file(order.attempt(), order.plan().fileName());
    return tops(order.attempt(), runs)
        .thenApplyAsync(tops -> executor.header(order.plan(), runs, tops), blocking)
        .thenCompose(
            bytes ->
                store.putPart(
                    key,
                    order.uploadId(),
                    PartNumbers.HEADER,
                    Body.padded(List.of(bytes), RunUpload.MIN_PART_BYTES)));
  }

  /** Reads the top tiles of all runs, some at a time. */
  private CompletionStage<List<List<byte[]>>> tops(Attempt attempt, List<StoredRun> runs) {
    List<List<byte[]>> tops = new ArrayList<>(Collections.nCopies(runs.size(), null));
    int lanes = Math.min(READS_AT_A_TIME, runs.size());
    return CompletableFuture.allOf(
            IntStream.range(0, lanes)
                .mapToObj(lane -> readLane(attempt, runs, lane, lanes, tops))
                .toArray(CompletableFuture[]::new))
        .thenApply(read -> tops);
  }

  /** Reads every {@code lanes}th run's top tiles, one after the other. */
  private CompletableFuture<?> readLane(
      Attempt attempt, List<StoredRun> runs, int lane, int lanes, List<List<byte[]>> tops) {
    CompletionStage<?> chain = CompletableFuture.completedStage(null);
    for (int i = lane; i < runs.size(); i += lanes) {
      int index = i;
      String key = ObjectKeys.tops(attempt, runs.get(i).run());
      chain =
          chain
              .thenCompose(before -> store.get(key, TopTiles.MAX_BYTES))
              .thenAccept(bytes -> tops.set(index, TopTiles.decode(bytes)));
    }
    return chain.toCompletableFuture();
  }

  private static List<StoredPart> inOrder(StoredPart header, List<StoredRun> runs) {
    List<StoredPart> all = new ArrayList<>(List.of(header));
    runs.forEach(run -> all.addAll(List.of(run.overviews(), run.full())));
    all.sort(Comparator.comparingInt(StoredPart::number));
    return List.copyOf(all);
  }
}
