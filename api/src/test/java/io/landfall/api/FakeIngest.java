package io.landfall.api;

import io.landfall.index.load.SceneLoad.MergeCounts;
import io.landfall.ingest.IngestControl;
import io.landfall.ingest.IngestReport;
import io.landfall.ingest.IngestSchedule;
import io.landfall.ingest.IngestState;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An ingest that runs when it is begun. */
public final class FakeIngest implements IngestControl {
  static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  static final IngestReport PAST =
      new IngestReport(
          7,
          "https://example.org/scene_list.gz",
          IngestState.DONE,
          NOON,
          NOON.plusSeconds(90),
          1_004,
          1_000,
          3,
          2,
          new MergeCounts(1, 2, 993, 4, 5),
          true,
          "");

  public boolean running;
  public boolean reachable = true;
  public boolean ofCommand;

  @Override
  public CompletionStage<IngestStatus> status() {
    IngestReport current = running ? reading() : null;
    Instant next = running ? null : NOON.plusSeconds(86_490);
    return CompletableFuture.completedFuture(
        new IngestStatus(
            reachable
                ? Optional.of(
                    new IngestSchedule(PAST.listUrl(), Duration.ofHours(24), next, current))
                : Optional.empty(),
            ofCommand ? List.of(reading(), PAST) : List.of(PAST)));
  }

  private static IngestReport reading() {
    MergeCounts nothing = new MergeCounts(0, 0, 0, 0, 0);
    return new IngestReport(
        8, PAST.listUrl(), IngestState.READING, NOON, null, 51, 50, 0, 0, nothing, false, "");
  }

  @Override
  public CompletionStage<IngestStatus> start() {
    running = true;
    return status();
  }

  @Override
  public CompletionStage<IngestStatus> cancel() {
    if (!running) {
      return CompletableFuture.failedFuture(
          new ExportFailure(ErrorCode.STATE_CONFLICT, "Cannot cancel: no ingest is under way."));
    }
    running = false;
    return status();
  }
}
