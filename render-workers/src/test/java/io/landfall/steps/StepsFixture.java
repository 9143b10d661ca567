package io.landfall.steps;

import static io.landfall.worker.RenderFixture.SETTINGS;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import io.landfall.export.CommitFencingCheck;
import io.landfall.export.CrashGuard;
import io.landfall.export.ExportQuotas;
import io.landfall.export.StepPorts.DeliveryRequest;
import io.landfall.export.entity.EntityCommand;
import io.landfall.model.SceneId;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.ExportRequestBuilder;
import io.landfall.model.request.ExportSource;
import io.landfall.store.MemoryStore;
import io.landfall.worker.ProgressListener;
import io.landfall.worker.RenderFixture;
import io.landfall.worker.StepReports;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;

/** The steps of an export beside an entity, a store and a planner that a test decides about. */
abstract class StepsFixture {
  static final ExportRequest REQUEST = request("me");

  final ActorTestKit akka = ActorTestKit.create();
  final TestProbe<EntityCommand> entity = akka.createTestProbe();
  final MemoryStore store = new MemoryStore();
  final AtomicInteger deliveries = new AtomicInteger();
  final AtomicInteger planned = new AtomicInteger();
  CommitFencingCheck fence = CommitFencingCheck.ALWAYS_ALLOW;
  Function<Runnable, ExportPlan> planner = checkWanted -> RenderFixture.plan(2);
  Consumer<ExportRequest> catalogue = request -> {};
  final ExportSteps steps =
      ExportSteps.start(
          akka.system(),
          new ExportSteps.StepServices(
              store,
              (request, checkWanted) -> {
                catalogue.accept(request);
                return () -> {
                  planned.incrementAndGet();
                  return planner.apply(checkWanted);
                };
              },
              new RenderFixture.TextExecutor(),
              CrashGuard.NONE,
              new NoDeliveries() {
                @Override
                public Behavior<?> create(DeliveryRequest order, StepReports reports) {
                  return Behaviors.setup(
                      context -> {
                        deliveries.incrementAndGet();
                        return Behaviors.empty();
                      });
                }
              },
              SETTINGS,
              RenderFixture.STEPS,
              ProgressListener.NONE,
              (attempt, sequenceNumber) -> fence.check(attempt, sequenceNumber),
              ExportQuotas.NONE,
              id -> entity.getRef()));

  static ExportRequest request(String owner) {
    return new ExportRequestBuilder(
            owner, new ExportSource.MosaicSource(List.of(new SceneId("a")), List.of()))
        .build();
  }

  @AfterEach
  void stop() {
    akka.shutdownTestKit();
  }
}
