package io.landfall.render;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.landfall.model.StoredPart;
import io.landfall.model.StoredRun;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Makes and stores the first part of the file when all others are stored. */
final class HeaderJob {
  private static final int READS_AT_A_TIME = 8;

  private final ActorSystem<?> system;
  private final ObjectStore store;
  private final RunExecutor executor;
  private final Executor blocking;

  HeaderJob(ActorSystem<?> system, ObjectStore store, RunExecutor executor) {
    this.system = system;
    this.store = store;
    this.executor = executor;
    this.blocking = blocking(system);
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
    return Source.from(runs)
        .mapAsync(
            READS_AT_A_TIME,
            run -> store.get(ObjectKeys.tops(order.attempt(), run.run()), TopTiles.MAX_BYTES))
        .map(TopTiles::decode)
        .runWith(Sink.<List<byte[]>>seq(), system)
        .thenApplyAsync(tops -> executor.header(order.plan(), runs, tops), blocking)
        .thenCompose(
            bytes ->
                store.putPart(
                    key,
                    order.uploadId(),
                    PartNumbers.HEADER,
                    Body.padded(List.of(bytes), RunUpload.MIN_PART_BYTES)));
  }

  private static List<StoredPart> inOrder(StoredPart header, List<StoredRun> runs) {
    List<StoredPart> all = new ArrayList<>(List.of(header));
    runs.forEach(run -> all.addAll(List.of(run.overviews(), run.full())));
    all.sort(Comparator.comparingInt(StoredPart::number));
    return List.copyOf(all);
  }
}
