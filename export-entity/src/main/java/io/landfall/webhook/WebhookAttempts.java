package io.landfall.webhook;

import akka.stream.StreamTcpException;
import io.landfall.export.ExportSummary;
import io.landfall.http.AddressRefusedException;
import io.landfall.http.Backoff;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.PlainText;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.pool.BoundedPool;
import io.landfall.trace.TraceContext;
import io.landfall.webhook.WebhookClient.WebhookAnswer;
import io.landfall.webhook.WebhookDelivery.WebhookAttempt;
import io.landfall.webhook.WebhookDelivery.WebhookState;
import io.landfall.webhook.WebhookQueue.LeasedDelivery;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes one attempt: what is sent is written and kept, then sent, then how it went is kept. */
final class WebhookAttempts {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookAttempts.class);

  /** What could not be tried because of us is tried again after this, and no attempt. */
  private static final Duration POSTPONED = Duration.ofSeconds(10);

  private static final int GONE = 410;
  private static final int MAX_ERROR = 300;

  private static final Set<ErrorCode> OURS =
      Set.of(
          ErrorCode.DATABASE_UNAVAILABLE,
          ErrorCode.CLUSTER_UNAVAILABLE,
          ErrorCode.NODE_BUSY,
          ErrorCode.NO_ANSWER_IN_TIME);

  private final WebhookQueue queue;
  private final WebhookClient client;
  private final WebhookEnvelope envelope;
  private final WebhookSchedule schedule;
  private final Function<ExportId, CompletionStage<ExportSummary>> summaries;
  private final Function<TraceContext, Optional<TraceContext>> told;
  private final WebhookCounters counters;
  private final BoundedPool pool;
  private final Clock clock;

  /**
   * @param told what receivers are told of the trace of an export, {@code null} where it has none
   */
  WebhookAttempts(
      WebhookQueue queue,
      WebhookClient client,
      WebhookEnvelope envelope,
      WebhookSchedule schedule,
      Function<ExportId, CompletionStage<ExportSummary>> summaries,
      Function<TraceContext, Optional<TraceContext>> told,
      WebhookCounters counters,
      BoundedPool pool,
      Clock clock) {
    this.queue = queue;
    this.client = client;
    this.envelope = envelope;
    this.schedule = schedule;
    this.summaries = summaries;
    this.told = told;
    this.counters = counters;
    this.pool = pool;
    this.clock = clock;
  }

  /** How an attempt went. */
  private record AttemptOutcome(WebhookAttempt attempt, Duration retryAfter) {
    boolean succeeded() {
      return attempt.error() == null;
    }
  }

  /** Makes one attempt; fails only where how it went could not be kept. */
  CompletionStage<Void> make(LeasedDelivery due) {
    CompletionStage<String> written;
    try {
      written = body(due);
    } catch (RuntimeException e) {
      written = CompletableFuture.failedStage(e);
    }
    return written
        .handle(
            (body, thrown) -> {
              if (thrown == null) {
                return send(due, body)
                    .handle(
                        (sent, unsent) -> unsent == null ? keep(due, sent) : unsent(due, unsent))
                    .thenCompose(Function.identity());
              }
              return unsent(due, thrown);
            })
        .thenCompose(Function.identity());
  }

  private CompletionStage<Void> unsent(LeasedDelivery due, Throwable thrown) {
    return isOurs(thrown)
        ? pool.supply(() -> postpone(due, thrown))
        : keep(due, failed(clock.instant(), thrown));
  }

  private Void postpone(LeasedDelivery due, Throwable thrown) {
    LOG.debug("Webhook delivery {} waits: {}", due.delivery().id(), thrown.toString());
    queue.postpone(due, POSTPONED);
    return null;
  }

  private static boolean isOurs(Throwable thrown) {
    return OURS.contains(ExportFailure.of(thrown).code());
  }

  /** The same at each attempt: what the first one sends is kept before. */
  private CompletionStage<String> body(LeasedDelivery due) {
    if (due.body() != null) {
      return CompletableFuture.completedStage(due.body());
    }
    CompletionStage<String> written =
        due.delivery().event() == WebhookEvent.TEST
            ? CompletableFuture.completedStage(envelope.write(due, List.of(), Optional.empty()))
            : summaries
                .apply(new ExportId(due.delivery().exportId()))
                .thenApply(
                    summary ->
                        envelope.write(due, receipts(due, summary), told.apply(summary.trace())));
    return written.thenCompose(
        body ->
            pool.supply(
                () -> {
                  queue.saveBody(due, body);
                  return body;
                }));
  }

  private static List<DeliveryReceipt> receipts(LeasedDelivery due, ExportSummary summary) {
    return due.delivery().event() == WebhookEvent.SUCCEEDED || due.isPartial()
        ? summary.receipts()
        : List.of();
  }

  private CompletionStage<AttemptOutcome> send(LeasedDelivery due, String body) {
    Instant at = clock.instant();
    if (due.secret().isEmpty()) {
      return CompletableFuture.completedStage(
          failed(
              at,
              new ExportFailure(
                  ErrorCode.INTERNAL,
                  "Cannot read the secret of this webhook: the service has another key than when it"
                      + " was made. Make the webhook anew.")));
    }
    String id = due.delivery().id().toString();
    Map<String, String> headers = new HashMap<>();
    headers.put("webhook-id", id);
    headers.put("webhook-timestamp", String.valueOf(at.getEpochSecond()));
    headers.put("webhook-signature", due.secret().get().sign(id, at, body));
    WebhookEnvelope.trace(body).ifPresent(trace -> headers.putAll(trace.headers()));
    CompletionStage<WebhookAnswer> answer;
    try {
      answer = client.post(due.url(), headers, WebhookEnvelope.MEDIA_TYPE, body, due.tries());
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedStage(e);
    }
    return answer.handle(
        (head, thrown) -> {
          if (thrown == null) {
            return new AttemptOutcome(
                new WebhookAttempt(at(at), head.status(), since(at), error(head.status())),
                head.retryAfter());
          } else if (isOurs(thrown)) { // no thread for the lookup: nobody was called
            throw ExportFailure.of(thrown);
          }
          return failed(at, thrown);
        });
  }

  private AttemptOutcome failed(Instant at, Throwable thrown) {
    return new AttemptOutcome(
        new WebhookAttempt(at(at), null, since(at), error(Backoff.unwrap(thrown))), Duration.ZERO);
  }

  private static Instant at(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS);
  }

  private long since(Instant at) {
    return Math.max(0, Duration.between(at, clock.instant()).toMillis());
  }

  private CompletionStage<Void> keep(LeasedDelivery due, AttemptOutcome outcome) {
    if (outcome.succeeded()) {
      counters.recordDelivered();
      return kept(due, outcome, WebhookState.DELIVERED, null);
    }
    counters.recordFailed();
    boolean isGone = Integer.valueOf(GONE).equals(outcome.attempt().status());
    boolean isTest = due.delivery().event() == WebhookEvent.TEST; // is looked at, then made anew
    Optional<Duration> next =
        isGone || isTest
            ? Optional.empty()
            : schedule.delayAfter(
                due.tries() + 1, outcome.retryAfter(), ThreadLocalRandom.current().nextDouble());
    if (next.isPresent()) {
      return kept(due, outcome, WebhookState.PENDING, next.get());
    }
    if (!isTest) {
      counters.recordDead();
      LOG.warn(
          "Webhook {}: event {} is given up after {} attempts: {}",
          due.delivery().webhookId(),
          due.delivery().id(),
          due.tries() + 1,
          outcome.attempt().error());
    }
    CompletionStage<Void> kept = kept(due, outcome, WebhookState.DEAD, null);
    return isGone ? kept.thenCompose(done -> pool.supply(() -> disable(due, outcome))) : kept;
  }

  private Void disable(LeasedDelivery due, AttemptOutcome outcome) {
    queue.disable(due, "Its receiver answered 410 (gone) on %s.".formatted(outcome.attempt().at()));
    LOG.info("Webhook {} is disabled: its receiver answered 410", due.delivery().webhookId());
    return null;
  }

  private CompletionStage<Void> kept(
      LeasedDelivery due, AttemptOutcome outcome, WebhookState state, Duration next) {
    return pool.supply(
        () -> {
          queue.record(due, outcome.attempt(), state, next);
          return null;
        });
  }

  private static String error(int status) {
    if (status / 100 == 2) {
      return null;
    }
    if (status == GONE) {
      return "It answered 410, gone: the webhook is disabled.";
    }
    return status / 100 == 3
        ? "It answered %d: redirects are not followed. Register the URL that it leads to."
            .formatted(status)
        : "It answered %d: only 2xx counts as received.".formatted(status);
  }

  /** What its owner may know: nothing of our network, nothing that a receiver can make long. */
  private static String error(Throwable thrown) {
    if (thrown instanceof AddressRefusedException refused) {
      return shortened("Cannot call this URL: " + refused.reason());
    }
    if (thrown instanceof ExportFailure) {
      return shortened(thrown.getMessage());
    }
    if (thrown instanceof UnknownHostException) {
      return "The host cannot be found. Correct the URL, or its name server.";
    }
    if (thrown instanceof TimeoutException) {
      return "No answer came in time.";
    }
    if (thrown instanceof SSLException) {
      return shortened("TLS failed: " + thrown.getMessage());
    }
    return thrown instanceof StreamTcpException
        ? "The connection was refused or broken off."
        : "The connection failed, or the answer is not HTTP.";
  }

  private static String shortened(String text) {
    return PlainText.beginning(PlainText.cleaned(text), MAX_ERROR);
  }
}
