package io.landfall.webhook;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a node has sent to webhooks, for metrics. Safe for any thread. */
public final class WebhookCounters implements Extension {
  private static final ExtensionId<WebhookCounters> ID =
      new ExtensionId<>() {
        @Override
        public WebhookCounters createExtension(ActorSystem<?> system) {
          return new WebhookCounters();
        }
      };

  private final LongAdder delivered = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder dead = new LongAdder();

  /** Returns the one of a node. */
  public static WebhookCounters of(ActorSystem<?> system) {
    return ID.apply(system);
  }

  /** Returns how many attempts were answered with a status of 2xx. */
  public long delivered() {
    return delivered.sum();
  }

  /** Returns how many attempts failed. */
  public long failed() {
    return failed.sum();
  }

  /** Returns how many events were given up. */
  public long dead() {
    return dead.sum();
  }

  void recordDelivered() {
    delivered.increment();
  }

  void recordFailed() {
    failed.increment();
  }

  void recordDead() {
    dead.increment();
  }
}
