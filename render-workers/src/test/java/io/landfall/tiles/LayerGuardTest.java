package io.landfall.tiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.landfall.export.CrashGuard;
import io.landfall.export.GuardedWork;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What the crash guard hears of tiles. */
class LayerGuardTest {
  private static final UUID LAYER = new UUID(1, 1);

  private final RecordingGuard recorded = new RecordingGuard();
  private final LayerGuard guard = new LayerGuard(recorded);

  @Test
  void tilesOfALayerAreOnePieceOfWork() {
    var first = new CompletableFuture<String>();
    var second = new CompletableFuture<String>();
    guard.run(LAYER, () -> first);
    guard.run(LAYER, () -> second);
    guard.run(new UUID(2, 2), () -> CompletableFuture.completedStage("other"));
    assertThat(recorded.begun).hasSize(2);
    assertThat(recorded.begun.get(0)).isEqualTo(GuardedWork.map(LAYER));
    first.complete("");
    assertThat(recorded.work.get(0)).isNotDone();
    second.complete("");
    await().until(() -> recorded.work.get(0).isDone());
    guard.run(LAYER, () -> CompletableFuture.completedStage("later"));
    assertThat(recorded.begun).hasSize(3);
  }

  @Test
  void aLayerThatEndedTooManyNodesIsNotBegun() {
    recorded.refusal = new ExportFailure(ErrorCode.POISON_STEP, "Cannot make the map: ...");
    var failed =
        guard
            .run(
                LAYER,
                () -> {
                  throw new AssertionError("begun");
                })
            .toCompletableFuture();
    assertThat(failed).isCompletedExceptionally();
    assertThat(failed.handle((done, thrown) -> ExportFailure.of(thrown).code()).join())
        .isEqualTo(ErrorCode.POISON_STEP);
    recorded.refusal = null;
    assertThat(guard.run(LAYER, () -> CompletableFuture.completedStage("tried again")))
        .isCompletedWithValue("tried again");
  }

  @Test
  void tilesWithoutAPauseLetWhatRunsAloneComeFirst() {
    var now = new AtomicLong();
    var panned = new LayerGuard(recorded, now::get);
    var slow = new CompletableFuture<String>();
    panned.run(LAYER, () -> slow);
    now.addAndGet(TimeUnit.SECONDS.toNanos(9));
    assertThat(panned.run(LAYER, () -> CompletableFuture.completedStage("at once")))
        .isCompletedWithValue("at once");
    now.addAndGet(TimeUnit.SECONDS.toNanos(2));
    var next =
        panned.run(LAYER, () -> CompletableFuture.completedStage("after it")).toCompletableFuture();
    assertThat(recorded.begun).hasSize(1);
    assertThat(next).isNotDone();
    slow.complete("");
    assertThat(recorded.work.get(0)).isDone();
    assertThat(recorded.begun).hasSize(2);
    assertThat(next).isCompletedWithValue("after it");
  }

  @Test
  void aLayerThatIsIdleEndsWhenItHasLastedLongEnough() {
    var now = new AtomicLong();
    var panned = new LayerGuard(recorded, now::get);
    panned.run(LAYER, () -> CompletableFuture.completedStage("first"));
    now.addAndGet(TimeUnit.SECONDS.toNanos(11));
    assertThat(panned.run(LAYER, () -> CompletableFuture.completedStage("second")))
        .isCompletedWithValue("second");
    assertThat(recorded.work.get(0)).isDone();
    assertThat(recorded.begun).hasSize(2);
  }

  private static final class RecordingGuard implements CrashGuard {
    private final List<GuardedWork> begun = new ArrayList<>();
    private final List<CompletableFuture<?>> work = new ArrayList<>();
    private ExportFailure refusal;

    @Override
    public <T> CompletionStage<T> run(GuardedWork one, Supplier<CompletionStage<T>> start) {
      if (refusal != null) {
        return CompletableFuture.failedStage(refusal);
      }
      begun.add(one);
      CompletionStage<T> started = start.get();
      work.add(started.toCompletableFuture());
      return started;
    }

    @Override
    public <T> T call(GuardedWork one, Supplier<T> body) {
      throw new UnsupportedOperationException();
    }
  }
}
