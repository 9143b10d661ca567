package io.landfall.api;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import io.landfall.api.export.ExportQueries;
import io.landfall.export.ExportDetails;
import io.landfall.export.ExportEstimate;
import io.landfall.export.ExportStep;
import io.landfall.export.ExportSummary;
import io.landfall.export.Exports;
import io.landfall.export.Requester;
import io.landfall.export.TasksUnderWay;
import io.landfall.export.entity.ExportEvent;
import io.landfall.export.entity.ExportHistory;
import io.landfall.export.list.ExportListQuery;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.ExportStatus;
import io.landfall.model.Priority;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.model.request.Destination;
import io.landfall.model.request.ExportRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Exports in memory, with the rules of the real ones as far as callers see them. */
final class FakeExports implements Exports, ExportQueries {
  static final Instant STARTED_AT = Instant.parse("2026-11-21T04:00:00Z");

  private final Map<ExportId, ExportDetails> exports = new ConcurrentSkipListMap<>();

  /** Thrown by every call while it is set. */
  volatile RuntimeException broken;

  /** Whether the journals of exports have no end yet. */
  volatile boolean lasting;

  /** No call is answered while it is set. */
  volatile boolean silent;

  @Override
  public CompletionStage<ExportDetails> submit(ExportId id, ExportRequest request, Requester by) {
    return supply(
        () -> {
          ExportDetails before = exports.putIfAbsent(id, pending(id, request));
          if (before != null && !before.request().isRepeatedBy(request)) {
            throw new ExportFailure(
                ErrorCode.STATE_CONFLICT,
                "Cannot begin %s again with another request.".formatted(id));
          }
          return exports.get(id);
        });
  }

  CompletionStage<ExportEstimate> estimate(ExportRequest request) {
    return supply(() -> SampleEstimate.of(request));
  }

  @Override
  public CompletionStage<ExportSummary> summary(ExportId id) {
    return details(id).thenApply(ExportDetails::summary);
  }

  @Override
  public CompletionStage<ExportDetails> details(ExportId id) {
    return supply(
        () -> {
          ExportDetails found = exports.get(id);
          if (found == null) {
            throw new ExportFailure(ErrorCode.EXPORT_UNKNOWN, "No journal for %s.".formatted(id));
          }
          return found;
        });
  }

  @Override
  public CompletionStage<TasksUnderWay> tasksUnderWay(ExportId id) {
    return details(id)
        .thenApply(found -> new TasksUnderWay(found.summary().attempt(), List.of(0), 1));
  }

  @Override
  public CompletionStage<ExportDetails> cancel(ExportId id, Requester by) {
    return supply(
        () -> {
          ExportDetails found = exports.get(id);
          if (found.summary().status().isTerminal()) {
            throw new ExportFailure(
                ErrorCode.STATE_CONFLICT, "Cannot cancel %s: it has ended.".formatted(id));
          }
          var failure =
              new ExportSummary.StepFailure(
                  ErrorCode.CANCELED, ExportStep.PLAN, "Canceled by %s.".formatted(by.user()));
          return put(found, ExportStatus.ERROR, "CANCELED", List.of(), failure);
        });
  }

  @Override
  public CompletionStage<ExportDetails> keep(ExportId id, Instant until, Requester by) {
    return supply(
        () -> {
          ExportDetails found = exports.get(id);
          if (!found.summary().status().isTerminal()) {
            throw new ExportFailure(
                ErrorCode.STATE_CONFLICT, "Cannot keep %s: it has not ended.".formatted(id));
          }
          ExportSummary now = found.summary();
          return put(found, now.status(), null, now.receipts(), null, now.priority(), until);
        });
  }

  @Override
  public CompletionStage<ExportSummary> giveDate(ExportId id, Instant until) {
    return summary(id);
  }

  @Override
  public CompletionStage<ExportDetails> pause(ExportId id, Requester by) {
    return applyAction(id, ExportSummary.PAUSED, exports.get(id).summary().priority());
  }

  @Override
  public CompletionStage<ExportDetails> resume(ExportId id, Requester by) {
    return applyAction(id, null, exports.get(id).summary().priority());
  }

  @Override
  public CompletionStage<ExportDetails> retry(ExportId id, Requester by) {
    return supply(
        () -> {
          ExportDetails found = exports.get(id);
          if (found.summary().status() != ExportStatus.ERROR) {
            throw new ExportFailure(ErrorCode.STATE_CONFLICT, "Cannot retry %s.".formatted(id));
          }
          return put(found, ExportStatus.PENDING, ExportSummary.RETRYING, List.of(), null);
        });
  }

  @Override
  public CompletionStage<ExportDetails> changePriority(
      ExportId id, Priority priority, Requester by) {
    return applyAction(id, exports.get(id).summary().statusReason(), priority);
  }

  @Override
  public CompletionStage<ExportDetails> deliver(
      ExportId id, List<Destination> destinations, Requester by) {
    return supply(() -> exports.get(id));
  }

