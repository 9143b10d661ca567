package io.landfall.raster.tiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.landfall.model.SampleType;
import io.landfall.plan.PlannerFixture;
import io.landfall.raster.RasterException;
import io.landfall.raster.SampleBlock;
import io.landfall.raster.tiff.codec.Codecs;
import io.landfall.raster.tiff.codec.JdkInflater;
import io.landfall.raster.tiff.format.Compression;
import io.landfall.raster.tiff.format.Tag;
import io.landfall.raster.tiff.jpegxl.LibJxl;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TIFFs of JPEG XL that tifffile made with libjxl 0.11 (src/build/jpeg-xl-samples.py). */
class JpegXlTiffTest {
  private static final int WIDTH = 24;
  private static final int HEIGHT = 20;

  @BeforeEach
  void needsTheLibrary() {
    assumeTrue(LibJxl.find().isPresent() || System.getenv("LANDFALL_TEST_DATA") != null);
  }

  @ParameterizedTest(name = "{0}: {1} bands of {2}")
  @CsvSource({
    "uint8, 1, UINT8, 1",
    "uint8-gray-alpha, 2, UINT8, 1",
    "uint8-rgb, 3, UINT8, 1",
    "uint16, 1, UINT16, 37",
    "uint16-rgba, 4, UINT16, 37",
    "uint16-planes, 3, UINT16, 37",
  })
  void integersAreThoseThatWereEncoded(String name, int bands, SampleType type, int factor)
      throws IOException {
    long[][] pixels = bits(sample(name), bands, type);

    for (int band = 0; band < bands; band++) {
      for (int i = 0; i < WIDTH * HEIGHT; i++) {
        int x = i % WIDTH;
        int y = i / WIDTH;
        long value = (long) (x * x + 3 * y * y + 17 * band * x + 29 * band) * factor;
        assertThat(pixels[band][i])
            .as("band %d at %d, %d", band, x, y)
            .isEqualTo(value & (1L << 8 * type.bytes()) - 1);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"float32, 1", "float32-rgb, 3"})
  void floatingPointNumbersAreThoseThatWereEncodedBitForBit(String name, int bands)
      throws IOException {
    long[][] pixels = bits(sample(name), bands, SampleType.FLOAT32);

    for (int band = 0; band < bands; band++) {
      for (int i = 0; i < WIDTH * HEIGHT; i++) {
        float value = number(i % WIDTH, i / WIDTH) * (1 << band);
        assertThat((int) pixels[band][i])
            .as("band %d at %d, %d", band, i % WIDTH, i / WIDTH)
            .isEqualTo(Float.floatToIntBits(value));
      }
    }
  }

  private static float number(int x, int y) {
    if (y == 0 && x > 0 && x < 4) {
      return x == 1 ? -0f : x == 2 ? 1e-42f : Float.NEGATIVE_INFINITY;
    }
    return x == y ? Float.NaN : (x * 31 + y * 17 - 300) / 8f;
  }

  @Test
  void lossyPixelsAreNear() throws IOException {
    long[][] pixels = bits(sample("lossy"), 3, SampleType.UINT8);

    double sum = 0;
    for (int band = 0; band < 3; band++) {
      for (int i = 0; i < WIDTH * HEIGHT; i++) {
        int value = 5 * (i % WIDTH) + 3 * (i / WIDTH) + 20 * band;
        sum += Math.abs(value - pixels[band][i]);
      }
    }
    assertThat(sum / (3 * WIDTH * HEIGHT)).isBetween(0.1, 3.0);
  }

  @Test
  void theNumberOfDngIsReadAlike() throws IOException {
    byte[] file = sample("uint8");
    assertThat(changed(file, Tag.COMPRESSION, Compression.JPEG_XL_DNG.number()))
        .satisfies(
            dng ->
                assertThat(bits(dng, 1, SampleType.UINT8))
                    .isEqualTo(bits(file, 1, SampleType.UINT8)));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({ // sums as tifffile 2026 reads them
    "byte_JXL_tiled.tif, 50706",
    "rgbsmall_JXL_separate.tif, 460094",
    "rgbsmall_JXL_tiled_separate.tif, 460094",
    "jxl-rgbi.tif, 127500",
  })
  void filesOfGdalAreRead(String name, long sum) throws IOException {
    Path file = PlannerFixture.data("hostile/gdal/" + name);
    long found = 0;
    try (TiffFile tiff = TiffFile.open(new MemoryBytes(name, Files.readAllBytes(file)))) {
      var size = tiff.blockSize(0);
      for (int row = 0; row * size.height() < tiff.info().height(); row++) {
        for (int column = 0; column * size.width() < tiff.info().width(); column++) {
          for (Object plane : tiff.readBlock(0, column, row).planes()) {
            for (byte value : (byte[]) plane) {
              found += value & 0xff;
            }
          }
        }
      }
    }
    assertThat(found).isEqualTo(sum);
  }

  @Test
  void otherSamplesAreRefused() {
    refuses(ByteOrder.LITTLE_ENDIAN, Map.of(Tag.SAMPLE_FORMAT, new long[] {2}), 16, "samples of");
    refuses(ByteOrder.LITTLE_ENDIAN, Map.of(), 12, "samples of");
    refuses(ByteOrder.LITTLE_ENDIAN, Map.of(), 32, "samples of");
    refuses(ByteOrder.BIG_ENDIAN, Map.of(), 16, "in a big-endian file");
    refuses(ByteOrder.LITTLE_ENDIAN, Map.of(Tag.PHOTOMETRIC, new long[] {6}), 8, "YCbCr");
  }

  private static void refuses(ByteOrder order, Map<Integer, Object> more, int bits, String words) {
    var tags = TinyTiff.gray(1, 1, 1, bits, 1);
    tags.put(Tag.COMPRESSION, new long[] {Compression.JPEG_XL.number()});
    tags.putAll(more);
    var source = new TinyTiff(order, false).image(tags, new byte[4]).file();
    assertThatThrownBy(() -> TiffFile.open(source))
        .isInstanceOfSatisfying(
            RasterException.class,
            e -> assertThat(e.reason()).isEqualTo(RasterException.Reason.UNSUPPORTED))
        .hasMessageContaining(words);
  }

  @Test
  void withoutTheLibraryItIsNamed() throws IOException {
    byte[] file = sample("uint8");
    System.setProperty("landfall.native", "off");
    try {
      var without = Codecs.standardWith(new JdkInflater());
      assertThatThrownBy(() -> TiffFile.open(new MemoryBytes("a.tif", file), without))
          .isInstanceOf(RasterException.class)
          .hasMessageContaining("compression JPEG XL")
          .hasMessageContaining("Debian: libjxl0.7");
    } finally {
      System.clearProperty("landfall.native");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"uint8", "uint16-rgba", "float32", "lossy"})
  void blocksOfAnotherSizeOrTypeAreRefused(String name) throws IOException {
    byte[] file = sample(name);
    byte[] wider = changed(file, Tag.TILE_WIDTH, 32);
    byte[] lower = changed(file, Tag.TILE_LENGTH, 8);

    for (byte[] other : new byte[][] {wider, lower}) {
      assertThatThrownBy(
              () -> {
                try (TiffFile tiff = TiffFile.open(new MemoryBytes("a.tif", other))) {
                  tiff.readBlock(0, 0, 0);
                }
              })
          .isInstanceOf(RasterException.class)
          .hasMessageContaining("a.tif");
    }
  }

  private static byte[] sample(String name) throws IOException {
    String resource = "jpeg-xl-%s.tif".formatted(name);
    try (InputStream in = JpegXlTiffTest.class.getResourceAsStream(resource)) {
      return in.readAllBytes();
    }
  }

  /** Changes a value of one number in the first directory of a little-endian file. */
  private static byte[] changed(byte[] file, int tag, int value) {
    byte[] copy = file.clone();
    var bytes = ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN);
    int directory = bytes.getInt(4);
    for (int i = 0; i < bytes.getShort(directory); i++) {
      int at = directory + 2 + 12 * i;
      if ((bytes.getShort(at) & 0xffff) == tag) {
        bytes.putShort(at + 8, (short) value);
        return copy;
      }
    }
    throw new AssertionError("No tag " + tag);
  }

  /** Returns the bits of all samples, by band, rows from the north. */
  private static long[][] bits(byte[] file, int bands, SampleType type) {
    long[][] pixels = new long[bands][WIDTH * HEIGHT];
    try (TiffFile tiff = TiffFile.open(new MemoryBytes("a.tif", file))) {
      assertThat(tiff.info().compression()).isEqualTo("JPEG XL");
      assertThat(tiff.info().bands()).hasSize(bands);
      var size = tiff.blockSize(0);
      for (int top = 0; top < HEIGHT; top += size.height()) {
        for (int left = 0; left < WIDTH; left += size.width()) {
          SampleBlock block = tiff.readBlock(0, left / size.width(), top / size.height());
          assertThat(block.type()).isEqualTo(type);
          for (int band = 0; band < bands; band++) {
            for (int i = 0; i < block.width() * block.height(); i++) {
              int at = (top + i / block.width()) * WIDTH + left + i % block.width();
              pixels[band][at] = bits(block.planes()[band], i);
            }
          }
        }
      }
    }
    return pixels;
  }

  private static long bits(Object plane, int i) {
    if (plane instanceof byte[] bytes) {
      return bytes[i] & 0xff;
    } else if (plane instanceof short[] shorts) {
      return shorts[i] & 0xffff;
    }
    return Float.floatToIntBits(((float[]) plane)[i]);
  }
}
