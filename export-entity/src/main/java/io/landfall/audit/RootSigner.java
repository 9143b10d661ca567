package io.landfall.audit;

import akka.actor.typed.ActorSystem;
import akka.stream.SharedKillSwitch;
import io.landfall.audit.chain.AuditKey;
import io.landfall.cluster.ClusterSingletons;
import io.landfall.cluster.RepeatedJob;
import io.landfall.export.entity.ExportShards;
import io.landfall.pool.BoundedPool;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs a root over all chains once a day, on one node of the cluster. Each root is a line of the
 * log too, so that who changes the database and its roots does not have all.
 */
public final class RootSigner implements RepeatedJob.Work<Optional<AuditRoot>> {
  private static final Logger LOG = LoggerFactory.getLogger(RootSigner.class);

  /** How often it looks whether a root is due. */
  private static final Duration LONGEST_LOOK = Duration.ofMinutes(10);

  private final AuditRoots roots;
  private final AuditKey key;
  private final Duration interval;
  private final BoundedPool pool;
  private final Clock clock;

  /**
   * Starts the one signer of the cluster; to be called on every node that it may live on.
   *
   * @param interval from root to root
   * @param pool where the database is asked
   */
  public static void init(
      ActorSystem<?> system,
      AuditRoots roots,
      AuditKey key,
      Duration interval,
      BoundedPool pool,
      Clock clock) {
    Duration look = interval.compareTo(LONGEST_LOOK) < 0 ? interval : LONGEST_LOOK;
    ClusterSingletons.start(
        system,
        RepeatedJob.create(look, new RootSigner(roots, key, interval, pool, clock)),
        "audit-root-signer",
        ExportShards.ROLE);
  }

  private RootSigner(
      AuditRoots roots, AuditKey key, Duration interval, BoundedPool pool, Clock clock) {
    this.roots = roots;
    this.key = key;
    this.interval = interval;
    this.pool = pool;
    this.clock = clock;
  }

  @Override
  public CompletionStage<Optional<AuditRoot>> run(ActorSystem<?> system, SharedKillSwitch stop) {
    return pool.supply(this::signIfDue);
  }

  private Optional<AuditRoot> signIfDue() {
    boolean isDue = roots.newest().map(this::isOld).orElse(true);
    return isDue ? roots.sign(key, clock) : Optional.empty();
  }

  /** One of the far future was signed by a clock that was wrong: nobody waits for that day. */
  private boolean isOld(AuditRoot newest) {
    return Duration.between(newest.signedAt(), clock.instant()).abs().compareTo(interval) >= 0;
  }

  @Override
  public void report(Optional<AuditRoot> signed, Throwable failure) {
    if (failure != null) {
      LOG.warn("Cannot sign a root of the journal: {}", failure.getMessage());
    } else {
      signed.ifPresent(
          root ->
              LOG.info(
                  "Signed root {} over {} chains of events with key {}: {}",
                  root.number(),
                  root.chains(),
                  root.keyId(),
                  root.root()));
    }
  }
}
