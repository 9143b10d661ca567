package io.landfall.http;

import akka.actor.typed.ActorSystem;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Time and chance for steps that wait: those of the machine, or those of a simulation. */
public interface DelayScheduler {

  /** Returns nanoseconds since some moment; only differences mean something. */
  long nanoTime();

  /** Returns a number from 0 to below 1 that nobody can foresee. */
  double random();

  /** Runs {@code work} once, after {@code wait}. */
  void schedule(Duration wait, Runnable work);

  /** Returns the time of the machine, kept by the scheduler of {@code system}. */
  static DelayScheduler of(ActorSystem<?> system) {
    return new DelayScheduler() {
      @Override
      public long nanoTime() {
        return System.nanoTime();
      }

      @Override
      public double random() {
        return ThreadLocalRandom.current().nextDouble();
      }

      @Override
      public void schedule(Duration wait, Runnable work) {
        system.scheduler().scheduleOnce(wait, work, system.executionContext());
      }
    };
  }
}