  private CompletionStage<ExportDetails> applyAction(
      ExportId id, String reason, Priority priority) {
    return supply(
        () -> {
          ExportDetails found = exports.get(id);
          if (found.summary().status().isTerminal()) {
            throw new ExportFailure(
                ErrorCode.STATE_CONFLICT, "Cannot change %s: it has ended.".formatted(id));
          }
          return put(found, found.summary().status(), reason, List.of(), null, priority, null);
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
              .filter(one -> filter.status() == null || one.summary().status() == filter.status())
              .filter(
                  one -> filter.label() == null || one.request().labels().contains(filter.label()))
              .filter(one -> filter.project() == null || uses(one.request(), filter.project()))
              .filter(
                  one ->
                      filter.before() == null || one.summary().id().compareTo(filter.before()) < 0)
              .limit(filter.limit())
              .map(FakeExports::row)
              .toList();
        });
  }

  private static boolean uses(ExportRequest request, UUID project) {
    return request.origin() != null
        && request.origin().projects().stream().anyMatch(use -> use.projectId().equals(project));
  }

  @Override
  public CompletionStage<Source<ExportHistory.JournalEntry, NotUsed>> history(ExportId id) {
    return supply(
        () ->
            Source.from(
                List.of(
                    new ExportHistory.JournalEntry(
                        1, new ExportEvent.Requested(exports.get(id).request(), STARTED_AT)),
                    new ExportHistory.JournalEntry(
                        2, new ExportEvent.Canceled("ann", ExportStep.PLAN, STARTED_AT)))));
  }

  @Override
  public CompletionStage<Map<ExportId, Long>> lastSequenceNumbers(Set<ExportId> ids) {
    return supply(() -> ids.stream().collect(Collectors.toMap(id -> id, id -> lasting ? 1L : 2L)));
  }

  @Override
  public Source<ExportHistory.JournalEntry, NotUsed> events(ExportId id, long from) {
    return Source.completionStageSource(history(id))
        .filter(entry -> entry.sequenceNumber() >= from)
        .filter(entry -> !lasting || entry.sequenceNumber() == 1)
        .mapMaterializedValue(done -> NotUsed.getInstance());
  }

  /** Ends an export well, with one file. */
  void succeed(ExportId id, String name, long bytes) {
    var receipt = new DeliveryReceipt(0, name, "unused", bytes, "ab".repeat(32), "image/tiff");
    put(exports.get(id), ExportStatus.SUCCESS, null, List.of(receipt), null);
  }

  /** Gives an export the plan that estimates tell of. */
  void plan(ExportId id) {
    exports.computeIfPresent(
        id, (same, old) -> new ExportDetails(old.summary(), old.request(), SampleEstimate.plan()));
  }

  @Override
  public CompletionStage<ExportSummary> expire(ExportId id, Instant endedBefore) {
    return summary(id);
  }

  private ExportDetails put(
      ExportDetails old,
      ExportStatus status,
      String reason,
      List<DeliveryReceipt> receipts,
      ExportSummary.StepFailure failure) {
    return put(old, status, reason, receipts, failure, old.summary().priority(), null);
  }

  private ExportDetails put(
      ExportDetails old,
      ExportStatus status,
      String reason,
      List<DeliveryReceipt> receipts,
      ExportSummary.StepFailure failure,
      Priority priority,
      Instant keptUntil) {
    ExportSummary before = old.summary();
    var changed =
        new ExportSummary(
            before.id(),
            before.owner(),
            before.destinations(),
            status,
            reason,
            4,
            4,
            1000,
            receipts,
            failure,
            before.createdAt(),
            STARTED_AT.plusSeconds(9),
            before.sequenceNumber() + 1,
            1,
            priority,
            List.of(),
            List.of(),
            null,
            null,
            keptUntil,
            null);
    var details = new ExportDetails(changed, old.request(), null);
    exports.put(before.id(), details);
    return details;
  }

  private static ExportDetails pending(ExportId id, ExportRequest request) {
    var summary =
        new ExportSummary(
            id,
            request.owner(),
            request.delivery(),
            ExportStatus.PENDING,
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
            request.priority(),
            List.of(),
            List.of(),
            null,
            null,
            null,
            null);
    return new ExportDetails(summary, request, null);
  }

  private static ExportListQuery.ExportListRow row(ExportDetails one) {
    return new ExportListQuery.ExportListRow(
        one.summary().id(),
        one.request().owner(),
        one.request().name(),
        one.summary().status(),
        one.summary().statusReason(),
        one.request().labels(),
        one.summary().createdAt(),
        one.summary().updatedAt(),
        one.summary().failure() == null ? null : one.summary().failure().code(),
        one.summary().failure() == null ? null : one.summary().failure().detail(),
        one.summary().tilesDone(),
        one.summary().tilesTotal(),
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
