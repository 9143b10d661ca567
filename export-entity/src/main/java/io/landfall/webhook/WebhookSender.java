package io.landfall.webhook;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import io.landfall.export.Exports;
import io.landfall.http.CheckedAddresses;
import io.landfall.pool.BoundedPool;
import io.landfall.trace.WorkTraces;
import io.landfall.webhook.WebhookQueue.LeasedDelivery;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what is due to webhooks, from each control node. Any number of them share the work by
 * leases on its rows; one that is killed leaves its rows to the others once their leases are over.
 * An owner has a few places of those of the node, so that slow receivers hold up their owner alone.
 */
public final class WebhookSender extends AbstractBehavior<WebhookSender.Command> {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookSender.class);

  /** A lease lasts for an attempt and this, in which a database that is slow has time enough. */
  private static final Duration LEASE_MARGIN = Duration.ofSeconds(60);

  private static final Duration PRUNE_INTERVAL = Duration.ofMinutes(10);
  private static final int PRUNED_AT_ONCE = 10_000;

  /** What this actor tells itself. */
  public sealed interface Command {}

  private enum Tick implements Command {
    POLL,
    PRUNE
  }

  private record Leased(List<LeasedDelivery> due, Throwable failure) implements Command {}

  private record Attempted(String owner) implements Command {}

  private record Pruned() implements Command {}

  private final WebhookQueue queue;
  private final WebhookAttempts attempts;
  private final WebhookSenderSettings settings;
  private final BoundedPool pool;
  private final Map<String, Integer> sending = new HashMap<>();
  private boolean isLeasing;
  private boolean isFailing;

  /**
   * What sending needs.
   *
   * @param baseUrl what stands before paths in links, without a slash at its end; may be empty
   * @param redaction takes the folders of this node out of messages
   * @param pool where the database is waited for
   * @param lookups where name servers are waited for
   */
  public record WebhookServices(
      WebhookQueue queue,
      Exports exports,
      String baseUrl,
      UnaryOperator<String> redaction,
      BoundedPool pool,
      BoundedPool lookups,
      Clock clock) {}

  /** Starts the one of a node. */
  public static void start(
      ActorSystem<?> system, WebhookServices services, WebhookSenderSettings settings) {
    var addresses =
        new CheckedAddresses(settings.allowedHosts(), WebhookSenderSettings.ALLOWED_HOSTS);
    var attempts =
        new WebhookAttempts(
            services.queue(),
            new WebhookClient(system, addresses, services.lookups(), settings.timeout()),
            new WebhookEnvelope(services.baseUrl(), services.redaction()),
            settings.schedule(),
            services.exports()::summary,
            WorkTraces.of(system)::toldToWebhooks,
            WebhookCounters.of(system),
            services.pool(),
            services.clock());
    Behavior<Command> sender =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers -> new WebhookSender(context, timers, services, attempts, settings)));
    Behavior<Command> restarting =
        Behaviors.supervise(sender)
            .onFailure(
                SupervisorStrategy.restartWithBackoff(
                    Duration.ofSeconds(1), Duration.ofMinutes(1), 0.2));
    system.systemActorOf(restarting, "webhook-sender", Props.empty());
  }

  private WebhookSender(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      WebhookServices services,
      WebhookAttempts attempts,
      WebhookSenderSettings settings) {
    super(context);
    this.queue = services.queue();
    this.attempts = attempts;
    this.settings = settings;
    this.pool = services.pool();
    timers.startTimerWithFixedDelay(Tick.POLL, settings.poll());
    timers.startTimerWithFixedDelay(Tick.PRUNE, PRUNE_INTERVAL);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessageEquals(Tick.POLL, this::onPoll)
        .onMessageEquals(Tick.PRUNE, this::onPrune)
        .onMessage(Leased.class, this::onLeased)
        .onMessage(Attempted.class, this::onAttempted)
        .onMessage(Pruned.class, pruned -> this)
        .build();
  }

  private Behavior<Command> onPoll() {
    int places = settings.sending() - sending.values().stream().mapToInt(n -> n).sum();
    if (isLeasing || places <= 0) {
      return this;
    }
    isLeasing = true;
    Map<String, Integer> now = Map.copyOf(sending);
    Duration lease = settings.timeout().plus(LEASE_MARGIN);
    getContext()
        .pipeToSelf(
            pool.supply(() -> queue.lease(now, settings.sendingPerOwner(), places, lease)),
            Leased::new);
    return this;
  }

  private Behavior<Command> onLeased(Leased leased) {
    isLeasing = false;
    if (leased.failure() != null) {
      if (!isFailing) { // until it is well there is one line
        LOG.warn("Webhooks wait: {}", leased.failure().getMessage());
      }
      isFailing = true;
      return this;
    }
    isFailing = false;
    for (LeasedDelivery due : leased.due()) {
      sending.merge(due.owner(), 1, Integer::sum);
      getContext()
          .pipeToSelf(
              attempts.make(due),
              (done, thrown) -> {
                if (thrown != null) {
                  LOG.warn(
                      "Cannot keep how webhook delivery {} went, it is sent again later: {}",
                      due.delivery().id(),
                      thrown.getMessage());
                }
                return new Attempted(due.owner());
              });
    }
    return this;
  }

  /** The next one does not wait for the timer. */
  private Behavior<Command> onAttempted(Attempted attempted) {
    sending.computeIfPresent(attempted.owner(), (owner, n) -> n == 1 ? null : n - 1);
    return onPoll();
  }

  private Behavior<Command> onPrune() {
    getContext()
        .pipeToSelf(
            pool.supply(() -> queue.prune(PRUNED_AT_ONCE)),
            (count, thrown) -> {
              if (thrown != null) {
                LOG.warn("Cannot forget old deliveries of webhooks: {}", thrown.getMessage());
              }
              return new Pruned();
            });
    return this;
  }
}
