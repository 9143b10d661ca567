package io.landfall.export;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportId;
import io.landfall.model.ExportStatus;
import io.landfall.model.JsonMessage;
import io.landfall.model.Priority;
import io.landfall.model.delivery.DeliveryFailure;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.model.delivery.LeftFile;
import io.landfall.model.request.Destination;
import io.landfall.trace.TraceContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How an export stands: little enough to be asked for again and again.
 *
 * @param owner who asked for it
 * @param destinations where its file goes; receipts name one by its index
 * @param statusReason finer than the status: {@code CANCELED}, {@code PAUSED}, {@code RETRYING},
 *     {@code PARTIAL_DELIVERY}, or the name of a {@link StepWait}; {@code null}: nothing to add
 * @param tilesDone tiles of full resolution in stored tasks; never goes backwards
 * @param tilesTotal 0 before it is planned
 * @param bytesRendered bytes of stored parts
 * @param receipts one a destination that has the file
 * @param failure {@code null} unless the status is ERROR
 * @param sequenceNumber how many events it is made from; changes whenever anything here does
 * @param attempt the number of the try, from 1; the files lie under it
 * @param priority that was last asked for
 * @param deliveryFailures one a destination that does not get the file
 * @param leftFiles what destinations have although their delivery was ended
 * @param endedAt {@code null}: it has not ended
 * @param expiredAt since when its file is not kept any more; {@code null}: nobody has ended that
 * @param keptUntil when its file goes if it has ended; {@code null}: nobody has said
 * @param trace of the last call that changed it; {@code null}: that belonged to none
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ExportSummary(
    ExportId id,
    String owner,
    List<Destination> destinations,
    ExportStatus status,
    String statusReason,
    long tilesDone,
    long tilesTotal,
    long bytesRendered,
    List<DeliveryReceipt> receipts,
    StepFailure failure,
    Instant createdAt,
    Instant updatedAt,
    long sequenceNumber,
    int attempt,
    Priority priority,
    List<DeliveryFailure> deliveryFailures,
    List<LeftFile> leftFiles,
    @JsonInclude(JsonInclude.Include.NON_NULL) Instant endedAt,
    @JsonInclude(JsonInclude.Include.NON_NULL) Instant expiredAt,
    @JsonInclude(JsonInclude.Include.NON_NULL) Instant keptUntil,
    @JsonInclude(JsonInclude.Include.NON_NULL) TraceContext trace)
    implements JsonMessage {
  /** The status reason of an export that somebody has ended. */
  public static final String CANCELED = "CANCELED";

  /** The status reason of an export that somebody has halted. */
  public static final String PAUSED = "PAUSED";

  /** The status reason of an export that begins again once its failed try is cleaned up. */
  public static final String RETRYING = "RETRYING";

  /** The status reason of an export whose file has come to some of its destinations only. */
  public static final String PARTIAL_DELIVERY = "PARTIAL_DELIVERY";

  /** The status reason of an export whose file is not kept any more. */
  public static final String EXPIRED = "EXPIRED";

  public ExportSummary {
    destinations = List.copyOf(destinations);
    receipts = List.copyOf(receipts);
    deliveryFailures = deliveryFailures == null ? List.of() : List.copyOf(deliveryFailures);
    leftFiles = leftFiles == null ? List.of() : List.copyOf(leftFiles);
  }

  /**
   * Returns until when the file of an export is kept, or was; empty: it has none in the store, has
   * not ended, or is kept for ever.
   */
  public Optional<Instant> expiresAt() {
    if (expiredAt != null) {
      return Optional.of(expiredAt);
    }
    boolean hasFile =
        status == ExportStatus.SUCCESS || status == ExportStatus.ERROR && !receipts.isEmpty();
    return hasFile && destinations.stream().anyMatch(Destination::keepsFileInStore)
        ? Optional.ofNullable(keptUntil)
        : Optional.empty();
  }

  /** Tells whether the file of an export is not given out any more. */
  public boolean isOver(Instant now) {
    return expiresAt().filter(until -> !until.isAfter(now)).isPresent();
  }

  /**
   * Why an export ended in ERROR.
   *
   * @param step that failed, or that was under way when somebody canceled
   */
  public record StepFailure(ErrorCode code, ExportStep step, String detail) {
    /** Tells that {@code by} ended the export in {@code step}. */
    public static StepFailure ofCancel(String by, ExportStep step) {
      return new StepFailure(
          ErrorCode.CANCELED,
          step,
          "The export was canceled by %s. Submit it again to have it.".formatted(by));
    }
  }
}
