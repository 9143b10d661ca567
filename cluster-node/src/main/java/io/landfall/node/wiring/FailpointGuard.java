package io.landfall.node.wiring;

import io.landfall.export.CrashGuard;
import io.landfall.export.GuardedWork;
import io.landfall.node.failpoint.Failpoint;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Puts a {@link Failpoint} right after guarded work has begun, where a test driver wants them. */
record FailpointGuard(CrashGuard delegate) implements CrashGuard {

  @Override
  public <T> CompletionStage<T> run(GuardedWork work, Supplier<CompletionStage<T>> start) {
    return delegate.run(
        work,
        () ->
            CompletableFuture.runAsync(() -> reach(work), FailpointGuard::runOnThreadOfItsOwn)
                .thenCompose(reached -> start.get()));
  }

  @Override
  public <T> T call(GuardedWork work, Supplier<T> body) {
    return delegate.call(
        work,
        () -> {
          reach(work);
          return body.get();
        });
  }

  private static void runOnThreadOfItsOwn(Runnable work) {
    new Thread(work, "failpoint").start();
  }

  /** The name is that of the kind of work: a task is one of many. */
  private static void reach(GuardedWork work) {
    String kind = work.name().split(" ", 2)[0];
    Failpoint.reach("guard." + kind + ".begun", work.export());
  }
}
