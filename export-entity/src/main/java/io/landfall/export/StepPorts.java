package io.landfall.export;

import io.landfall.export.ExportQuotas.EndedUse;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportId;
import io.landfall.model.Priority;
import io.landfall.model.StoredPart;
import io.landfall.model.delivery.DeliverySession;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.StoredTask;
import io.landfall.model.request.Destination;
import io.landfall.model.request.ExportRequest;
import java.time.Instant;
import java.util.List;

/**
 * Whom an export asks for its next step. Every method returns at once and may be called again with
 * the same arguments while the step is still under way or already done: asking twice does no harm.
 * The answer comes as a command to the entity.
 *
 * <p>At most one step runs for an export on a node; asking for a later one ends the earlier.
 */
public interface StepPorts {

  /** Answers {@code AcceptPlan} or {@code AcceptFailure}. */
  void plan(ExportAttempt attempt, ExportRequest request);

  /**
   * Opens the upload that the parts will go to. Answers {@code AcceptUpload}; when the entity
   * refuses it because another was journalled first, the asked one aborts its own.
   */
  void openUpload(ExportAttempt attempt, ExportPlan plan);

  /**
   * Renders every task that is not stored yet, answering {@code AcceptTask} for each, then the
   * header, answering {@code AcceptHeader}.
   */
  void render(RenderRequest rendering);

  /**
   * What to render.
   *
   * @param uploadTarget that stands in the journal
   * @param storedTasks those that are stored already
   * @param owner whose share of the workers it takes
   */
  record RenderRequest(
      ExportAttempt attempt,
      ExportPlan plan,
      UploadTarget uploadTarget,
      List<StoredTask> storedTasks,
      String owner,
      Priority priority) {
    public RenderRequest {
      storedTasks = List.copyOf(storedTasks);
    }

    /** Returns the id of the export. */
    public ExportId id() {
      return attempt.id();
    }
  }

  /**
   * Completes the upload, whose intent is now in the journal, and reads the object's size back.
   * Looks first whether an earlier call has done it. Answers {@code AcceptObject}.
   *
   * @param uploadTarget that stands in the journal
   * @param parts of the whole file, in order; of a single object, that one
   * @param sequenceNumber how many events the asking entity has: what the commit is checked against
   */
  void commit(
      ExportAttempt attempt,
      ExportPlan plan,
      UploadTarget uploadTarget,
      List<StoredPart> parts,
      long sequenceNumber);

  /**
   * Brings the file, or the image that is made of it, to one destination, with its sidecars.
   * Answers {@code AcceptDelivery}.
   */
  void deliver(DeliveryRequest delivery);

  /**
   * What to bring where.
   *
   * @param owner whose share of the node's threads it takes
   * @param file in our store
   * @param destinationIndex of the destination in the request
   * @param session where an earlier try has begun to write; {@code null}: none has
   * @param requestedAt when the export was asked for
   * @param sequenceNumber how many events the asking entity has: what the commit is checked against
   */
  record DeliveryRequest(
      ExportAttempt attempt,
      String owner,
      ExportPlan plan,
      StoredFile file,
      int destinationIndex,
      Destination destination,
      DeliverySession session,
      Instant requestedAt,
      long sequenceNumber) {
    /** Returns the id of the export. */
    public ExportId id() {
      return attempt.id();
    }
  }

  /**
   * Ends all steps of the export, aborts the attempt's upload if that is still open, and deletes
   * its scratch objects; a finished object stays. Answers {@code AcceptCleanUp}.
   *
   * @param ended deliveries that have not brought the file: what they have open is closed
   */
  void cleanUp(ExportAttempt attempt, List<EndedDelivery> ended);

  /** As {@link #cleanUp}, and deletes the object too: nobody will fetch it from the store. */
  void discard(ExportAttempt attempt, List<EndedDelivery> ended);

  /**
   * As {@link #discard} for an attempt without a plan in the journal: no upload of it was opened
   * and nothing rendered, so that the store is not asked. Answers {@code AcceptCleanUp}.
   */
  void endUnplanned(ExportAttempt attempt);

  /**
   * A delivery that has begun and was ended.
   *
   * @param owner whose destination it is
   */
  record EndedDelivery(String owner, Destination destination, DeliverySession session) {}

  /**
   * Gives back what an export that has ended did not use of quotas. Returns at once, and answers
   * nothing.
   */
  default void settle(ExportAttempt attempt, EndedUse use) {}

  /** Renders what is left of the attempt sooner or later than so far. Answers nothing. */
  void changePriority(ExportAttempt attempt, Priority priority);

  /** Ends all steps of the export on this node, because its entity has left. Answers nothing. */
  void stopSteps(ExportId id);
}
