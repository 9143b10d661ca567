package io.landfall.export;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Keeps work that has ended its node from ending it again and again. Each piece of work that could
 * do so goes through here.
 */
public interface CrashGuard {
  /** Lets everything run: for a program that works for one person and ends. */
  CrashGuard NONE =
      new CrashGuard() {
        @Override
        public <T> CompletionStage<T> run(GuardedWork work, Supplier<CompletionStage<T>> start) {
          return start.get();
        }

        @Override
        public <T> T call(GuardedWork work, Supplier<T> body) {
          return body.get();
        }
      };

  /**
   * Starts work as soon as it may run; what it comes to is what {@code start} comes to.
   *
   * <p>Fails with {@link io.landfall.model.ExportFailure POISON_TASK or POISON_STEP}, and starts
   * nothing, if the work has ended too many nodes already.
   */
  <T> CompletionStage<T> run(GuardedWork work, Supplier<CompletionStage<T>> start);

  /** As {@link #run} for blocking work, on the calling thread. */
  <T> T call(GuardedWork work, Supplier<T> body);
}
