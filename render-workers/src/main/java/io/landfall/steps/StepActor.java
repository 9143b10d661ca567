package io.landfall.steps;

import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.Behaviors;
import io.landfall.worker.StepReports;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** One piece of asynchronous work that lives as an actor, so that it can be replaced. */
final class StepActor {
  private record StepWorkEnded(Throwable failure) {}

  private StepActor() {}

  static Behavior<?> create(String name, StepReports entity, Supplier<CompletionStage<?>> work) {
    return Behaviors.<StepWorkEnded>setup(
        context -> {
          context.pipeToSelf(work.get(), (done, thrown) -> new StepWorkEnded(thrown));
          return Behaviors.receive(StepWorkEnded.class)
              .onMessage(
                  StepWorkEnded.class,
                  ended -> {
                    if (ended.failure() != null) {
                      context.getLog().info("Ended {}: {}", name, ended.failure().getMessage());
                    }
                    return Behaviors.stopped();
                  })
              .onSignal(
                  PostStop.class,
                  stop -> {
                    entity.abandon();
                    return Behaviors.same();
                  })
              .build();
        });
  }
}
