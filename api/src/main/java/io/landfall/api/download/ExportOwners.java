package io.landfall.api.download;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.landfall.export.ExportDetails;
import io.landfall.export.Exports;
import io.landfall.metering.DownloadLedger;
import io.landfall.metering.DownloadLedger.ExportOwner;
import io.landfall.model.ExportId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Whose exports are: they never change hands, so each is asked for once in a while. The list of
 * exports is asked first; the export itself where that is not there yet.
 */
public final class ExportOwners {
  private static final int MOST_KEPT = 10_000;

  private final DownloadLedger ledger;
  private final Exports exports;
  private final Cache<ExportId, ExportOwner> known =
      Caffeine.newBuilder().maximumSize(MOST_KEPT).build();

  public ExportOwners(DownloadLedger ledger, Exports exports) {
    this.ledger = ledger;
    this.exports = exports;
  }

  /** Returns the owner; fails with EXPORT_UNKNOWN where there is no such export. */
  CompletionStage<ExportOwner> of(ExportId id) {
    ExportOwner owner = known.getIfPresent(id);
    return owner != null ? CompletableFuture.completedStage(owner) : ask(id);
  }

  private static ExportOwner owner(ExportDetails details) {
    return new ExportOwner(details.summary().owner(), details.request().memberOf());
  }

  private CompletionStage<ExportOwner> ask(ExportId id) {
    return ledger
        .findOwner(id)
        .thenCompose(
            found ->
                found
                    .<CompletionStage<ExportOwner>>map(CompletableFuture::completedStage)
                    .orElseGet(() -> exports.details(id).thenApply(ExportOwners::owner)))
        .thenApply(
            owner -> {
              known.put(id, owner);
              return owner;
            });
  }
}
