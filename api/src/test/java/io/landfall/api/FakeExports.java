package io.landfall.api;

import io.landfall.export.ExportSummary;
import io.landfall.model.DeliveryReceipt;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.ExportRequest;
import io.landfall.model.ExportStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/** Exports in memory, with the rules of the real ones as far as callers see them. */
final class FakeExports implements ExportService {
  static final Instant BEGUN = Instant.parse("2026-11-21T04:00:00Z");

  private final Map<ExportId, ExportSummary> exports = new ConcurrentSkipListMap<>();

  /** Thrown by every call while it is set. */
  volatile RuntimeException broken;

  @Override
  public CompletionStage<ExportSummary> submit(ExportId id, ExportRequest request) {
    return answer(
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
    return answer(
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
    return answer(
        () -> {
          ExportSummary found = exports.get(id);
          if (found.status().isTerminal()) {
            throw new ExportFailure(
                ErrorCode.STATE_CONFLICT, "Cannot cancel %s: it has ended.".formatted(id));
          }
          var failure =
              new ExportSummary.Failure(
                  ErrorCode.CANCELED, "plan", "Canceled by %s.".formatted(by));
          return put(found, ExportStatus.ERROR, "CANCELED", List.of(), failure);
        });
  }

  @Override
  public CompletionStage<Page> list(Query query) {
    return answer(
        () -> {
          List<Item> items = new ArrayList<>();
          for (ExportSummary one : exports.values()) {
            if (one.request().owner().equals(query.owner())
                && (query.status() == null || one.status() == query.status())
                && (query.label() == null || one.request().labels().contains(query.label()))) {
              items.add(0, item(one));
            }
          }
          int from = query.after() == null ? 0 : Integer.parseInt(query.after());
          int to = Math.min(items.size(), from + query.limit());
          return new Page(items.subList(from, to), to < items.size() ? "" + to : null);
        });
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
      ExportSummary.Failure failure) {
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
            BEGUN.plusSeconds(9),
            old.version() + 1);
    exports.put(old.id(), changed);
    return changed;
  }

  private static ExportSummary pending(ExportId id, ExportRequest request) {
    return new ExportSummary(
        id, request, ExportStatus.PENDING, null, null, 0, 0, 0, List.of(), null, BEGUN, BEGUN, 1);
  }

  private static Item item(ExportSummary one) {
    return new Item(
        one.id(),
        one.request().name(),
        one.request().labels(),
        one.status(),
        one.statusReason(),
        one.tilesDone(),
        one.tilesTotal(),
        one.bytesRendered(),
        one.createdAt(),
        one.updatedAt());
  }

  private <T> CompletionStage<T> answer(Supplier<T> supplier) {
    return CompletableFuture.supplyAsync(
        () -> {
          if (broken != null) {
            throw broken;
          }
          return supplier.get();
        });
  }
}
