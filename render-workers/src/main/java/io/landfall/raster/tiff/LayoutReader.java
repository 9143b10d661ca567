package io.landfall.raster.tiff;

import io.landfall.raster.tiff.codec.Codec;
import io.landfall.raster.tiff.codec.Codecs;
import io.landfall.raster.tiff.codec.JpegCodec;
import io.landfall.raster.tiff.codec.JpegXlCodec;
import io.landfall.raster.tiff.codec.LercCodec;
import io.landfall.raster.tiff.codec.UncompressedCodec;
import io.landfall.raster.tiff.codec.WebpCodec;
import io.landfall.raster.tiff.format.Compression;
import io.landfall.raster.tiff.format.Predictor;
import io.landfall.raster.tiff.format.SampleFormat;
import io.landfall.raster.tiff.format.Tag;
import io.landfall.raster.tiff.format.TagValue;
import io.landfall.raster.tiff.format.TiffLimits;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Set;

/** Makes the {@link ImageLayout} of a directory, or refuses it. */
final class LayoutReader {
  private static final String CONVERT = "convert the file, for example to a DEFLATE GeoTIFF";
  private static final Set<Integer> DIFFERENCES_OF_BITS = Set.of(8, 16, 32, 64);
  private static final int CHOPPED_STRIP_BYTES = 1 << 20;

  private final TiffBytes bytes;
  private final Directory directory;
  private final Codecs codecs;

  LayoutReader(TiffBytes bytes, Directory directory, Codecs codecs) {
    this.bytes = bytes;
    this.directory = directory;
    this.codecs = codecs;
  }

  /** Reads the layout; {@code fill} is the value of sparse blocks. */
  ImageLayout read(double fill) {
    int width = side(Tag.IMAGE_WIDTH, "width");
    int height = side(Tag.IMAGE_LENGTH, "height");
    Codec codec = codec();
    int samples = samples();
    var stored = stored(samples, codec);
    boolean planar = samples > 1 && directory.isSeparate();
    if (codec instanceof WebpCodec && (planar || !WebpCodec.holds(samples))) {
      throw bytes.unsupported(
          "WEBP of anything but three or four bands side by side (it has %d)".formatted(samples),
          CONVERT);
    }
    int bands = bands(samples, stored, planar);
    boolean tiled = directory.has(Tag.TILE_WIDTH) || directory.has(Tag.TILE_OFFSETS);
    int blockWidth = tiled ? side(Tag.TILE_WIDTH, "tile width") : width;
    int blockHeight = tiled ? side(Tag.TILE_LENGTH, "tile height") : rowsPerStrip(height);
    var predictor = predictor(codec, stored);
    long rowBytes = (long) blockWidth * bands * stored.type().bytes();
    boolean chop =
        !tiled
            && codec instanceof UncompressedCodec
            && blockHeight == height
            && rowBytes * height > CHOPPED_STRIP_BYTES
            && stored.rowBytes((long) blockWidth * bands) * height <= bytes.size();
    int decodedHeight =
        chop ? (int) Math.max(1, CHOPPED_STRIP_BYTES / Math.max(1, rowBytes)) : blockHeight;
    checkBlockBytes(rowBytes, decodedHeight, blockWidth);
    blocksOf(width, height, blockWidth, decodedHeight, planar, bands);
    var blocks = blocks(tiled, blocksOf(width, height, blockWidth, blockHeight, planar, bands));
    if (!tiled && codec instanceof UncompressedCodec) {
      correctOnlyStrip(
          blocks[0], blocks[1], stored.rowBytes((long) blockWidth * bands) * blockHeight);
    }
    var layout =
        new ImageLayout(
            width,
            height,
            tiled,
            blockWidth,
            blockHeight,
            bands,
            stored,
            planar,
            new ImageLayout.BlockEncoding(
                codec,
                predictor,
                reversed(codec),
                ColorReader.isCmyk(directory, stored),
                parameters(stored)),
            blocks[0],
            blocks[1],
            fill);
    return chop ? StripChopper.chop(layout, decodedHeight) : layout;
  }

