package io.landfall.api;

import io.landfall.api.export.ExportQueries;
import io.landfall.export.ExportStep;
import io.landfall.export.ExportSummary;
import io.landfall.export.Exports;
import io.landfall.export.entity.ExportEvent;
import io.landfall.export.entity.ExportHistory;
import io.landfall.export.list.ExportListQuery;
import io.landfall.model.DeliveryReceipt;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.ExportStatus;
import io.landfall.model.Priority;
import io.landfall.model.request.ExportRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/** Exports in memory, with the rules of the real ones as far as callers see them. */
final class FakeExports implements Exports, ExportQueries {
  static final Instant STARTED_AT = Instant.parse("2026-11-21T04:00:00Z");

  private final Map<ExportId, ExportSummary> exports = new ConcurrentSkipListMap<>();

  /** Thrown by every call while it is set. */
  volatile RuntimeException broken;

  /** No call is answered while it is set. */
  volatile boolean silent;

  @Override
  public CompletionStage<ExportSummary> submit(ExportId id, ExportRequest request) {
    return supply(
        () -> {
          ExportSummary before = exports.putIfAbsent(id, pending(id, request));
          if (before != null && !before.request().equals(request)) {
            throw new ExportFailure(
                ErrorCode.STATE_CONFLICT,
                "Cannot begin %s again with another request.".formatted(id));
          }
          return exports.get(id);
        });
  }

  @Override
  public CompletionStage<ExportSummary> summary(ExportId id) {
    return supply(
        () -> {
          ExportSummary found = exports.get(id);
          if (found == null) {
            throw new ExportFailure(ErrorCode.EXPORT_UNKNOWN, "No journal for %s.".formatted(id));
          }
          return found;
        });
  }

  @Override
  public CompletionStage<ExportSummary> cancel(ExportId id, String by) {
    return supply(
        () -> {
          ExportSummary found = exports.get(id);
          if (found.status().isTerminal()) {
            throw new ExportFailure(
                ErrorCode.STATE_CONFLICT, "Cannot cancel %s: it has ended.".formatted(id));
          }
          var failure =
              new ExportSummary.StepFailure(
                  ErrorCode.CANCELED, ExportStep.PLAN, "Canceled by %s.".formatted(by));
          return put(found, ExportStatus.ERROR, "CANCELED", List.of(), failure);
        });
  }

  @Override
  public CompletionStage<ExportSummary> pause(ExportId id, String by) {
    return applyAction(id, ExportSummary.PAUSED, exports.get(id).priority());
  }

  @Override
  public CompletionStage<ExportSummary> resume(ExportId id, String by) {
    return applyAction(id, null, exports.get(id).priority());
  }

  @Override
  public CompletionStage<ExportSummary> retry(ExportId id, String by) {
    return supply(
        () -> {
          ExportSummary found = exports.get(id);
          if (found.status() != ExportStatus.ERROR) {
            throw new ExportFailure(ErrorCode.STATE_CONFLICT, "Cannot retry %s.".formatted(id));
          }
          return put(found, ExportStatus.PENDING, ExportSummary.RETRYING, List.of(), null);
        });
  }

  @Override
  public CompletionStage<ExportSummary> changePriority(ExportId id, Priority priority, String by) {
    return applyAction(id, exports.get(id).statusReason(), priority);
  }

  private CompletionStage<ExportSummary> applyAction(
      ExportId id, String reason, Priority priority) {
    return supply(
        () -> {
          ExportSummary found = exports.get(id);
          if (found.status().isTerminal()) {
            throw new ExportFailure(
                ErrorCode.STATE_CONFLICT, "Cannot change %s: it has ended.".formatted(id));
          }
          return put(found, found.status(), reason, List.of(), null, priority);
        });
  }

  @Override
  public CompletionStage<List<ExportListQuery.ExportListRow>> list(
      ExportListQuery.ExportListFilter filter) {
    return supply(
        () -> {
          var newestFirst = new ArrayList<>(exports.values());
          Collections.reverse(newestFirst);
          return newestFirst.stream()
              .filter(one -> one.request().owner().equals(filter.owner()))
              .filter(one -> filter.status() == null || one.status() == filter.status())
              .filter(
                  one -> filter.label() == null || one.request().labels().contains(filter.label()))
              .filter(one -> filter.before() == null || one.id().compareTo(filter.before()) < 0)
              .limit(filter.limit())
              .map(FakeExports::row)
              .toList();
        });
  }

  @Override
  public CompletionStage<List<ExportHistory.JournalEntry>> history(ExportId id) {
    return supply(
        () ->
            List.of(
                new ExportHistory.JournalEntry(
                    1, new ExportEvent.Requested(exports.get(id).request(), STARTED_AT)),
                new ExportHistory.JournalEntry(
                    2, new ExportEvent.Canceled("ann", ExportStep.PLAN, STARTED_AT))));
  }

  /** Ends an export well, with one file. */
  void succeed(ExportId id, String name, long bytes) {
    var receipt = new DeliveryReceipt(0, name, "unused", bytes, "ab".repeat(32), "image/tiff");
    put(exports.get(id), ExportStatus.SUCCESS, null, List.of(receipt), null);
  }

  private ExportSummary put(
      ExportSummary old,
      ExportStatus status,
      String reason,
      List<DeliveryReceipt> receipts,
      ExportSummary.StepFailure failure) {
    return put(old, status, reason, receipts, failure, old.priority());
  }

  private ExportSummary put(
      ExportSummary old,
      ExportStatus status,
      String reason,
      List<DeliveryReceipt> receipts,
      ExportSummary.StepFailure failure,
      Priority priority) {
    var changed =
        new ExportSummary(
            old.id(),
            old.request(),
            status,
            reason,
            null,
            4,
            4,
            1000,
            receipts,
            failure,
            old.createdAt(),
            STARTED_AT.plusSeconds(9),
            old.sequenceNumber() + 1,
            1,
            priority);
    exports.put(old.id(), changed);
    return changed;
  }

  private static ExportSummary pending(ExportId id, ExportRequest request) {
    return new ExportSummary(
        id,
        request,
        ExportStatus.PENDING,
        null,
        null,
        0,
        0,
        0,
        List.of(),
        null,
        STARTED_AT,
        STARTED_AT,
        1,
        1,
        request.priority());
  }

  private static ExportListQuery.ExportListRow row(ExportSummary one) {
    return new ExportListQuery.ExportListRow(
        one.id(),
        one.request().owner(),
        one.request().name(),
        one.status(),
        one.statusReason(),
        one.request().labels(),
        one.createdAt(),
        one.updatedAt(),
        one.failure() == null ? null : one.failure().code(),
        one.failure() == null ? null : one.failure().detail(),
        one.tilesDone(),
        one.tilesTotal(),
        null);
  }

  private <T> CompletionStage<T> supply(Supplier<T> supplier) {
    if (silent) {
      return new CompletableFuture<>();
    }
    return CompletableFuture.supplyAsync(
        () -> {
          if (broken != null) {
            throw broken;
          }
          return supplier.get();
        });
  }
}
