package io.landfall.render;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.landfall.model.ExportPlan;
import io.landfall.model.PlannedScene;
import io.landfall.model.SceneId;
import io.landfall.model.StoredPart;
import io.landfall.model.StoredRun;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/**
 * Makes and stores the first part of the file when all others are stored, and leaves the list of
 * all parts with their checksums for the delivery to compare with.
 */
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
    CompletionStage<List<StoredPart>> parts =
        order.plan().layout().singleObject()
            ? java.util.concurrent.CompletableFuture.completedStage(List.of(runs.get(0).full()))
            : header(order, runs).thenApply(header -> inOrder(header, runs));
    return parts.thenCompose(
        all ->
            put(ObjectKeys.parts(order.attempt()), PlanCodec.encodeParts(all))
                .thenCompose(
                    stored ->
                        put(
                            ObjectKeys.scenes(order.attempt()),
                            PlanCodec.encodeScenes(used(order.plan(), runs))))
                .thenApply(stored -> all));
  }

  private CompletionStage<StoredPart> put(String key, Body list) {
    return store.put(key, list, "application/json");
  }

  /** Returns the scenes that gave pixels to any run, in mosaic order. */
  private static List<SceneId> used(ExportPlan plan, List<StoredRun> runs) {
    Set<SceneId> used =
        runs.stream().flatMap(run -> run.scenes().stream()).collect(Collectors.toSet());
    return plan.scenes().stream().map(PlannedScene::id).filter(used::contains).toList();
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
