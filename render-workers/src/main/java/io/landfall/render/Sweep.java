package io.landfall.render;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.stream.SharedKillSwitch;
import akka.stream.ThrottleMode;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.landfall.export.ExportSummary;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.ExportStatus;
import io.landfall.render.Leftovers.Standing;
import io.landfall.render.Leftovers.Thing;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes through the bucket and removes what {@link Leftovers} tells. Each export is asked itself,
 * since only its journal knows; how a succeeded one stands never changes, so it is asked once. At a
 * measured pace, in one stream, so that a round costs the store the same whatever has piled up.
 */
public final class Sweep {
  private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int REMEMBERED = 100_000;
  private static final int ASKED_PER_SECOND = 20; // asking wakes the export up
  private static final int REMOVALS_AT_A_TIME = 4;

  private final ActorSystem<?> system;
  private final ObjectStore store;
  private final Function<ExportId, CompletionStage<ExportSummary>> exports;
  private final SweepSettings settings;
  private final Clock clock;
  private final Map<ExportId, Standing> succeeded =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<ExportId, Standing> eldest) {
              return size() > REMEMBERED;
            }
          });

  /**
   * Makes the sweep of a bucket that holds nobody else's exports.
   *
   * @param exports asks one how it stands; it fails with EXPORT_UNKNOWN when there is none
   */
  public Sweep(
      ActorSystem<?> system,
      ObjectStore store,
      Function<ExportId, CompletionStage<ExportSummary>> exports,
      SweepSettings settings,
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
   * @param seen uploads and objects that are old enough to ask about
   * @param uploads that were aborted
   * @param scratch objects that were deleted
   * @param files that were deleted
   * @param bytes of all deleted objects
   */
  public record Swept(long seen, long uploads, long scratch, long files, long bytes) {
    static final Swept NOTHING = new Swept(0, 0, 0, 0, 0);

    private Swept suspected() {
      return new Swept(seen + 1, uploads, scratch, files, bytes);
    }

    private Swept with(Thing thing) {
      return new Swept(
          seen,
          uploads + (thing.isUpload() ? 1 : 0),
          scratch + (!thing.isUpload() && thing.isScratch() ? 1 : 0),
          files + (!thing.isUpload() && !thing.isScratch() ? 1 : 0),
          bytes + thing.bytes());
    }

    /** Returns how many uploads and objects are gone. */
    public long removed() {
      return uploads + scratch + files;
    }
  }

  /** Removes what is left, until {@code stop}. What fails is left to the next round. */
  public CompletionStage<Swept> round(SharedKillSwitch stop) {
    return round(stop, this::remove);
  }

  /** Tells what {@link #round} would remove, and removes nothing. */
  public CompletionStage<Swept> preview(SharedKillSwitch stop, Consumer<Thing> told) {
    return round(
        stop,
        thing -> {
          told.accept(thing);
          return CompletableFuture.completedStage(Done.getInstance());
        });
  }

  private record Verdict(Thing thing, boolean isLeft) {}

  private CompletionStage<Swept> round(
      SharedKillSwitch stop, Function<Thing, CompletionStage<Done>> remove) {
    var last = new AtomicReference<Asked>();
    return things()
        .via(stop.flow())
        .throttle(settings.listed(), SECOND)
        .filter(thing -> settings.rule().isSuspect(thing, clock.instant()))
        .throttle(
            ASKED_PER_SECOND,
            SECOND,
            ASKED_PER_SECOND,
            thing -> answered(thing, last) == null ? 1 : 0,
            ThrottleMode.shaping())
        .mapAsync(1, thing -> verdict(thing, last))
        .throttle(
            settings.removed(),
            SECOND,
            settings.removed(),
            verdict -> verdict.isLeft() ? 1 : 0,
            ThrottleMode.shaping())
        .mapAsync(
            REMOVALS_AT_A_TIME,
            verdict ->
                verdict.isLeft()
                    ? remove.apply(verdict.thing()).thenApply(done -> verdict)
                    : CompletableFuture.completedStage(verdict))
        .runWith(Sink.fold(Swept.NOTHING, Sweep::count), system);
  }

  private static Swept count(Swept sum, Verdict verdict) {
    return verdict.isLeft() ? sum.suspected().with(verdict.thing()) : sum.suspected();
  }

  /** Uploads first: one that is completed after it was listed is an object later in the list. */
  private Source<Thing, ?> things() {
    Source<Thing, ?> uploads =
        Source.lazyCompletionStage(() -> store.uploads(ObjectKeys.EXPORTS))
            .mapConcat(list -> list)
            .map(upload -> new Thing(upload.key(), upload.uploadId(), 0, upload.begun()));
    return uploads.concat(objects(ObjectKeys.SCRATCH)).concat(objects(ObjectKeys.EXPORTS));
  }

  private Source<Thing, ?> objects(String prefix) {
    return Source.lazySource(() -> store.entries(prefix))
        .map(entry -> new Thing(entry.key(), null, entry.bytes(), entry.written()));
  }

  /** What an export has answered; {@code standing} is empty when nobody has asked for it. */
  private record Asked(ExportId id, Optional<Standing> standing) {}

  /** Returns what is known without asking; {@code null}: nothing. Listings go export by export. */
  private Asked answered(Thing thing, AtomicReference<Asked> last) {
    ExportId id = Leftovers.owner(thing.key()).orElseThrow();
    Standing stood = succeeded.get(id);
    if (stood != null) {
      return new Asked(id, Optional.of(stood));
    }
    Asked before = last.get();
    return before != null && before.id().equals(id) ? before : null;
  }

  private CompletionStage<Verdict> verdict(Thing thing, AtomicReference<Asked> last) {
    Asked known = answered(thing, last);
    return (known != null ? CompletableFuture.completedStage(known) : ask(thing, last))
        .thenApply(
            asked ->
                new Verdict(
                    thing, settings.rule().isLeft(thing, asked.standing(), clock.instant())))
        .exceptionally(
            thrown -> {
              LOG.info("Keeping {}: {}", thing.key(), thrown.getMessage());
              return new Verdict(thing, false);
            });
  }

  private CompletionStage<Asked> ask(Thing thing, AtomicReference<Asked> last) {
    ExportId id = Leftovers.owner(thing.key()).orElseThrow();
    return exports
        .apply(id)
        .handle(
            (summary, thrown) -> {
              if (thrown != null && ExportFailure.of(thrown).code() != ErrorCode.EXPORT_UNKNOWN) {
                throw ExportFailure.of(thrown);
              }
              var asked = new Asked(id, Optional.ofNullable(summary).map(Leftovers::standing));
              last.set(asked);
              if (summary != null && summary.status() == ExportStatus.SUCCESS) {
                succeeded.put(id, asked.standing().orElseThrow());
              }
              return asked;
            });
  }

  private CompletionStage<Done> remove(Thing thing) {
    return thing.isUpload()
        ? store.abort(thing.key(), thing.uploadId())
        : store.delete(thing.key());
  }
}
