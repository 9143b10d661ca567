package io.landfall.delivery;

import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportId;
import io.landfall.model.request.OutputFormat;

/**
 * A file that is to be rendered.
 *
 * @param fileName without folders
 * @param bytes its expected size
 */
public record PlannedFile(
    ExportAttempt attempt, String fileName, OutputFormat.FileFormat type, long bytes) {

  /** Returns the id of the export. */
  public ExportId id() {
    return attempt.id();
  }

  /** Tells whether an earlier try at the export may have left it, or sidecars of it. */
  public boolean mayBeThere() {
    return attempt.number() > 1;
  }
}
