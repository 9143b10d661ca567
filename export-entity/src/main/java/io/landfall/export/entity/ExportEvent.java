package io.landfall.export.entity;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.landfall.export.ExportStep;
import io.landfall.export.UploadTarget;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportId;
import io.landfall.model.Priority;
import io.landfall.model.StoredObject;
import io.landfall.model.StoredPart;
import io.landfall.model.delivery.DeliveryFailure;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.model.delivery.DeliverySession;
import io.landfall.model.delivery.LeftFile;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.StoredTask;
import io.landfall.model.request.Destination;
import io.landfall.model.request.ExportRequest;
import io.landfall.trace.TraceContext;
import java.time.Instant;
import java.util.List;

/**
 * Facts about one export, in the words of the journal. Add fields, never rename or reuse one: a
 * field that an old event lacks is read as {@code null} or 0.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ExportEvent.Requested.class, name = "requested"),
  @JsonSubTypes.Type(value = ExportEvent.Planned.class, name = "planned"),
  @JsonSubTypes.Type(value = ExportEvent.UploadOpened.class, name = "uploadOpened"),
  @JsonSubTypes.Type(value = ExportEvent.TaskStored.class, name = "taskStored"),
  @JsonSubTypes.Type(value = ExportEvent.CommitIntended.class, name = "commitIntended"),
  @JsonSubTypes.Type(value = ExportEvent.ObjectStored.class, name = "objectStored"),
  @JsonSubTypes.Type(value = ExportEvent.DeliveryOpened.class, name = "deliveryOpened"),
  @JsonSubTypes.Type(value = ExportEvent.Delivered.class, name = "delivered"),
  @JsonSubTypes.Type(value = ExportEvent.DeliveryFailed.class, name = "deliveryFailed"),
  @JsonSubTypes.Type(value = ExportEvent.DestinationsAdded.class, name = "destinationsAdded"),
  @JsonSubTypes.Type(value = ExportEvent.Completed.class, name = "completed"),
  @JsonSubTypes.Type(value = ExportEvent.Failed.class, name = "failed"),
  @JsonSubTypes.Type(value = ExportEvent.Canceled.class, name = "canceled"),
  @JsonSubTypes.Type(value = ExportEvent.CleanedUp.class, name = "cleanedUp"),
  @JsonSubTypes.Type(value = ExportEvent.Paused.class, name = "paused"),
  @JsonSubTypes.Type(value = ExportEvent.Resumed.class, name = "resumed"),
  @JsonSubTypes.Type(value = ExportEvent.Retried.class, name = "retried"),
  @JsonSubTypes.Type(value = ExportEvent.Reprioritized.class, name = "reprioritized"),
  @JsonSubTypes.Type(value = ExportEvent.KeptUntil.class, name = "keptUntil"),
  @JsonSubTypes.Type(value = ExportEvent.Expired.class, name = "expired")
})
public sealed interface ExportEvent {
  /** How many streams the read side follows; part of the journal, so it never changes. */
  int TAGS = 4;

  /** Returns when it happened, by the clock of the node that said so. */
  Instant at();

  /** Returns the tag that the read side finds the events of {@code id} by. */
  static String tag(ExportId id) {
    return tag(Math.floorMod(id.toString().hashCode(), TAGS));
  }

  /** Returns tag {@code index} of {@link #TAGS}. */
  static String tag(int index) {
    return "export-" + index;
  }

  /** Somebody asked for the export. */
  record Requested(
      ExportRequest request,
      Instant at,
      @JsonInclude(JsonInclude.Include.NON_NULL) TraceContext trace)
      implements ExportEvent, PersonEvent {
    /** Tells that it belongs to no trace. */
    public Requested(ExportRequest request, Instant at) {
      this(request, at, null);
    }

    @Override
    public Requested traced(TraceContext within) {
      return new Requested(request, at, within);
    }
  }

  /** The inputs are pinned for ever. */
  record Planned(ExportPlan plan, Instant at) implements ExportEvent {}

  /** What is rendered goes here. */
  record UploadOpened(UploadTarget uploadTarget, Instant at) implements ExportEvent {}

  /** One task is rendered and in the store. */
  record TaskStored(StoredTask task, Instant at) implements ExportEvent {}

  /** The upload will be completed of these parts. Persisted before the store is called. */
  record CommitIntended(List<StoredPart> parts, Instant at) implements ExportEvent {
    public CommitIntended {
      parts = List.copyOf(parts);
    }
  }

  /** The store has the whole file. */
  record ObjectStored(StoredObject object, Instant at) implements ExportEvent {}

  /**
   * A delivery writes there, or begins to. Persisted before the first byte is sent, and again with
   * each upload that is opened there, before anything is sent to it.
   */
  record DeliveryOpened(DeliverySession session, Instant at) implements ExportEvent {}

  /** One destination has the file, read back there. */
  record Delivered(DeliveryReceipt receipt, Instant at) implements ExportEvent {}

  /** One destination does not get the file; others still may. */
  record DeliveryFailed(DeliveryFailure failure, Instant at) implements ExportEvent {}

  /**
   * Somebody wants the file at more destinations: they follow those that there are.
   *
   * @param by who
   */
  record DestinationsAdded(
      List<Destination> destinations,
      String by,
      Instant at,
      @JsonInclude(JsonInclude.Include.NON_NULL) TraceContext trace)
      implements ExportEvent, PersonEvent {
    /** Tells that it belongs to no trace. */
    public DestinationsAdded(List<Destination> destinations, String by, Instant at) {
      this(destinations, by, at, null);
    }

    @Override
    public DestinationsAdded traced(TraceContext within) {
      return new DestinationsAdded(destinations, by, at, within);
    }

    public DestinationsAdded {
      destinations = List.copyOf(destinations);
    }
  }

  /**
   * Every destination has the file that is waited for.
   *
   * @param partial whether some were given up
   * @param keptUntil when its files go; {@code null}: nobody has said
   */
  record Completed(
      Instant at,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean partial,
      @JsonInclude(JsonInclude.Include.NON_NULL) Instant keptUntil)
      implements ExportEvent, EndEvent {
    /** Tells that nobody has said when its files go. */
    public Completed(Instant at, boolean partial) {
      this(at, partial, null);
    }

    /** Tells that none was given up. */
    public Completed(Instant at) {
      this(at, false);
    }

    @Override
    public Completed keptUntil(Instant until) {
      return new Completed(at, partial, until);
    }
  }

  /**
   * The export ended without its file.
   *
   * @param step that failed
   * @param detail a whole sentence for people
   * @param partial whether some destinations have the file
   * @param keptUntil when the files go that there are; {@code null}: nobody has said
   */
  record Failed(
      ErrorCode code,
      ExportStep step,
      String detail,
      Instant at,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean partial,
      @JsonInclude(JsonInclude.Include.NON_NULL) Instant keptUntil)
      implements ExportEvent, EndEvent {
    /** Tells that nobody has said when its files go. */
    public Failed(ErrorCode code, ExportStep step, String detail, Instant at, boolean partial) {
      this(code, step, detail, at, partial, null);
    }

    /** Tells that no destination has the file. */
    public Failed(ErrorCode code, ExportStep step, String detail, Instant at) {
      this(code, step, detail, at, false);
    }

    @Override
    public Failed keptUntil(Instant until) {
      return new Failed(code, step, detail, at, partial, until);
    }
  }

  /**
   * Somebody ended the export.
   *
   * @param by who
   * @param step that was under way
   * @param partial whether some destinations have the file
   * @param keptUntil when the files go that there are; {@code null}: nobody has said
   */
  record Canceled(
      String by,
      ExportStep step,
      Instant at,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean partial,
      @JsonInclude(JsonInclude.Include.NON_NULL) Instant keptUntil,
      @JsonInclude(JsonInclude.Include.NON_NULL) TraceContext trace)
      implements ExportEvent, EndEvent, PersonEvent {
    /** Tells that it belongs to no trace. */
    public Canceled(String by, ExportStep step, Instant at, boolean partial, Instant keptUntil) {
      this(by, step, at, partial, keptUntil, null);
    }

    @Override
    public Canceled traced(TraceContext within) {
      return new Canceled(by, step, at, partial, keptUntil, within);
    }

    /** Tells that nobody has said when its files go. */
    public Canceled(String by, ExportStep step, Instant at, boolean partial) {
      this(by, step, at, partial, null);
    }

    /** Tells that no destination has the file. */
    public Canceled(String by, ExportStep step, Instant at) {
      this(by, step, at, false);
    }

    @Override
    public Canceled keptUntil(Instant until) {
      return new Canceled(by, step, at, partial, until, trace);
    }
  }

  /**
   * Nothing is left behind: the uploads are closed and the scratch objects are deleted.
   *
   * @param left what destinations have nevertheless
   */
  record CleanedUp(Instant at, @JsonInclude(JsonInclude.Include.NON_EMPTY) List<LeftFile> left)
      implements ExportEvent {
    public CleanedUp {
      left = left == null ? List.of() : List.copyOf(left);
    }

    /** Tells that destinations have nothing, as is usual. */
    public CleanedUp(Instant at) {
      this(at, List.of());
    }
  }

  /**
   * Somebody halted the export.
   *
   * @param by who
   */
  record Paused(
      String by, Instant at, @JsonInclude(JsonInclude.Include.NON_NULL) TraceContext trace)
      implements ExportEvent, PersonEvent {
    /** Tells that it belongs to no trace. */
    public Paused(String by, Instant at) {
      this(by, at, null);
    }

    @Override
    public Paused traced(TraceContext within) {
      return new Paused(by, at, within);
    }
  }

  /**
   * Somebody let it go on.
   *
   * @param by who
   */
  record Resumed(
      String by, Instant at, @JsonInclude(JsonInclude.Include.NON_NULL) TraceContext trace)
      implements ExportEvent, PersonEvent {
    /** Tells that it belongs to no trace. */
    public Resumed(String by, Instant at) {
      this(by, at, null);
    }

    @Override
    public Resumed traced(TraceContext within) {
      return new Resumed(by, at, within);
    }
  }

  /**
   * Somebody wants a failed export tried again, once what the failed try left behind is removed.
   *
   * @param by who
   * @param attempt the number of the attempt to come; that of the failed one when only its delivery
   *     is repeated
   */
  record Retried(
      String by,
      int attempt,
      Instant at,
      @JsonInclude(JsonInclude.Include.NON_NULL) TraceContext trace)
      implements ExportEvent, PersonEvent {
    /** Tells that it belongs to no trace. */
    public Retried(String by, int attempt, Instant at) {
      this(by, attempt, at, null);
    }

    @Override
    public Retried traced(TraceContext within) {
      return new Retried(by, attempt, at, within);
    }
  }

  /**
   * Somebody wants it sooner or later than so far.
   *
   * @param by who
   */
  record Reprioritized(
      Priority priority,
      String by,
      Instant at,
      @JsonInclude(JsonInclude.Include.NON_NULL) TraceContext trace)
      implements ExportEvent, PersonEvent {
    /** Tells that it belongs to no trace. */
    public Reprioritized(Priority priority, String by, Instant at) {
      this(priority, by, at, null);
    }

    @Override
    public Reprioritized traced(TraceContext within) {
      return new Reprioritized(priority, by, at, within);
    }
  }

  /**
   * The files of an ended export that had no date have one, or another.
   *
   * @param by who wants it; {@code null}: the service, which gives one to exports of old
   */
  record KeptUntil(
      Instant until,
      @JsonInclude(JsonInclude.Include.NON_NULL) String by,
      Instant at,
      @JsonInclude(JsonInclude.Include.NON_NULL) TraceContext trace)
      implements ExportEvent, PersonEvent {
    /** Tells that it belongs to no trace. */
    public KeptUntil(Instant until, String by, Instant at) {
      this(until, by, at, null);
    }

    @Override
    public KeptUntil traced(TraceContext within) {
      return new KeptUntil(until, by, at, within);
    }
  }

  /** The time is over for which the file of an ended export is kept: it goes from the store. */
  record Expired(Instant at) implements ExportEvent {}

  /** What somebody asked for by a call, which may belong to a trace. */
  interface PersonEvent {
    /** Returns the trace; {@code null}: it belongs to none. */
    TraceContext trace();

    /** Returns the same as part of a trace. */
    ExportEvent traced(TraceContext within);
  }

  /** What ends an export: from then on it is known when its files go. */
  interface EndEvent {
    /** Returns until when files are kept; {@code null}: nobody has said. */
    Instant keptUntil();

    /** Returns the same with a date. */
    ExportEvent keptUntil(Instant until);
  }
}
