package io.landfall.api.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportId;
import org.junit.jupiter.api.Test;

class PieceSizesTest {
  private static final long MUCH = 1L << 30;

  private final ExportAttempt attempt = new ExportAttempt(ExportId.generate(), 1);

  private PieceSizes sizes(DownloadMemory memory) {
    memory.enter(attempt);
    return new PieceSizes(memory, attempt);
  }

  @Test
  void largePiecesTakeMemoryUntilSmallOnesHavePushedThemOn() {
    var memory = new DownloadMemory(64 << 20);
    PieceSizes sizes = sizes(memory);
    assertThat(sizes.next(false, MUCH)).isEqualTo(PieceSizes.SMALL);
    assertThat(memory.extraTaken()).isZero();
    assertThat(sizes.next(true, MUCH)).isEqualTo(PieceSizes.LARGE);
    assertThat(sizes.next(true, MUCH)).isEqualTo(PieceSizes.LARGE);
    assertThat(memory.extraTaken()).isEqualTo(4L * PieceSizes.LARGE);
    for (int small = 0; small < 4; small++) {
      assertThat(sizes.next(false, MUCH)).isEqualTo(PieceSizes.SMALL);
      assertThat(memory.extraTaken()).as("large ones may be under way").isPositive();
    }
    sizes.next(false, MUCH);
    assertThat(memory.extraTaken()).isZero();
  }

  @Test
  void piecesStaySmallWhereThereIsNoMemory() {
    var memory = new DownloadMemory(2 << 20);
    assertThat(sizes(memory).next(true, MUCH)).isEqualTo(PieceSizes.SMALL);
    assertThat(memory.extraTaken()).isZero();
  }

  @Test
  void theLastPiecesAreSmallAndTheEndGivesBackWhatWasTaken() {
    var memory = new DownloadMemory(64 << 20);
    PieceSizes sizes = sizes(memory);
    sizes.next(true, MUCH);
    assertThat(sizes.next(true, 1 << 20)).isEqualTo(PieceSizes.SMALL);
    sizes.release();
    sizes.release();
    assertThat(memory.extraTaken()).isZero();
  }
}
