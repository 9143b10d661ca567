package io.landfall.api;

import akka.Done;
import io.landfall.metering.DownloadLedger;
import io.landfall.metering.LinkRevocations;
import io.landfall.metering.MeteredDownload;
import io.landfall.metering.UsageReports;
import io.landfall.model.ExportId;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A ledger and revocations of one process. */
public final class MemoryLedger implements DownloadLedger, UsageReports, LinkRevocations {
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
  public CompletionStage<Optional<String>> findOwner(ExportId id) {
    return CompletableFuture.completedStage(Optional.empty());
  }

  @Override
  public CompletionStage<Optional<QuotaUse>> quota(String owner) {
    return CompletableFuture.completedStage(
        quota == Long.MAX_VALUE ? Optional.empty() : Optional.of(new QuotaUse(quota, 100_000)));
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
