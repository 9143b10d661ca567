package io.landfall.plan;

import io.landfall.model.SampleType;
import io.landfall.raster.tiff.TinyTiff;
import io.landfall.raster.tiff.format.Tag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** A small TIFF in EPSG:32633, put together tag by tag: 40 x 30 pixels of 10 m, zero at first. */
final class PlacedTiff {
  static final int WIDTH = 40;
  static final int HEIGHT = 30;

  private final Map<Integer, Object> tags;
  private final byte[] pixels;

  private PlacedTiff(SampleType type, int bands) {
    pixels = new byte[WIDTH * HEIGHT * bands * type.bytes()];
    int format = type.isFloating() ? 3 : type.isSigned() ? 2 : 1;
    tags = TinyTiff.gray(WIDTH, HEIGHT, HEIGHT, 8 * type.bytes(), format);
    tags.put(Tag.SAMPLES_PER_PIXEL, new long[] {bands});
    tags.put(Tag.BITS_PER_SAMPLE, repeated(8 * type.bytes(), bands));
    tags.put(Tag.SAMPLE_FORMAT, repeated(format, bands));
    tags.put(Tag.EXTRA_SAMPLES, repeated(0, bands - 1));
    tags.put(Tag.MODEL_PIXEL_SCALE, new double[] {10, 10, 0});
    tags.put(
        Tag.GEO_KEYS, new long[] {1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 32_633});
    at(0);
  }

  static PlacedTiff of(SampleType type, int bands) {
    return new PlacedTiff(type, bands);
  }

  /** Red, green and blue, and a band flagged alpha if there are four. */
  static PlacedTiff rgb(int bands) {
    PlacedTiff file = new PlacedTiff(SampleType.UINT8, bands);
    file.tags.put(Tag.PHOTOMETRIC, new long[] {2});
    file.tags.put(Tag.EXTRA_SAMPLES, repeated(2, bands - 3));
    return file;
  }

  /** Moves it east, in pixels. */
  PlacedTiff at(double column) {
    tags.put(Tag.MODEL_TIEPOINT, new double[] {0, 0, 0, 500_000 + 10 * column, 5_000_000, 0});
    return this;
  }

  /** Takes its place away. */
  PlacedTiff unplaced() {
    tags.keySet().removeAll(Set.of(Tag.MODEL_PIXEL_SCALE, Tag.MODEL_TIEPOINT, Tag.GEO_KEYS));
    return this;
  }

  /**
   * Says that its numbers are of another CRS: of longitude and latitude, near 0, or a projected
   * one.
   */
  PlacedTiff in(int epsg) {
    boolean isGeographic = epsg >= 4_000 && epsg < 5_000;
    int model = isGeographic ? 2 : 1;
    int key = isGeographic ? 2048 : 3072;
    tags.put(
        Tag.GEO_KEYS, new long[] {1, 1, 0, 3, 1024, 0, 1, model, 1025, 0, 1, 1, key, 0, 1, epsg});
    return isGeographic ? placed(0, 0, 0.001) : placed(984_000, 200_000, 10);
  }

  /** Places its corner in the north west. */
  PlacedTiff placed(double west, double north, double pixel) {
    tags.put(Tag.MODEL_TIEPOINT, new double[] {0, 0, 0, west, north, 0});
    tags.put(Tag.MODEL_PIXEL_SCALE, new double[] {pixel, pixel, 0});
    return this;
  }

  PlacedTiff nodata(String text) {
    tags.put(Tag.GDAL_NODATA, text);
    return this;
  }

  PlacedTiff palette(long... colors) {
    tags.put(Tag.PHOTOMETRIC, new long[] {3});
    tags.put(320, colors); // 256 of red, of green, of blue
    return this;
  }

  /** Adds items of GDAL, as {@code <Item name="..." sample="0">...</Item>}. */
  PlacedTiff metadata(String items) {
    tags.put(Tag.GDAL_METADATA, "<GDALMetadata>" + items + "</GDALMetadata>");
    return this;
  }

  /** Fills it with bytes, by their place: pixel by pixel, a band after the other in each. */
  PlacedTiff filled(IntUnaryOperator value) {
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) value.applyAsInt(i);
    }
    return this;
  }

  Path in(Path folder, String name) {
    try {
      return Files.write(
          folder.resolve(name),
          new TinyTiff(ByteOrder.LITTLE_ENDIAN, false).image(tags, pixels).file().bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long[] repeated(long value, int count) {
    return IntStream.range(0, count).mapToLong(i -> value).toArray();
  }
}
