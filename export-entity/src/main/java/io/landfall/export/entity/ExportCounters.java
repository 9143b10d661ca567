package io.landfall.export.entity;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import io.landfall.export.entity.ExportState.ExistingState;
import io.landfall.model.ErrorCode;
import io.landfall.model.delivery.DeliveredFile;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.OutputFormat.FileFormat;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Counts what becomes of exports on a node, for metrics: each event once, by the node that has
 * written it into the journal. Safe for any thread.
 */
public final class ExportCounters implements Extension {
  private static final ExtensionId<ExportCounters> ID =
      new ExtensionId<>() {
        @Override
        public ExportCounters createExtension(ActorSystem<?> system) {
          return new ExportCounters();
        }
      };

  /** The kinds of destinations, as users see them. */
  public static final List<String> TARGETS = List.of("HTTP", "S3", "DROPBOX", "FILE");

  /** How an export has ended. */
  public enum ExportEnding {
    SUCCESS,
    ERROR,
    CANCELED
  }

  /** What an export shows. */
  public enum Kind {
    BANDS,
    TOOL
  }

  /**
   * The end of an export.
   *
   * @param took from its submission on, pauses included
   */
  public record ExportEnd(ExportEnding outcome, Kind kind, FileFormat format, Duration took) {}

  private final Map<ErrorCode, LongAdder> failures = new EnumMap<>(ErrorCode.class);
  private final Map<ExportEnding, LongAdder> ends = new EnumMap<>(ExportEnding.class);
  private final Map<String, LongAdder> deliveries = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> failedDeliveries = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> deliveredBytes = new ConcurrentHashMap<>();
  private final LongAdder submissions = new LongAdder();
  private final LongAdder recoveries = new LongAdder();
  private final LongAdder fenceRejections = new LongAdder();
  private final LongAdder writes = new LongAdder();
  private final LongAdder writeNanos = new LongAdder();
  private volatile Consumer<ExportEnd> listener = end -> {};

  ExportCounters() {
    for (ErrorCode code : ErrorCode.values()) {
      failures.put(code, new LongAdder());
    }
    for (ExportEnding outcome : ExportEnding.values()) {
      ends.put(outcome, new LongAdder());
    }
  }

  /** Returns the one of a node. */
  public static ExportCounters of(ActorSystem<?> system) {
    return ID.apply(system);
  }

  /** Tells {@code listener} of each end from now on, from the threads of exports. */
  public void onEnd(Consumer<ExportEnd> told) {
    listener = told;
  }

  /** Returns how many exports were submitted. */
  public long submissions() {
    return submissions.sum();
  }

  /** Returns how often exports ended so; one that is retried may end again. */
  public long ends(ExportEnding outcome) {
    return ends.get(outcome).sum();
  }

  /** Returns how often exports ended in ERROR for this. */
  public long failures(ErrorCode code) {
    return failures.get(code).sum();
  }

  /** Returns how many destinations of a {@linkplain #TARGETS kind} were given a file. */
  public long deliveries(String target) {
    return sum(deliveries, target);
  }

  /** Returns how many destinations of a {@linkplain #TARGETS kind} were not given theirs. */
  public long failedDeliveries(String target) {
    return sum(failedDeliveries, target);
  }

  /** Returns the bytes that destinations of a {@linkplain #TARGETS kind} were given. */
  public long deliveredBytes(String target) {
    return sum(deliveredBytes, target);
  }

  /** Returns how often an export was read from the journal. */
  public long recoveries() {
    return recoveries.sum();
  }

  /** Returns how often a step was kept from committing, as its export had gone on without it. */
  public long fenceRejections() {
    return fenceRejections.sum();
  }

  /** Returns how often exports have written to the journal. */
  public long writes() {
    return writes.sum();
  }

  /** Returns for how long they have waited for it, in ns altogether. */
  public long writeNanos() {
    return writeNanos.sum();
  }

  /** Counts what has happened to an export. */
  void recordEvent(ExportEvent event, ExistingState after) {
    if (event instanceof ExportEvent.Requested) {
      submissions.increment();
    } else if (event instanceof ExportEvent.Completed) {
      recordEnd(ExportEnding.SUCCESS, after);
    } else if (event instanceof ExportEvent.Canceled) {
      recordEnd(ExportEnding.CANCELED, after);
    } else if (event instanceof ExportEvent.Failed failed) {
      failures.get(failed.code()).increment();
      recordEnd(ExportEnding.ERROR, after);
    } else if (event instanceof ExportEvent.Delivered delivered) {
      String target = target(after, delivered.receipt().destination());
      add(deliveries, target, 1);
      add(
          deliveredBytes,
          target,
          delivered.receipt().files().stream().mapToLong(DeliveredFile::bytes).sum());
    } else if (event instanceof ExportEvent.DeliveryFailed failed) {
      add(failedDeliveries, target(after, failed.failure().destination()), 1);
    }
  }

  void recordRecovery() {
    recoveries.increment();
  }

  void recordFenceRejection() {
    fenceRejections.increment();
  }

  void recordWrite(long nanos) {
    writes.increment();
    writeNanos.add(nanos);
  }

  private void recordEnd(ExportEnding outcome, ExistingState after) {
    ends.get(outcome).increment();
    ExportRequest request = after.request();
    FileFormat asked = request.format().type();
    listener.accept(
        new ExportEnd(
            outcome,
            request.effectiveProcessing().tool() == null ? Kind.BANDS : Kind.TOOL,
            asked == null ? FileFormat.COG : asked,
            Duration.between(after.metadata().createdAt(), after.metadata().updatedAt())));
  }

  private static String target(ExistingState state, int destination) {
    return state.destinations().get(destination).type();
  }

  private static long sum(Map<String, LongAdder> counts, String target) {
    LongAdder count = counts.get(target);
    return count == null ? 0 : count.sum();
  }

  private static void add(Map<String, LongAdder> counts, String target, long more) {
    counts.computeIfAbsent(target, any -> new LongAdder()).add(more);
  }
}
