package io.landfall.raster.warp;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterInfo;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowPartsTest {
  @ParameterizedTest(name = "{0} x {1} in blocks of {2} x {3}, at most {4}")
  @CsvSource({
    "8000, 8000, 8000, 1, 4194304", // rows
    "8000, 8000, 8000, 8000, 4194304", // one strip
    "8000, 8000, 512, 512, 4194304",
    "65536, 65536, 512, 512, 4194304",
    "65536, 3, 65536, 1, 4194304",
    "65536, 1000, 65536, 16, 1000",
    "1048576, 9, 1048576, 1, 7000",
    "7, 5, 3, 2, 1",
  })
  void partsCoverTheWindowOnceAndNoneIsTooLarge(
      int width, int height, int blockWidth, int blockHeight, int maxPixels) {
    PixelRect window = new PixelRect(5, 7, width - 5, Math.max(1, height - 7));
    List<PixelRect> parts =
        WindowParts.of(window, new RasterInfo.Size(blockWidth, blockHeight), maxPixels);
    assertThat(parts.stream().mapToLong(PixelRect::pixels).sum()).isEqualTo(window.pixels());
    assertThat(parts)
        .doesNotHaveDuplicates()
        .allSatisfy(
            part -> {
              assertThat(part.pixels()).isBetween(1L, (long) maxPixels);
              assertThat(part.intersection(window)).isEqualTo(part);
            });
  }

  @Test
  void blocksAreNotCutWhereTheyFit() {
    PixelRect window = new PixelRect(100, 600, 5000, 3000);
    assertThat(WindowParts.of(window, new RasterInfo.Size(512, 512), 1 << 20))
        .allSatisfy(
            part -> {
              assertThat(part.x0() % 512 == 0 || part.x0() == window.x0()).isTrue();
              assertThat(part.y0() % 512 == 0 || part.y0() == window.y0()).isTrue();
            })
        .first()
        .isEqualTo(PixelRect.between(100, 600, 2048, 1024));
  }

  @Test
  void rowsStayWholeWhereTheyFit() {
    PixelRect window = new PixelRect(0, 0, 8000, 8000);
    assertThat(WindowParts.of(window, new RasterInfo.Size(512, 512), 4 << 20))
        .allSatisfy(part -> assertThat(part.width()).isEqualTo(8000))
        .hasSize(16);
  }

  @Test
  void rowsStayWholeWhereverTheWindowBegins() {
    PixelRect window = new PixelRect(100, 30, 3000, 4000);
    assertThat(WindowParts.of(window, new RasterInfo.Size(3000, 1), 4 << 20))
        .allSatisfy(part -> assertThat(part.width()).isEqualTo(3000));
    assertThat(WindowParts.of(window, new RasterInfo.Size(3000, 1), 12_000_000))
        .as("what fits is one part")
        .containsExactly(window);
  }
}
