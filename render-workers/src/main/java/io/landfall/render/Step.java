package io.landfall.render;

import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.Behaviors;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** One piece of asynchronous work that lives as an actor, so that it can be replaced. */
final class Step {
  private record Ended(Throwable failure) {}

  private Step() {}

  static Behavior<?> create(String name, EntityReports entity, Supplier<CompletionStage<?>> work) {
    return Behaviors.<Ended>setup(
        context -> {
          context.pipeToSelf(work.get(), (done, thrown) -> new Ended(thrown));
          return Behaviors.receive(Ended.class)
              .onMessage(
                  Ended.class,
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
