package io.landfall.raster.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.landfall.raster.RasterException;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ZstdCompressorTest {
  @Property(tries = 100)
  void roundTrip(
      @ForAll long seed,
      @ForAll @IntRange(max = 5000) int size,
      @ForAll @IntRange(min = 1, max = 22) int level) {
    byte[] raw = PredictedImagery.anything(new Random(seed), size);
    byte[] decompressed = new byte[size];

    byte[] compressed = new ZstdCompressor(level).compress(raw, size, false);
    new ZstdCompressor(1).decompress(compressed, decompressed);

    assertThat(decompressed).isEqualTo(raw);
    assertThat(Zstd.getFrameContentSize(compressed)).isEqualTo(size);
  }

  @Test
  void theSameBytesCompressTheSameWhateverWasCompressedBefore() {
    var used = new ZstdCompressor(9);
    used.compress(PredictedImagery.block(1), 300_000, false);
    byte[] raw = PredictedImagery.block(2);

    assertThat(used.compress(raw, 100_000, true))
        .isEqualTo(new ZstdCompressor(9).compress(raw, 100_000, false));
  }

  @Test
  void moreOrLessThanATileIsDamaged() {
    var zstd = new ZstdCompressor(9);
    byte[] compressed = zstd.compress(new byte[1000], 1000, false);

    assertThatThrownBy(() -> zstd.decompress(compressed, new byte[1001]))
        .isInstanceOf(RasterException.class)
        .hasMessage("Cannot decompress a tile: it holds 1000 bytes instead of 1001.");
    assertThatThrownBy(() -> zstd.decompress(compressed, new byte[999]))
        .isInstanceOf(RasterException.class);
    assertThatThrownBy(() -> zstd.decompress(new byte[] {1, 2, 3}, new byte[9]))
        .isInstanceOf(RasterException.class);
  }
}
