package io.landfall.api;

import io.landfall.export.ExportSummary;
import io.landfall.model.ExportId;
import io.landfall.model.ExportRequest;
import io.landfall.model.ExportStatus;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * What the routes ask of exports. Every stage may fail with {@link
 * io.landfall.model.ExportFailure}; who may see an export is decided here in the routes.
 */
public interface ExportService {

  /** Begins the export; again with an equal request it changes nothing, with another it fails. */
  CompletionStage<ExportSummary> submit(ExportId id, ExportRequest request);

  /** Says how the export stands; fails with EXPORT_UNKNOWN when there is none. */
  CompletionStage<ExportSummary> summary(ExportId id);

  /** Cancels the export; fails with STATE_CONFLICT when it has already ended. */
  CompletionStage<ExportSummary> cancel(ExportId id, String by);

  /** Lists the exports of one owner, newest first. */
  CompletionStage<Page> list(Query query);

  /**
   * Which exports to list.
   *
   * @param owner whose
   * @param status only these; {@code null}: all
   * @param label only those that carry it; {@code null}: all
   * @param limit at most so many, 1 to 500
   * @param after the cursor of an earlier page; {@code null}: from the newest
   */
  record Query(String owner, ExportStatus status, String label, int limit, String after) {}

  /**
   * A part of a list.
   *
   * @param next cursor of the following page; {@code null}: this is the last
   */
  record Page(List<Item> items, String next) {
    public Page {
      items = List.copyOf(items);
    }
  }

  /** One export in a list: what the projection knows, without request and plan. */
  record Item(
      ExportId id,
      String name,
      List<String> labels,
      ExportStatus status,
      String statusReason,
      long tilesDone,
      long tilesTotal,
      long bytesRendered,
      Instant createdAt,
      Instant updatedAt) {
    public Item {
      labels = List.copyOf(labels);
    }
  }
}
