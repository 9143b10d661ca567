package io.landfall.quota;

import akka.Done;
import io.landfall.export.StepPorts.DeliveryRequest;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.Destination.LocalFileDestination;
import io.landfall.model.request.ExportRequest;
import io.landfall.pool.BoundedPool;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Quotas in the database that the nodes share. Safe for use by many threads. */
public final class JdbcQuotas implements Quotas {
  private static final Logger LOG = LoggerFactory.getLogger(JdbcQuotas.class);

  /** How old what is known of limits may be for who begins an export. */
  private static final Duration LIMITS_AGE = Duration.ofSeconds(2);

  private final QuotaBook book;
  private final BoundedPool pool;
  private final QuotaSettings settings;
  private final AtomicReference<KnownHolders> known = new AtomicReference<>();
  private final Map<QuotaKind, LongAdder> refusals = new EnumMap<>(QuotaKind.class);

  /**
   * Keeps them in a database that is migrated.
   *
   * @param pool where it is asked
   */
  public JdbcQuotas(DataSource dataSource, BoundedPool pool, QuotaSettings settings) {
    this.book = new QuotaBook(dataSource, settings);
    this.pool = pool;
    this.settings = settings;
    for (QuotaKind kind : QuotaKind.values()) {
      refusals.put(kind, new LongAdder());
    }
  }

  /** Who has limits of his own, as it was at a time. */
  private record KnownHolders(long nanos, CompletionStage<Set<QuotaHolder>> holders) {
    boolean isFresh() {
      return System.nanoTime() - nanos < LIMITS_AGE.toNanos()
          && !holders.toCompletableFuture().isCompletedExceptionally();
    }
  }

  @Override
  public CompletionStage<QuotaLimits> limits(String owner, String organization) {
    List<QuotaHolder> holders = QuotaHolder.of(owner, organization);
    QuotaLimits usual = smallest(holders.stream().map(each -> settings.of(each.kind())).toList());
    return known()
        .thenCompose(
            own ->
                holders.stream().anyMatch(own::contains)
                    ? pool.supply(() -> smallest(book.limits(holders)))
                    : CompletableFuture.completedStage(usual));
  }

  /** Asks once for all who ask meanwhile. */
  private CompletionStage<Set<QuotaHolder>> known() {
    KnownHolders now = known.get();
    if (now != null && now.isFresh()) {
      return now.holders();
    }
    var holders = new CompletableFuture<Set<QuotaHolder>>();
    if (!known.compareAndSet(now, new KnownHolders(System.nanoTime(), holders))) {
      return known.get().holders();
    }
    try {
      pool.supply(book::holders)
          .whenComplete(
              (found, thrown) -> {
                if (thrown == null) {
                  holders.complete(found);
                } else {
                  holders.completeExceptionally(thrown);
                }
              });
    } catch (RuntimeException e) {
      holders.completeExceptionally(e);
    }
    return holders;
  }

  private static QuotaLimits smallest(List<QuotaLimits> all) {
    return all.stream()
        .reduce(
            QuotaLimits.NONE,
            (one, other) ->
                new QuotaLimits(
                    Math.min(one.exportsAtATime(), other.exportsAtATime()),
                    Math.min(one.pixelsPerDay(), other.pixelsPerDay()),
                    Math.min(one.bytesPerDay(), other.bytesPerDay())));
  }

  @Override
  public CompletionStage<Optional<QuotaExcess>> check(QuotaClaim claim) {
    return pool.supply(() -> book.check(claim));
  }

  @Override
  public CompletionStage<QuotaVerdict> begin(QuotaClaim claim) {
    return pool.supply(() -> book.begin(claim));
  }

  @Override
  public CompletionStage<QuotaVerdict> beginAgain(QuotaClaim claim) {
    return pool.supply(() -> book.beginAgain(claim));
  }

  @Override
  public void noteRefused(QuotaExcess excess) {
    refusals.get(excess.kind()).increment();
  }

  /** Returns how often a quota was refused on this node. */
  public long refused(QuotaKind kind) {
    return refusals.get(kind).sum();
  }

  @Override
  public CompletionStage<Done> withdraw(ExportId id) {
    return pool.supply(() -> book.withdraw(id));
  }

  @Override
  public CompletionStage<Done> release(ExportId id) {
    return pool.supply(() -> book.release(id));
  }

  @Override
  public CompletionStage<List<HeldExport>> takeUnchecked(QuotaHolder holder) {
    return pool.supply(() -> book.takeUnchecked(holder));
  }

  @Override
  public CompletionStage<List<QuotaUse>> uses(String owner, String organization) {
    return pool.supply(() -> book.uses(QuotaHolder.of(owner, organization)));
  }

  @Override
  public CompletionStage<Done> admitPlan(
      ExportAttempt attempt, ExportRequest request, ExportPlan plan) {
    if (request.delivery().stream().anyMatch(LocalFileDestination.class::isInstance)) {
      return CompletableFuture.completedStage(Done.getInstance()); // of the command line
    }
    return pool.supply(() -> book.admitPlan(attempt, request, QuotaNeed.of(request, plan)))
        .thenCompose(excess -> done(excess, "render the export"));
  }

  @Override
  public CompletionStage<Done> admitDelivery(DeliveryRequest delivery) {
    if (!QuotaNeed.isCharged(delivery.destination())
        || delivery.destination() instanceof LocalFileDestination) {
      return CompletableFuture.completedStage(Done.getInstance());
    }
    long bytes = delivery.file().object().bytes();
    return pool.supply(
            () ->
                book.admitDelivery(
                    delivery.attempt(), delivery.owner(), delivery.destinationIndex(), bytes))
        .thenCompose(excess -> done(excess, "deliver the file"));
  }

  private CompletionStage<Done> done(Optional<QuotaExcess> excess, String what) {
    if (excess.isPresent()) {
      noteRefused(excess.get());
      return CompletableFuture.failedStage(excess.get().failure(what));
    }
    return CompletableFuture.completedStage(Done.getInstance());
  }

  /** What is not written here is found when its owner is refused the next export. */
  @Override
  public void settle(ExportAttempt attempt, EndedUse use) {
    try {
      pool.supply(() -> book.settle(attempt, use))
          .whenComplete((done, thrown) -> warn(attempt, thrown));
    } catch (RuntimeException full) {
      warn(attempt, full);
    }
  }

  private static void warn(ExportAttempt attempt, Throwable thrown) {
    if (thrown != null) {
      LOG.warn(
          "Cannot give back what export {} has of quotas, and tries again: {}",
          attempt.id(),
          ExportFailure.of(thrown).getMessage());
    }
  }
}
