package io.landfall.export;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.pattern.StatusReply;
import io.landfall.model.DeliveryReceipt;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportPlan;
import io.landfall.model.ExportRequest;
import io.landfall.model.StoredObject;
import io.landfall.model.StoredPart;
import io.landfall.model.StoredRun;
import java.util.List;

/** One export, from request to delivery. The journal is the only truth about its status. */
public final class ExportEntity {
  /** The sharding key; entity ids are {@link io.landfall.model.ExportId} as text. */
  public static final EntityTypeKey<Command> TYPE = EntityTypeKey.create(Command.class, "export");

  public sealed interface Command extends JsonMessage {}

  /**
   * Begins the export. Repeated with an equal request it answers the same summary; with another,
   * STATE_CONFLICT.
   */
  public record Submit(ExportRequest request, ActorRef<StatusReply<ExportSummary>> replyTo)
      implements Command {}

  public record GetSummary(ActorRef<StatusReply<ExportSummary>> replyTo) implements Command {}

  /**
   * Ends the export in ERROR with reason CANCELED; refused with STATE_CONFLICT once it has ended.
   */
  public record Cancel(String by, ActorRef<StatusReply<ExportSummary>> replyTo)
      implements Command {}

  public record AcceptPlan(ExportPlan plan, ActorRef<StatusReply<Done>> replyTo)
      implements Command {}

  /**
   * Answered with the upload id that stands in the journal: the asker aborts its own when it is
   * another.
   */
  public record AcceptUpload(String uploadId, ActorRef<StatusReply<String>> replyTo)
      implements Command {}

  public record AcceptRun(StoredRun run, ActorRef<StatusReply<Done>> replyTo) implements Command {}

  /**
   * All runs and the header are stored; {@code parts} is what completing the upload will name, in
   * order.
   */
  public record AcceptHeader(List<StoredPart> parts, ActorRef<StatusReply<Done>> replyTo)
      implements Command {}

  public record AcceptObject(StoredObject object, ActorRef<StatusReply<Done>> replyTo)
      implements Command {}

  public record AcceptDelivery(DeliveryReceipt receipt, ActorRef<StatusReply<Done>> replyTo)
      implements Command {}

  public record AcceptFailure(
      ErrorCode code, String step, String detail, ActorRef<StatusReply<Done>> replyTo)
      implements Command {}

  public record AcceptCleanUp(ActorRef<StatusReply<Done>> replyTo) implements Command {}

  /**
   * Says that the step under way still moves, so that its deadline moves too. Persists nothing,
   * answers nothing.
   */
  public record StillWorking(String step) implements Command {}

  private ExportEntity() {}
}
