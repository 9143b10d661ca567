package io.landfall.api.tiles;

import io.landfall.api.http.TokenStore.Principal;
import io.landfall.api.json.ApiProblem;
import io.landfall.api.tiles.TilePorts.ExportFiles;
import io.landfall.export.ExportSummary;
import io.landfall.export.Exports;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.ExportStatus;
import io.landfall.model.StoredObject;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Finds the raster that a finished export has made. */
final class LayerExports {
  private static final int MOST_NAMES = 10_000;

  private final Exports exports;
  private final ExportFiles files;

  /** Names of files are in plans, which may be large and do not change. */
  private final RecentAnswers<ExportAttempt, String> names =
      new RecentAnswers<>(MOST_NAMES, Duration.ofHours(1));

  LayerExports(Exports exports, ExportFiles files) {
    this.exports = exports;
    this.files = files;
  }

  /** The file of an export. */
  record FinishedFile(String name, StoredObject object) {}

  /**
   * Finds the file of an export.
   *
   * @return fails with EXPORT_UNKNOWN, 409 with the status of one that has no file yet, 410
   */
  CompletionStage<FinishedFile> find(String text, Principal reader) {
    ExportId id = ExportId.parse(text);
    return exports
        .summary(id)
        .exceptionally(
            thrown -> {
              throw ExportFailure.of(thrown).code() == ErrorCode.EXPORT_UNKNOWN
                  ? unknown(id)
                  : new CompletionException(thrown);
            })
        .thenCompose(
            summary -> {
              if (!reader.isMine(summary.owner())) {
                throw unknown(id);
              }
              checkFinished(summary);
              var attempt = new ExportAttempt(id, summary.attempt());
              return name(attempt)
                  .thenCompose(
                      name ->
                          files
                              .find(attempt, name)
                              .thenApply(
                                  found ->
                                      new FinishedFile(
                                          name, found.orElseThrow(() -> gone(id, name)))));
            });
  }

  private CompletionStage<String> name(ExportAttempt attempt) {
    return names.get(
        attempt,
        () -> exports.details(attempt.id()).thenApply(details -> details.plan().fileName()));
  }

  private static void checkFinished(ExportSummary summary) {
    if (summary.status() != ExportStatus.SUCCESS) {
      String more =
          summary.status() == ExportStatus.ERROR
              ? "It has no file: retry it, or show its project."
              : "Ask again when it is SUCCESS.";
      throw new ApiProblem(
          409,
          ErrorCode.STATE_CONFLICT.slug(),
          "Cannot show export %s on a map: it is %s. %s"
              .formatted(summary.id(), summary.status(), more));
    }
  }

  private static ApiProblem gone(ExportId id, String name) {
    return new ApiProblem(
        410,
        "file-gone",
        "Cannot show export %s on a map: the store has %s no more. Submit the export again, or show its project."
            .formatted(id, name));
  }

  private static ExportFailure unknown(ExportId id) {
    return new ExportFailure(ErrorCode.EXPORT_UNKNOWN, "Cannot find export %s.".formatted(id));
  }
}
