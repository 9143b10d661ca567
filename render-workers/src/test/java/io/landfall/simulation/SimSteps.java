package io.landfall.simulation;

import akka.Done;
import io.landfall.export.StepPorts;
import io.landfall.export.entity.EntityCommand;
import io.landfall.export.entity.ExportEvent;
import io.landfall.export.entity.JournalFencingCheck;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.Priority;
import io.landfall.model.StoredPart;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.StoredTask;
import io.landfall.model.request.ExportRequest;
import io.landfall.schedule.RenderSettings;
import io.landfall.steps.StoreSteps;
import io.landfall.store.ObjectKeys;
import io.landfall.worker.RenderCoordinator;
import io.landfall.worker.StepReports;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** The steps of one node: the real ones, with time, store and ways to the entities simulated. */
final class SimSteps implements StepPorts {
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

  private record Key(ExportAttempt attempt, String name) {}

  /** A step under way. */
  private record SimStep(StepReports reports, SimCoordinator coordinator) {
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
  private final Map<ExportId, Map<Key, SimStep>> running = new LinkedHashMap<>();

  SimSteps(SimNode node) {
    this.node = node;
    this.store = new SimStore(node);
    this.steps =
        new StoreSteps(
            store,
            SimExports::plan,
            work -> node.schedule(Duration.ofMillis(50), work),
            node,
            this::mayCommit);
  }

  @Override
  public void plan(ExportAttempt attempt, ExportRequest request) {
    begin(attempt, "plan", reports -> steps.plan(request, reports));
  }

  @Override
  public void openUpload(ExportAttempt attempt, ExportPlan plan) {
    begin(attempt, "open", reports -> steps.openUpload(attempt, plan, reports));
  }

  @Override
  public void render(
      ExportAttempt attempt,
      ExportPlan plan,
      String uploadId,
      List<StoredTask> done,
      String owner,
      Priority priority) {
    String upload = upload(attempt, uploadId);
    var order =
        new RenderCoordinator.RenderAssignment(attempt, plan, upload, done, owner, priority);
    begin(
        new Key(attempt, RENDER),
        reports -> new SimStep(reports, new SimCoordinator(node, order, reports)),
        step -> step.coordinator.done());
  }

  private String upload(ExportAttempt attempt, String journalled) {
    return node.world.laws.mutants.upload(attempt, journalled);
  }

  @Override
  public void commit(
      ExportAttempt attempt,
      ExportPlan plan,
      String uploadId,
      List<StoredPart> parts,
      long version) {
    begin(
        attempt,
        "commit",
        reports -> steps.commit(attempt, plan, upload(attempt, uploadId), parts, version, reports));
  }

  /** Asks the journal, as the real fencing check does. */
  private CompletionStage<Done> mayCommit(ExportAttempt attempt, long version) {
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
          return JournalFencingCheck.checkEvents(
              attempt, version, events.subList(from, events.size()));
        });
  }

  @Override
  public void deliver(DeliveryRequest delivery) {
    begin(
        delivery.attempt(),
        DELIVER + delivery.destinationIndex(),
        reports ->
            reports
                .retryTransient(() -> SimExports.deliver(node, store, delivery))
                .handle(
                    (receipt, thrown) ->
                        thrown == null
                            ? reports.<Done>report(
                                replyTo ->
                                    new EntityCommand.AcceptDelivery(
                                        reports.attempt(), receipt, replyTo))
                            : reports.reportFailure("deliver", thrown))
                .thenCompose(told -> told));
  }

  @Override
  public void cleanUp(ExportAttempt attempt, String uploadId) {
    clean(attempt, "clean-up", List.of(ObjectKeys.scratch(attempt)));
  }

  @Override
  public void discard(ExportAttempt attempt, String uploadId) {
    clean(attempt, "discard", List.of(ObjectKeys.scratch(attempt), ObjectKeys.files(attempt)));
  }

  private void clean(ExportAttempt attempt, String name, List<String> prefixes) {
    begin(
        attempt,
        name,
        reports -> node.world.laws.mutants.cleanUp(steps, store, attempt, prefixes, reports));
  }

  @Override
  public void changePriority(ExportAttempt attempt, Priority priority) {
    handOver(
        () -> {
          SimStep step = running.getOrDefault(attempt.id(), Map.of()).get(new Key(attempt, RENDER));
          if (step != null) {
            step.coordinator.prioritize(priority);
          }
        });
  }

  /** Is notified that what lived on a node is no more. */
  void lost(SimNode other, int last) {
    for (var steps : List.copyOf(running.values())) {
      for (SimStep step : List.copyOf(steps.values())) {
        if (step.coordinator != null) {
          step.coordinator.lost(other, last);
        }
      }
    }
  }

  @Override
  public void stopSteps(ExportId id) {
    handOver(
        () -> {
          Map<Key, SimStep> ended = running.remove(id);
          if (ended != null) {
            List.copyOf(ended.values()).forEach(SimStep::end);
          }
        });
  }

  private void begin(
      ExportAttempt attempt, String name, Function<StepReports, CompletionStage<?>> work) {
    begin(
        new Key(attempt, name),
        reports -> new SimStep(reports, null),
        step -> work.apply(step.reports));
  }

  /** As the real step supervisor: one that runs goes on, another ends. */
  private void begin(
      Key key, Function<StepReports, SimStep> make, Function<SimStep, CompletionStage<?>> work) {
    handOver(
        () -> {
          ExportId id = key.attempt.id();
          Map<Key, SimStep> mine = running.computeIfAbsent(id, none -> new LinkedHashMap<>());
          if (mine.containsKey(key)) {
            return;
          }
          for (var other : List.copyOf(mine.entrySet())) {
            if (!isBeside(other.getKey(), key)) {
              mine.remove(other.getKey());
              other.getValue().end();
            }
          }
          SimStep step =
              make.apply(
                  new StepReports(
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
    node.schedule(SimWorld.HAND_OVER, work);
  }
}
