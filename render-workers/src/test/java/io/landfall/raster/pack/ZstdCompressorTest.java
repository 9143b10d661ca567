package io.landfall.raster.pack;

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
    byte[] unpacked = new byte[size];

    byte[] packed = new ZstdCompressor(level).pack(raw, size, false);
    new ZstdCompressor(1).unpack(packed, unpacked);

    assertThat(unpacked).isEqualTo(raw);
    assertThat(Zstd.getFrameContentSize(packed)).isEqualTo(size);
  }

  @Test
  void theSameBytesPackTheSameWhateverWasPackedBefore() {
    var used = new ZstdCompressor(9);
    used.pack(PredictedImagery.block(1), 300_000, false);
    byte[] raw = PredictedImagery.block(2);

    assertThat(used.pack(raw, 100_000, true))
        .isEqualTo(new ZstdCompressor(9).pack(raw, 100_000, false));
  }

  @Test
  void moreOrLessThanATileIsDamaged() {
    var zstd = new ZstdCompressor(9);
    byte[] packed = zstd.pack(new byte[1000], 1000, false);

    assertThatThrownBy(() -> zstd.unpack(packed, new byte[1001]))
        .isInstanceOf(RasterException.class)
        .hasMessage("Cannot unpack a tile: it holds 1000 bytes instead of 1001.");
    assertThatThrownBy(() -> zstd.unpack(packed, new byte[999]))
        .isInstanceOf(RasterException.class);
    assertThatThrownBy(() -> zstd.unpack(new byte[] {1, 2, 3}, new byte[9]))
        .isInstanceOf(RasterException.class);
  }
}
