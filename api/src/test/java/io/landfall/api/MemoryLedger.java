package io.landfall.api;

import akka.Done;
import io.landfall.metering.DownloadLedger;
import io.landfall.metering.LinkRevocations;
import io.landfall.metering.MeteredDownload;
import io.landfall.metering.UsageReports;
import io.landfall.model.ExportId;
import io.landfall.quota.QuotaHolder;
import io.landfall.quota.QuotaKind;
import io.landfall.quota.QuotaUse;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A ledger and revocations of one process. */
public final class MemoryLedger implements DownloadLedger, UsageReports, LinkRevocations {
  private static final Instant MIDNIGHT = Instant.parse("2026-11-22T00:00:00Z");

  private final AtomicLong generation = new AtomicLong();
  private final Map<ExportId, Long> revoked = new ConcurrentHashMap<>();

  /** The bytes of every day that are left. */
  public volatile long quota = Long.MAX_VALUE;

  @Override
  public CompletionStage<OpeningVerdict> open(DownloadOpening opening) {
    if (opening.generation() < revoked.getOrDefault(opening.attempt().id(), 0L)) {
      return CompletableFuture.completedStage(new RevokedLink());
    }
    if (opening.bytes() > quota) {
      return CompletableFuture.completedStage(new QuotaReached(0, quota));
    }
    return CompletableFuture.completedStage(
        new OpenedDownload(MeteredDownload.uncounted(opening.bytes())));
  }

  @Override
  public CompletionStage<Optional<ExportOwner>> findOwner(ExportId id) {
    return CompletableFuture.completedStage(Optional.empty());
  }

  @Override
  public CompletionStage<List<QuotaUse>> quotas(String owner, String organization) {
    List<QuotaUse> all = new ArrayList<>();
    if (quota != Long.MAX_VALUE) {
      all.add(
          new QuotaUse(
              QuotaHolder.owner(owner), QuotaKind.BYTES_PER_DAY, quota, 100_000, MIDNIGHT));
      if (organization != null) {
        all.add(
            new QuotaUse(
                QuotaHolder.organization(organization), QuotaKind.EXPORTS_AT_A_TIME, 20, 7, null));
      }
    }
    return CompletableFuture.completedStage(all);
  }

  @Override
  public CompletionStage<List<UsageDay>> usage(String owner, LocalDate first, LocalDate last) {
    return CompletableFuture.completedStage(
        List.of(new UsageDay(last, 100_000, 4_000, 3, 1_024, 2_048)));
  }

  @Override
  public long generation() {
    return generation.get();
  }

  @Override
  public CompletionStage<Done> revoke(ExportId id) {
    revoked.put(id, generation.incrementAndGet());
    return CompletableFuture.completedStage(Done.getInstance());
  }
}
