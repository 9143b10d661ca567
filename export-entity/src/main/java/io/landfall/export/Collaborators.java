package io.landfall.export;

import io.landfall.model.Attempt;
import io.landfall.model.Destination;
import io.landfall.model.ExportId;
import io.landfall.model.ExportPlan;
import io.landfall.model.ExportRequest;
import io.landfall.model.Priority;
import io.landfall.model.StoredPart;
import io.landfall.model.StoredRun;
import java.time.Instant;
import java.util.List;

/**
 * Whom an export asks for its next step. Every method returns at once and may be called again with
 * the same arguments while the step is still under way or already done: asking twice does no harm.
 * The answer comes as a command to the entity.
 *
 * <p>At most one step runs for an export on a node; asking for a later one ends the earlier.
 */
public interface Collaborators {

  /** Answers {@link ExportEntity.AcceptPlan} or {@link ExportEntity.AcceptFailure}. */
  void plan(Attempt attempt, ExportRequest request);

  /**
   * Opens the upload that the parts will go to. Answers {@link ExportEntity.AcceptUpload}; when the
   * entity refuses it because another was journalled first, the asked one aborts its own.
   */
  void openUpload(Attempt attempt, ExportPlan plan);

  /**
   * Renders every run that {@code done} does not hold, answering {@link ExportEntity.AcceptRun} for
   * each, then the header, answering {@link ExportEntity.AcceptHeader}.
   *
   * @param uploadId of the multipart upload; empty for a single object
   * @param owner whose share of the workers it takes
   */
  void render(
      Attempt attempt,
      ExportPlan plan,
      String uploadId,
      List<StoredRun> done,
      String owner,
      Priority priority);

  /**
   * Completes the upload, whose intent is now in the journal, and reads the object's size back.
   * Looks first whether an earlier call has done it. Answers {@link ExportEntity.AcceptObject}.
   *
   * @param parts of the whole file, in order; of a single object, that one
   * @param version how many events the asking entity has: what the commit is fenced by
   */
  void commit(
      Attempt attempt, ExportPlan plan, String uploadId, List<StoredPart> parts, long version);

  /**
   * Brings the file, or the picture that is made of it, to one destination, and beside it what
   * describes it. Answers {@link ExportEntity.AcceptDelivery}.
   */
  void deliver(Delivery delivery);

  /**
   * What to bring where.
   *
   * @param file in our store
   * @param index of the destination in the request
   * @param requestedAt when the export was asked for
   * @param version how many events the asking entity has: what the commit is fenced by
   */
  record Delivery(
      Attempt attempt,
      ExportPlan plan,
      Output file,
      int index,
      Destination destination,
      Instant requestedAt,
      long version) {
    /** Returns the id of the export. */
    public ExportId id() {
      return attempt.id();
    }
  }

  /**
   * Ends all steps of the export, aborts the attempt's upload if that is still open, and deletes
   * its scratch objects; a finished object stays. Answers {@link ExportEntity.AcceptCleanUp}.
   *
   * @param uploadId {@code null} when none was opened
   */
  void cleanUp(Attempt attempt, String uploadId);

  /** As {@link #cleanUp}, and deletes the object too: nobody will fetch it from the store. */
  void discard(Attempt attempt, String uploadId);

  /** Renders what is left of the attempt sooner or later than so far. Answers nothing. */
  void prioritize(Attempt attempt, Priority priority);

  /** Ends all steps of the export on this node, because its entity has left. Answers nothing. */
  void release(ExportId id);
}
