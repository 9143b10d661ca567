package io.landfall.raster.warp;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.raster.PixelRect;
import io.landfall.raster.TinyBand;
import io.landfall.raster.TinyScenes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlocksAheadTest {
  private static final PixelRect ALL = new PixelRect(0, 0, 2, 2);
  private static final int MANY = 1_000_000;

  @Test
  void whatIsTakenIsTakenFromAll() {
    var ahead = new ReadHelpers.BlocksAhead(100);
    assertThat(ahead.tryTake(60)).isTrue();
    assertThat(ahead.tryTake(60)).isFalse();
    assertThat(ahead.tryTake(40)).isTrue();
    ahead.giveBack(60);
    assertThat(ahead.tryTake(60)).isTrue();
    assertThat(ahead.left()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 1 << 20})
  void aWindowIsReadWithRoomAndWithoutAndGivesItBack(long bytes) {
    var ahead = new ReadHelpers.BlocksAhead(bytes);
    List<Long> leftMeanwhile = new ArrayList<>();
    var helpers =
        new ReadHelpers(
            help -> {
              leftMeanwhile.add(ahead.left());
              help.run();
            },
            ahead);
    TinyScenes scenes = TinyScenes.on(2, 2).scene(TinyBand.of("1 2\n3 4"), TinyBand.of("5 6\n7 8"));
    ScenePatch patch = WarpCase.of(scenes, null, helpers).patch(ALL, MANY);
    double[][] row = new double[2][2];
    patch.row(1, 0, 2, row);
    assertThat(row).isDeepEqualTo(new double[][] {{3, 4}, {7, 8}});
    assertThat(ahead.left()).isEqualTo(bytes);
    if (bytes > 1) {
      assertThat(leftMeanwhile).first().satisfies(left -> assertThat(left).isLessThan(bytes));
    }
  }
}