  private int side(int tag, String what) {
    long value = directory.number(tag, 0);
    if (value < 1 || value > TiffLimits.SIDE) {
      throw bytes.damaged(
          directory.offset(),
          "a %s of %s pixels; it must be 1 to %d"
              .formatted(what, Long.toUnsignedString(value), TiffLimits.SIDE));
    }
    return (int) value;
  }

  private int rowsPerStrip(int height) {
    long rows = directory.number(Tag.ROWS_PER_STRIP, height);
    if (rows < 1) {
      throw bytes.damaged(directory.offset(), "strips of %d rows".formatted(rows));
    }
    return (int) Math.min(rows, height);
  }

  private int samples() {
    long samples = directory.number(Tag.SAMPLES_PER_PIXEL, 1);
    if (samples < 1 || samples > 0xffff) {
      throw bytes.damaged(directory.offset(), "a pixel of %d samples".formatted(samples));
    }
    return (int) samples;
  }

  private int bands(int samples, StoredSample stored, boolean planar) {
    if (stored.parts() > 1 && planar) {
      throw bytes.unsupported("complex numbers in planes", CONVERT);
    }
    return samples * stored.parts();
  }

  private Codec codec() {
    long compression = directory.number(Tag.COMPRESSION, Compression.NONE.number());
    var codec = codecs.of(compression);
    if (codec == null) {
      throw bytes.unsupported("compression " + Compression.labelOf(compression), fix(compression));
    }
    return new ColorReader(bytes, directory).read(codec);
  }

  private static String fix(long compression) {
    return Compression.labelOf(compression).equals(Compression.JPEG_XL.label())
        ? "install libjxl (Debian: libjxl0.7), or " + CONVERT
        : CONVERT;
  }

  /** What floats and wide integers are in files of the highest byte first, writers disagree on. */
  private void checkJpegXl(StoredSample stored) {
    if (!stored.isPlain() || stored.parts() > 1 || !JpegXlCodec.holds(stored.type())) {
      throw bytes.unsupported("JPEG XL with samples of " + stored.label(), CONVERT);
    }
    if (stored.bits() > Byte.SIZE && bytes.order() == ByteOrder.BIG_ENDIAN) {
      throw bytes.unsupported(
          "JPEG XL with samples of %d bits in a big-endian file".formatted(stored.bits()), CONVERT);
    }
  }

  private StoredSample stored(int samples, Codec codec) {
    long bits = same(Tag.BITS_PER_SAMPLE, 1, samples, "bits in a sample");
    long number =
        same(Tag.SAMPLE_FORMAT, SampleFormat.UNSIGNED_INTEGER.number(), samples, "kinds of sample");
    var format = SampleFormat.of(number);
    var stored = format == null ? null : StoredSample.of(format, bits);
    if (stored == null) {
      String kind = format == null ? "sample format " + number : format.label();
      throw bytes.unsupported(
          "%s of %s bits".formatted(kind, Long.toUnsignedString(bits)), CONVERT);
    }
    boolean whole = stored.isPlain() && stored.parts() == 1;
    if (codec.sampleBits() != 0 && codec.sampleBits() != bits
        || codec instanceof LercCodec && !whole) {
      throw bytes.unsupported("%s with samples of %d bits".formatted(codec.name(), bits), CONVERT);
    }
    if (codec instanceof JpegXlCodec) {
      checkJpegXl(stored);
    }
    return stored;
  }

  private long same(int tag, long otherwise, int bands, String what) {
    long[] all = directory.numbers(tag, TiffLimits.VALUE_BYTES, bands);
    long first = all.length == 0 ? otherwise : all[0];
    for (int i = 1; i < all.length; i++) {
      if (all[i] != first) {
        throw bytes.unsupported("bands with different " + what, CONVERT);
      }
    }
    return first;
  }

  private boolean reversed(Codec codec) {
    return directory.number(Tag.FILL_ORDER, 0) == TagValue.LOWEST_BIT_FIRST
        && !(codec instanceof JpegCodec);
  }

  private Codec.CodecParameters parameters(StoredSample stored) {
    int options = directory.has(Tag.T6_OPTIONS) ? Tag.T6_OPTIONS : Tag.T4_OPTIONS;
    return new Codec.CodecParameters(
        directory.photometric(),
        (int) directory.number(options, 0),
        directory.raw(Tag.JPEG_TABLES),
        stored.type());
  }

