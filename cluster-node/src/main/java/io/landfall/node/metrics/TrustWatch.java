package io.landfall.node.metrics;

import akka.actor.Cancellable;
import akka.actor.typed.ActorSystem;
import io.landfall.audit.AuditRoot;
import io.landfall.audit.AuditRoots;
import io.landfall.node.schema.Database;
import io.landfall.pool.BoundedPool;
import io.landfall.secret.SecretCipher;
import io.landfall.secret.SecretRows;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every few minutes at what ends or is lost without anybody being refused at first, so that
 * metrics tell of it at once. What cannot be looked at is not known until the next look.
 */
public final class TrustWatch implements TrustNumbers, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TrustWatch.class);
  private static final Duration FIRST = Duration.ofSeconds(5);
  private static final Duration INTERVAL = Duration.ofMinutes(2);

  private final CertificateWatch certificates;
  private final BooleanSupplier isStoreRefusing;
  private final Database database;
  private final Optional<SecretCipher> cipher;
  private final boolean hasAuditKey;
  private final Clock clock;
  private final Instant startedAt;
  private volatile double skewSeconds = Double.NaN;
  private volatile double unreadable = Double.NaN;
  private volatile double underOldKeys = Double.NaN;
  private volatile Instant lastRoot;
  private volatile boolean failed;
  private Optional<Cancellable> timer = Optional.empty();

  /**
   * Looks at nothing yet.
   *
   * @param certificates PEM files, by what they are of
   * @param cipher that secrets of users are read with; empty: this service keeps none
   * @param hasAuditKey whether a key vouches for the journal
   */
  public TrustWatch(
      Map<String, Path> certificates,
      BooleanSupplier isStoreRefusing,
      Database database,
      Optional<SecretCipher> cipher,
      boolean hasAuditKey,
      Clock clock) {
    this.certificates = new CertificateWatch(certificates);
    this.isStoreRefusing = isStoreRefusing;
    this.database = database;
    this.cipher = cipher;
    this.hasAuditKey = hasAuditKey;
    this.clock = clock;
    this.startedAt = clock.instant();
  }

  /**
   * Begins to look.
   *
   * @param pool where the database is asked
   */
  public void start(ActorSystem<?> system, BoundedPool pool) {
    timer =
        Optional.of(
            system
                .scheduler()
                .scheduleWithFixedDelay(
                    FIRST, INTERVAL, () -> pool.supply(this::look), system.executionContext()));
  }

  /** Looks at everything once. */
  Void look() {
    Optional<String> unreadableFile = certificates.look();
    unreadableFile.ifPresent(this::note);
    boolean isWhole = unreadableFile.isEmpty();
    try {
      skewSeconds = skew();
      Map<String, Long> secrets = new SecretRows(database.dataSource()).countByKey();
      unreadable = count(secrets, key -> cipher.filter(known -> known.hasKey(key)).isEmpty());
      underOldKeys =
          count(
              secrets,
              key ->
                  cipher
                      .filter(known -> known.hasKey(key) && !known.keyId().equals(key))
                      .isPresent());
      lastRoot =
          new AuditRoots(database.dataSource()).newest().map(AuditRoot::signedAt).orElse(startedAt);
    } catch (RuntimeException e) {
      isWhole = false;
      note(e.getMessage());
      skewSeconds = Double.NaN;
    }
    failed = failed && !isWhole;
    return null;
  }

  /** Of several failures in a row the first is a line of the log. */
  private void note(String problem) {
    if (!failed) {
      LOG.warn("Cannot look at keys, certificates and clocks: {}", problem);
    }
    failed = true;
  }

  private static double count(Map<String, Long> secrets, Function<String, Boolean> isMeant) {
    return secrets.entrySet().stream()
        .filter(each -> isMeant.apply(each.getKey()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** The database says its time about in the middle of the time that the question takes. */
  private double skew() {
    return database.call(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            Instant before = clock.instant();
            try (ResultSet row = statement.executeQuery("select clock_timestamp()")) {
              row.next();
              Instant theirs = row.getTimestamp(1).toInstant();
              Duration took = Duration.between(before, clock.instant());
              Duration ahead = Duration.between(theirs, before.plus(took.dividedBy(2)));
              return ahead.toMillis() / 1000.0;
            }
          }
        });
  }

  @Override
  public Map<String, Instant> certificateEnds() {
    return certificates.ends();
  }

  @Override
  public Set<String> unreadableCertificates() {
    return certificates.unreadable();
  }

  @Override
  public boolean isStoreRefusing() {
    return isStoreRefusing.getAsBoolean();
  }

  @Override
  public double clockSkewSeconds() {
    return skewSeconds;
  }

  @Override
  public double unreadableSecrets() {
    return unreadable;
  }

  @Override
  public double secretsUnderOldKeys() {
    return underOldKeys;
  }

  @Override
  public boolean hasAuditKey() {
    return hasAuditKey;
  }

  @Override
  public double auditRootAgeSeconds() {
    Instant last = lastRoot;
    return last == null ? Double.NaN : Duration.between(last, clock.instant()).toSeconds();
  }

  @Override
  public void close() {
    timer.ifPresent(Cancellable::cancel);
  }
}
