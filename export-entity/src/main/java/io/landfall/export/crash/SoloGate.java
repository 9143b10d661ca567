package io.landfall.export.crash;

import io.landfall.http.DelayScheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Lets work run side by side, or a piece of it alone, first come, first served. Safe for many
 * threads.
 *
 * <p>Both ways of waiting have an end: work that is to run alone begins beside what does not end
 * within {@code drainLimit}, and others begin beside it once it has run for {@code aloneLimit}.
 */
final class SoloGate {
  private final DelayScheduler later;
  private final Duration drainLimit;
  private final Duration aloneLimit;
  private final Deque<Pass> waiting = new ArrayDeque<>();
  private int inside;
  private Pass alone; // who keeps the others out; null: nobody

  SoloGate(DelayScheduler later, Duration drainLimit, Duration aloneLimit) {
    this.later = later;
    this.drainLimit = drainLimit;
    this.aloneLimit = aloneLimit;
  }

  /** The right to run, until it is given back. */
  final class Pass {
    private final boolean wantsToBeAlone;
    private final CompletableFuture<Pass> admission = new CompletableFuture<>();
    private boolean hasWaitedEnough;

    private Pass(boolean wantsToBeAlone) {
      this.wantsToBeAlone = wantsToBeAlone;
    }

    /** Gives the right back; once. */
    void giveBack() {
      change(
          () -> {
            inside--;
            letOthersIn();
          });
    }

    private void letOthersIn() {
      if (alone == this) {
        alone = null;
      }
    }
  }

  /** Returns the right to run beside others, once there is nobody who runs alone. */
  CompletionStage<Pass> enter() {
    var pass = new Pass(false);
    change(() -> waiting.add(pass));
    return pass.admission;
  }

  /** Returns the right to run alone, once all others have ended. */
  CompletionStage<Pass> enterAlone() {
    var pass = new Pass(true);
    change(() -> waiting.add(pass));
    later.schedule(drainLimit, () -> change(() -> pass.hasWaitedEnough = true));
    return pass.admission;
  }

  /** Changes who is inside or waits, then lets in who may. */
  private void change(Runnable what) {
    List<Pass> admitted = new ArrayList<>();
    synchronized (this) {
      what.run();
      while (!waiting.isEmpty() && mayEnter(waiting.peek())) {
        Pass next = waiting.poll();
        inside++;
        alone = next.wantsToBeAlone ? next : null;
        admitted.add(next);
      }
    }
    for (Pass pass : admitted) {
      if (pass.wantsToBeAlone) {
        later.schedule(aloneLimit, () -> change(pass::letOthersIn));
      }
      pass.admission.complete(pass);
    }
  }

  private boolean mayEnter(Pass next) {
    return alone == null && (!next.wantsToBeAlone || inside == 0 || next.hasWaitedEnough);
  }
}
