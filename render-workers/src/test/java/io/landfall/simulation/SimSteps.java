package io.landfall.simulation;

import akka.Done;
import io.landfall.export.CrashGuard;
import io.landfall.export.ExportQuotas;
import io.landfall.export.ExportStep;
import io.landfall.export.StaleCommitException;
import io.landfall.export.StepPorts;
import io.landfall.export.UploadTarget;
import io.landfall.export.entity.EntityCommand;
import io.landfall.export.entity.ExportEvent;
import io.landfall.export.entity.JournalFencingCheck;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.Priority;
import io.landfall.model.StoredPart;
import io.landfall.model.delivery.DeliveryFailure;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.ExportRequest;
import io.landfall.schedule.RenderSettings;
import io.landfall.steps.StepKey;
import io.landfall.steps.StepSupervisor;
import io.landfall.steps.StoreSteps;
import io.landfall.store.ObjectKeys;
import io.landfall.worker.StepReports;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** The steps of one node: the real ones, with time, store and ways to the entities simulated. */
final class SimSteps implements StepPorts {
  static final RenderSettings SETTINGS =
      new RenderSettings(
          2, 1, Duration.ofSeconds(2), Duration.ofSeconds(12), 3, Duration.ofMinutes(10), 1L << 30);
  private static final Duration RETRY_BUDGET = Duration.ofMinutes(5);

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
  private final SimDestinations destinations;
  private final StoreSteps steps;
  private final StepSupervisor<SimStep> supervisor = new StepSupervisor<>(SimStep::end);

  SimSteps(SimNode node) {
    this.node = node;
    this.store = new SimStore(node);
    this.destinations = new SimDestinations(node, store);
    this.steps =
        new StoreSteps(
            store,
            (request, checkWanted) -> () -> SimExports.plan(request, checkWanted),
            destinations,
            CrashGuard.NONE,
            Runnable::run,
            work -> node.schedule(Duration.ofMillis(50), work),
            node,
            this::mayCommit,
            ExportQuotas.NONE);
  }

  @Override
  public void plan(ExportAttempt attempt, ExportRequest request) {
    begin(attempt, ExportStep.PLAN, reports -> steps.plan(attempt, request, reports));
  }

  @Override
  public void openUpload(ExportAttempt attempt, ExportPlan plan) {
    begin(attempt, ExportStep.UPLOAD, reports -> steps.openUpload(attempt, plan, reports));
  }

  @Override
  public void render(RenderRequest wanted) {
    var rendering =
        new RenderRequest(
            wanted.attempt(),
            wanted.plan(),
            upload(wanted.attempt(), wanted.uploadTarget()),
            wanted.storedTasks(),
            wanted.owner(),
            wanted.priority());
    begin(
        StepKey.of(rendering.attempt(), ExportStep.RENDER),
        reports -> new SimStep(reports, new SimCoordinator(node, rendering, reports)),
        step -> step.coordinator.done());
  }

  private UploadTarget upload(ExportAttempt attempt, UploadTarget journalled) {
    return node.world.invariants.mutants.upload(attempt, journalled);
  }

  @Override
  public void commit(
      ExportAttempt attempt,
      ExportPlan plan,
      UploadTarget uploadTarget,
      List<StoredPart> parts,
      long sequenceNumber) {
    begin(
        attempt,
        ExportStep.COMMIT,
        reports ->
            steps.commit(
                attempt, plan, upload(attempt, uploadTarget), parts, sequenceNumber, reports));
  }

