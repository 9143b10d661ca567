package io.landfall.tiles;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.pool.OwnerShares;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class LayerThreadsTest {
  private static final int WAITING = 2;

  private final OwnerShares shares = new OwnerShares(1);
  private final LayerThreads threads =
      new LayerThreads(
          null,
          shares,
          null,
          TileSettings.from(
              ConfigFactory.parseString("landfall.tiles.waiting = " + WAITING)
                  .withFallback(ConfigFactory.load())));

  /** Whoever asks and goes away at once leaves his work behind until its turn comes. */
  @Test
  void workThatIsLeftBehindIsBoundedForEachOwner() {
    shares.supply("slow", CompletableFuture::new);
    for (int i = 0; i < 4 * WAITING; i++) {
      assertThat(ask("hasty").toCompletableFuture()).isNotDone();
    }

    assertThat(ask("hasty").handle((done, thrown) -> ExportFailure.of(thrown).code()))
        .isCompletedWithValue(ErrorCode.NODE_BUSY);
    assertThat(ask("other").toCompletableFuture()).isNotDone();
  }

  private CompletionStage<Object> ask(String owner) {
    return threads.run(owner, null, () -> {}, (layer, checkWanted, buffers) -> layer);
  }
}
