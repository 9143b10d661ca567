package io.landfall.store.orphan;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.stream.SharedKillSwitch;
import akka.stream.ThrottleMode;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.landfall.export.ExportSummary;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.ExportStatus;
import io.landfall.store.ObjectKeys;
import io.landfall.store.ObjectStore;
import io.landfall.store.orphan.Orphans.AttemptNeed;
import io.landfall.store.orphan.Orphans.StoredItem;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes through the bucket and removes what {@link Orphans} names. Each export is asked itself,
 * since only its journal knows; the state of a succeeded one never changes, so it is asked once. At
 * a limited rate, in one stream, so that a round costs the store the same whatever has piled up.
 */
public final class OrphanCollection {
  private static final Logger LOG = LoggerFactory.getLogger(OrphanCollection.class);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int REMEMBERED = 100_000;
  private static final int ASKED_PER_SECOND = 20; // asking wakes the export up
  private static final int REMOVALS_AT_A_TIME = 4;

  private final ActorSystem<?> system;
  private final ObjectStore store;
  private final Function<ExportId, CompletionStage<ExportSummary>> exports;
  private final OrphanCollectionSettings settings;
  private final Clock clock;
  private final Cache<ExportId, AttemptNeed> succeeded = // a round goes through all in one order
      Caffeine.newBuilder().maximumSize(REMEMBERED).executor(Runnable::run).build();

  /**
   * Makes the collection of a bucket that holds nobody else's exports.
   *
   * @param exports asks one for its state; it fails with EXPORT_UNKNOWN when there is none
   */
  public OrphanCollection(
      ActorSystem<?> system,
      ObjectStore store,
      Function<ExportId, CompletionStage<ExportSummary>> exports,
      OrphanCollectionSettings settings,
      Clock clock) {
    this.system = system;
    this.store = store;
    this.exports = exports;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * What a round came upon.
   *
   * @param examined uploads and objects that are old enough to ask about
   * @param uploads that were aborted
   * @param scratch objects that were deleted
   * @param files that were deleted
   * @param bytes of all deleted objects
   */
  public record CollectionResult(
      long examined, long uploads, long scratch, long files, long bytes) {
    static final CollectionResult NOTHING = new CollectionResult(0, 0, 0, 0, 0);

    private CollectionResult withExamined() {
      return new CollectionResult(examined + 1, uploads, scratch, files, bytes);
    }

    private CollectionResult withRemoved(StoredItem item) {
      return new CollectionResult(
          examined,
          uploads + (item.isUpload() ? 1 : 0),
          scratch + (!item.isUpload() && item.isScratch() ? 1 : 0),
          files + (!item.isUpload() && !item.isScratch() ? 1 : 0),
          bytes + item.bytes());
    }

    /** Returns how many uploads and objects were removed. */
    public long removed() {
      return uploads + scratch + files;
    }
  }

  /** Removes what is left, until {@code stop}. What fails is left to the next round. */
  public CompletionStage<CollectionResult> collect(SharedKillSwitch stop) {
    var last = new AtomicReference<ExportAnswer>();
    return storedItems()
        .via(stop.flow())
        .throttle(settings.listedPerSecond(), SECOND)
        .filter(item -> settings.orphans().isCandidate(item, clock.instant()))
        .throttle(
            ASKED_PER_SECOND,
            SECOND,
            ASKED_PER_SECOND,
            item -> knownAnswer(item, last) == null ? 1 : 0,
            ThrottleMode.shaping())
        .mapAsync(1, item -> decide(item, last))
        .throttle(
            settings.removedPerSecond(),
            SECOND,
            settings.removedPerSecond(),
            decision -> decision.isOrphan() ? 1 : 0,
            ThrottleMode.shaping())
        .mapAsync(
            REMOVALS_AT_A_TIME,
            decision ->
                decision.isOrphan()
                    ? remove(decision.item()).thenApply(done -> decision)
                    : CompletableFuture.completedStage(decision))
        .runWith(Sink.fold(CollectionResult.NOTHING, OrphanCollection::count), system);
  }

  private record OrphanDecision(StoredItem item, boolean isOrphan) {}

  private static CollectionResult count(CollectionResult sum, OrphanDecision decision) {
    return decision.isOrphan()
        ? sum.withExamined().withRemoved(decision.item())
        : sum.withExamined();
  }

  /** Uploads first: one that is completed after it was listed is an object later in the list. */
  private Source<StoredItem, ?> storedItems() {
    Source<StoredItem, ?> uploads =
        Source.lazyCompletionStage(() -> store.uploads(ObjectKeys.EXPORTS))
            .mapConcat(list -> list)
            .map(upload -> new StoredItem(upload.key(), upload.uploadId(), 0, upload.startedAt()));
    return uploads.concat(objects(ObjectKeys.SCRATCH)).concat(objects(ObjectKeys.EXPORTS));
  }

  private Source<StoredItem, ?> objects(String prefix) {
    return Source.lazySource(() -> store.entries(prefix))
        .map(entry -> new StoredItem(entry.key(), null, entry.bytes(), entry.writtenAt()));
  }

  /** What an export has answered; {@code needs} is empty when nobody has asked for it. */
  private record ExportAnswer(ExportId id, Optional<AttemptNeed> needs) {}

  /** Returns what is known without asking; {@code null}: nothing. Listings go export by export. */
  private ExportAnswer knownAnswer(StoredItem item, AtomicReference<ExportAnswer> last) {
    ExportId id = Orphans.owner(item.key()).orElseThrow();
    AttemptNeed stood = succeeded.getIfPresent(id);
    if (stood != null) {
      return new ExportAnswer(id, Optional.of(stood));
    }
    ExportAnswer before = last.get();
    return before != null && before.id().equals(id) ? before : null;
  }

  private CompletionStage<OrphanDecision> decide(
      StoredItem item, AtomicReference<ExportAnswer> last) {
    ExportAnswer known = knownAnswer(item, last);
    return (known != null ? CompletableFuture.completedStage(known) : ask(item, last))
        .thenApply(
            asked ->
                new OrphanDecision(
                    item, settings.orphans().isOrphan(item, asked.needs(), clock.instant())))
        .exceptionally(
            thrown -> {
              LOG.info("Keeping {}: {}", item.key(), thrown.getMessage());
              return new OrphanDecision(item, false);
            });
  }

  private CompletionStage<ExportAnswer> ask(StoredItem item, AtomicReference<ExportAnswer> last) {
    ExportId id = Orphans.owner(item.key()).orElseThrow();
    return exports
        .apply(id)
        .handle(
            (summary, thrown) -> {
              if (thrown != null && ExportFailure.of(thrown).code() != ErrorCode.EXPORT_UNKNOWN) {
                throw ExportFailure.of(thrown);
              }
              var asked = new ExportAnswer(id, Optional.ofNullable(summary).map(Orphans::needsOf));
              last.set(asked);
              if (summary != null && summary.status() == ExportStatus.SUCCESS) {
                succeeded.put(id, asked.needs().orElseThrow());
              }
              return asked;
            });
  }

  private CompletionStage<Done> remove(StoredItem item) {
    return item.isUpload() ? store.abort(item.key(), item.uploadId()) : store.delete(item.key());
  }
}
