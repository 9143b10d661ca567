package io.landfall.render;

import akka.Done;
import io.landfall.export.Collaborators;
import io.landfall.export.ExportEntity;
import io.landfall.export.ExportEvent;
import io.landfall.export.JournalFence;
import io.landfall.model.Attempt;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.ExportPlan;
import io.landfall.model.ExportRequest;
import io.landfall.model.Priority;
import io.landfall.model.StoredPart;
import io.landfall.model.StoredRun;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** The steps of one node: the real ones, with time, store and ways to the entities simulated. */
final class SimSteps implements Collaborators {
  static final RenderSettings SETTINGS =
      new RenderSettings(
          2,
          1,
          Duration.ofSeconds(2),
          Duration.ofSeconds(12),
          3,
          Duration.ofMinutes(5),
          Duration.ofSeconds(5),
          1L << 30);
  private static final String RENDER = "render";
  private static final String DELIVER = "deliver-";

  private record Key(Attempt attempt, String name) {}

  /** A step under way. */
  private record Step(EntityReports reports, SimCoordinator coordinator) {
    void end() {
      reports.abandon();
      if (coordinator != null) {
        coordinator.stop();
      }
    }
  }

  private final SimNode node;
  private final SimStore store;
  private final StoreSteps steps;
  private final Map<ExportId, Map<Key, Step>> running = new LinkedHashMap<>();

  SimSteps(SimNode node) {
    this.node = node;
    this.store = new SimStore(node);
    this.steps =
        new StoreSteps(
            store,
            SimWork::plan,
            work -> node.run(Duration.ofMillis(50), work),
            node,
            this::mayCommit);
  }

  @Override
  public void plan(Attempt attempt, ExportRequest request) {
    begin(attempt, "plan", reports -> steps.plan(request, reports));
  }

  @Override
  public void openUpload(Attempt attempt, ExportPlan plan) {
    begin(attempt, "open", reports -> steps.openUpload(attempt, plan, reports));
  }

  @Override
  public void render(
      Attempt attempt,
      ExportPlan plan,
      String uploadId,
      List<StoredRun> done,
      String owner,
      Priority priority) {
    String upload = upload(attempt, uploadId);
    var order = new RenderCoordinator.Order(attempt, plan, upload, done, owner, priority);
    begin(
        new Key(attempt, RENDER),
        reports -> new Step(reports, new SimCoordinator(node, order, reports)),
        step -> step.coordinator.done());
  }

  private String upload(Attempt attempt, String journalled) {
    return node.world.laws.mutants.upload(attempt, journalled);
  }

  @Override
  public void commit(
      Attempt attempt, ExportPlan plan, String uploadId, List<StoredPart> parts, long version) {
    begin(
        attempt,
        "commit",
        reports -> steps.commit(attempt, plan, upload(attempt, uploadId), parts, version, reports));
  }

  /** Asks the journal, as the real fence does. */
  private CompletionStage<Done> mayCommit(Attempt attempt, long version) {
    if (!node.world.guards.has(SimGuard.INTENT_FIRST)) {
      return CompletableFuture.completedStage(Done.getInstance()); // it would be seen here
    }
    var answer = new CompletableFuture<List<ExportEvent>>();
    node.world.journal.read(node, attempt.id(), answer::complete);
    return answer.thenApply(
        events -> {
          if (events == null) {
            throw new ExportFailure(ErrorCode.DATABASE_UNAVAILABLE, "Cannot ask the journal.");
          }
          int from = (int) Math.min(version - 1, events.size());
          return JournalFence.judge(attempt, version, events.subList(from, events.size()));
        });
  }

  @Override
  public void deliver(Delivery delivery) {
    begin(
        delivery.attempt(),
        DELIVER + delivery.index(),
        reports ->
            reports
                .patiently(() -> SimWork.deliver(node, store, delivery))
                .handle(
                    (receipt, thrown) ->
                        thrown == null
                            ? reports.<Done>tell(
                                replyTo ->
                                    new ExportEntity.AcceptDelivery(
                                        reports.attempt(), receipt, replyTo))
                            : reports.fail("deliver", thrown))
                .thenCompose(told -> told));
  }

  @Override
  public void cleanUp(Attempt attempt, String uploadId) {
    clean(attempt, "clean-up", List.of(ObjectKeys.scratch(attempt)));
  }

  @Override
  public void discard(Attempt attempt, String uploadId) {
    clean(attempt, "discard", List.of(ObjectKeys.scratch(attempt), ObjectKeys.files(attempt)));
  }

  private void clean(Attempt attempt, String name, List<String> prefixes) {
    begin(
        attempt,
        name,
        reports -> node.world.laws.mutants.cleanUp(steps, store, attempt, prefixes, reports));
  }

  @Override
  public void prioritize(Attempt attempt, Priority priority) {
    handOver(
        () -> {
          Step step = running.getOrDefault(attempt.id(), Map.of()).get(new Key(attempt, RENDER));
          if (step != null) {
            step.coordinator.prioritize(priority);
          }
        });
  }

  /** Hears that what lived on a node is no more. */
  void lost(SimNode other, int last) {
    for (var steps : List.copyOf(running.values())) {
      for (Step step : List.copyOf(steps.values())) {
        if (step.coordinator != null) {
          step.coordinator.lost(other, last);
        }
      }
    }
  }

  @Override
  public void release(ExportId id) {
    handOver(
        () -> {
          Map<Key, Step> ended = running.remove(id);
          if (ended != null) {
            List.copyOf(ended.values()).forEach(Step::end);
          }
        });
  }

  private void begin(
      Attempt attempt, String name, Function<EntityReports, CompletionStage<?>> work) {
    begin(
        new Key(attempt, name),
        reports -> new Step(reports, null),
        step -> work.apply(step.reports));
  }

  /** As the keeper of the real steps: one that runs goes on, another ends. */
  private void begin(
      Key key, Function<EntityReports, Step> make, Function<Step, CompletionStage<?>> work) {
    handOver(
        () -> {
          ExportId id = key.attempt.id();
          Map<Key, Step> mine = running.computeIfAbsent(id, none -> new LinkedHashMap<>());
          if (mine.containsKey(key)) {
            return;
          }
          for (var other : List.copyOf(mine.entrySet())) {
            if (!isBeside(other.getKey(), key)) {
              mine.remove(other.getKey());
              other.getValue().end();
            }
          }
          Step step =
              make.apply(
                  new EntityReports(
                      node.world.line(node, id),
                      key.attempt.number(),
                      node,
                      SETTINGS.retryStepsFor()));
          mine.put(key, step);
          work.apply(step).whenComplete((done, thrown) -> mine.remove(key, step));
        });
  }

  private static boolean isBeside(Key one, Key other) {
    return one.name.startsWith(DELIVER)
        && other.name.startsWith(DELIVER)
        && one.attempt.equals(other.attempt);
  }

  private void handOver(Runnable work) {
    node.run(SimWorld.HAND_OVER, work);
  }
}
