package io.landfall.ingest;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The way to the ingest of the cluster, from any node. */
public interface IngestControl {
  /** Tells how it is; from the database alone where no node ingests. */
  CompletionStage<IngestStatus> status();

  /**
   * Begins a run now; one that runs goes on.
   *
   * @throws io.landfall.model.ExportFailure STATE_CONFLICT, CLUSTER_UNAVAILABLE in the stage
   */
  CompletionStage<IngestStatus> start();

  /**
   * Ends the run.
   *
   * @throws io.landfall.model.ExportFailure STATE_CONFLICT, CLUSTER_UNAVAILABLE in the stage
   */
  CompletionStage<IngestStatus> cancel();

  /**
   * How the ingest is.
   *
   * @param schedule empty: no node with the role ingest answers
   * @param latest runs, the newest first
   */
  record IngestStatus(Optional<IngestSchedule> schedule, List<IngestReport> latest) {
    public IngestStatus {
      latest = List.copyOf(latest);
    }
  }
}