  /** Asks the journal, as the real fencing check does. */
  private CompletionStage<Done> mayCommit(ExportAttempt attempt, long sequenceNumber) {
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
          int from = (int) Math.min(sequenceNumber - 1, events.size());
          return JournalFencingCheck.checkEvents(
              attempt, sequenceNumber, events.subList(from, events.size()));
        });
  }

  @Override
  public void deliver(DeliveryRequest delivery) {
    begin(
        StepKey.ofDelivery(delivery.attempt(), delivery.destinationIndex()),
        reports ->
            reports
                .retryTransient(deliver(delivery, reports))
                .handle((receipt, thrown) -> report(delivery, reports, receipt, thrown))
                .thenCompose(reported -> reported));
  }

  private Supplier<CompletionStage<DeliveryReceipt>> deliver(
      DeliveryRequest delivery, StepReports reports) {
    return delivery.destination().deliveryConfigId() == null
        ? () -> SimExports.deliver(node, store, delivery)
        : destinations.deliver(
            delivery, reports, () -> mayCommit(delivery.attempt(), delivery.sequenceNumber()));
  }

  /** As the actor of a delivery does. */
  private static CompletionStage<Done> report(
      DeliveryRequest delivery, StepReports reports, DeliveryReceipt receipt, Throwable thrown) {
    if (StaleCommitException.isCauseOf(thrown)) {
      return CompletableFuture.completedStage(Done.getInstance());
    }
    if (thrown == null) {
      return reports.report(
          replyTo -> new EntityCommand.AcceptDelivery(reports.attempt(), receipt, replyTo));
    }
    ExportFailure failure = ExportFailure.of(thrown);
    var failed =
        new DeliveryFailure(delivery.destinationIndex(), failure.code(), failure.getMessage());
    return reports.report(
        replyTo -> new EntityCommand.AcceptDeliveryFailure(reports.attempt(), failed, replyTo));
  }

  @Override
  public void cleanUp(ExportAttempt attempt, List<EndedDelivery> ended) {
    clean(attempt, ExportStep.CLEAN_UP, List.of(ObjectKeys.scratch(attempt)), ended);
  }

  @Override
  public void discard(ExportAttempt attempt, List<EndedDelivery> ended) {
    clean(
        attempt,
        ExportStep.DISCARD,
        List.of(ObjectKeys.scratch(attempt), ObjectKeys.files(attempt)),
        ended);
  }

  @Override
  public void endUnplanned(ExportAttempt attempt) {
    begin(attempt, ExportStep.DISCARD, StoreSteps::endUnplanned);
  }

  private void clean(
      ExportAttempt attempt, ExportStep step, List<String> prefixes, List<EndedDelivery> ended) {
    begin(
        attempt,
        step,
        reports ->
            node.world.invariants.mutants.cleanUp(steps, store, attempt, prefixes, ended, reports));
  }

  @Override
  public void changePriority(ExportAttempt attempt, Priority priority) {
    handOver(
        () ->
            supervisor
                .find(StepKey.of(attempt, ExportStep.RENDER))
                .ifPresent(step -> step.coordinator.prioritize(priority)));
  }

  /** Is notified that what lived on a node is no more. */
  void lost(SimNode other, int last) {
    for (SimStep step : supervisor.all()) {
      if (step.coordinator != null) {
        step.coordinator.lost(other, last);
      }
    }
  }

  @Override
  public void stopSteps(ExportId id) {
    handOver(() -> supervisor.stopAll(id));
  }

  private void begin(
      ExportAttempt attempt, ExportStep step, Function<StepReports, CompletionStage<?>> work) {
    begin(StepKey.of(attempt, step), work);
  }

  private void begin(StepKey key, Function<StepReports, CompletionStage<?>> work) {
    begin(key, reports -> new SimStep(reports, null), step -> work.apply(step.reports));
  }

  /** Does what the actor of the real steps does with its supervisor. */
  private void begin(
      StepKey key,
      Function<StepReports, SimStep> make,
      Function<SimStep, CompletionStage<?>> work) {
    handOver(
        () ->
            supervisor
                .begin(key, () -> make.apply(reports(key)))
                .ifPresent(
                    step ->
                        work.apply(step)
                            .whenComplete((done, thrown) -> supervisor.ended(key, step))));
  }

  private StepReports reports(StepKey key) {
    return new StepReports(
        node.world.line(node, key.attempt().id()),
        key.attempt().number(),
        key.step(),
        node,
        RETRY_BUDGET);
  }

  private void handOver(Runnable work) {
    node.schedule(SimWorld.HAND_OVER, work);
  }
}