  private Predictor predictor(Codec codec, StoredSample stored) {
    long none = Predictor.NONE.number();
    long number = codec.usesPredictor() ? directory.number(Tag.PREDICTOR, none) : none;
    var predictor = Predictor.of(number);
    if (predictor == null) {
      throw bytes.unsupported("predictor " + Long.toUnsignedString(number), CONVERT);
    }
    if (predictor != Predictor.NONE && stored.parts() > 1) {
      throw bytes.unsupported("a predictor with complex numbers", CONVERT);
    }
    if (predictor == Predictor.FLOATING_POINT && stored.kind() != StoredSample.NumberKind.FLOAT) {
      throw bytes.damaged(directory.offset(), "predictor 3 with samples of " + stored.label());
    }
    if (predictor == Predictor.HORIZONTAL && !DIFFERENCES_OF_BITS.contains(stored.bits())) {
      throw bytes.unsupported("predictor 2 with samples of " + stored.label(), CONVERT);
    }
    return predictor;
  }

  private void checkBlockBytes(long rowBytes, int rows, int blockWidth) {
    if (rowBytes * rows > TiffLimits.BLOCK_BYTES) {
      throw bytes.unsupported(
          "a block of %d x %d pixels, %d bytes with all bands (at most %d),"
              .formatted(blockWidth, rows, rowBytes * rows, TiffLimits.BLOCK_BYTES),
          CONVERT);
    }
  }

  private int blocksOf(
      int width, int height, int blockWidth, int blockHeight, boolean planar, int bands) {
    long across = ImageLayout.ceilDiv(width, blockWidth);
    long down = ImageLayout.ceilDiv(height, blockHeight);
    long count = across * down * (planar ? bands : 1);
    if (count > TiffLimits.BLOCKS) {
      throw bytes.unsupported(
          "an image of %d blocks (at most %d)".formatted(count, TiffLimits.BLOCKS), CONVERT);
    }
    return (int) count;
  }

  private long[][] blocks(boolean tiled, int count) {
    int offsetTag = tiled && directory.has(Tag.TILE_OFFSETS) ? Tag.TILE_OFFSETS : Tag.STRIP_OFFSETS;
    int lengthTag =
        tiled && directory.has(Tag.TILE_BYTE_COUNTS) ? Tag.TILE_BYTE_COUNTS : Tag.STRIP_BYTE_COUNTS;
    long[] offsets = directory.numbers(offsetTag, 8L * TiffLimits.BLOCKS, count);
    if (offsets.length < count) {
      throw bytes.damaged(
          directory.offset(),
          "an image of %d blocks has %d offsets (tag %d)"
              .formatted(count, offsets.length, offsetTag));
    }
    long[] lengths = directory.numbers(lengthTag, 8L * TiffLimits.BLOCKS, count);
    boolean isTiles = lengthTag == Tag.TILE_BYTE_COUNTS;
    if (lengths.length > 0 && (isTiles || count > 1)) {
      long[] all = Arrays.copyOf(lengths, count);
      return new long[][] {withoutEmptyBlocks(offsets, all, isTiles ? "tiles" : "strips"), all};
    }
    return new long[][] {offsets, BlockLengths.complete(offsets, lengths, bytes.size())};
  }

  /**
   * Makes blocks sparse whose length is 0 or missing, as GDAL does. It reads the only strip of an
   * image all the same.
   */
  private long[] withoutEmptyBlocks(long[] offsets, long[] lengths, String what) {
    long[] places = offsets.clone();
    boolean any = false;
    for (int i = 0; i < places.length; i++) {
      if (lengths[i] == 0) {
        any |= places[i] != 0;
        places[i] = 0;
      }
    }
    if (any) {
      bytes.warn(what + " that have a place but no length");
    }
    return places;
  }

  /** Writers of one strip that is not compressed may tell any length; it can only be this one. */
  private void correctOnlyStrip(long[] offsets, long[] lengths, long wanted) {
    if (offsets.length == 1 && offsets[0] > 0 && offsets[0] < bytes.size()) {
      lengths[0] = Math.max(lengths[0], Math.min(wanted, bytes.size() - offsets[0]));
    }
  }
}
