package io.landfall.raster.tiff;

import io.landfall.raster.RasterException;
import io.landfall.raster.RasterFile;
import io.landfall.raster.SampleBlock;
import io.landfall.raster.tiff.codec.CmykToRgb;
import io.landfall.raster.tiff.codec.Codec;
import io.landfall.raster.tiff.codec.UnsupportedStreamException;
import io.landfall.raster.tiff.format.BlockSamples;
import io.landfall.raster.tiff.format.Predictor;
import java.util.Arrays;
import java.util.zip.DataFormatException;

/**
 * Reads and decodes blocks of one image: fetch, decompress, undo the predictor, split into planes.
 */
final class BlockDecoder {
  private static final String CONVERT =
      "convert the file, as with gdal_translate -co COMPRESS=DEFLATE";

  private static final int SLACK_BYTES = 64 << 10; // tables and profiles in front of small blocks

  private final TiffBytes bytes;

  BlockDecoder(TiffBytes bytes) {
    this.bytes = bytes;
  }

  /** Decodes the block in {@code column} and {@code row} of the image, cut to the image's edge. */
  SampleBlock decode(ImageLayout layout, int column, int row) {
    if (column < 0 || row < 0 || column >= layout.blocksAcross() || row >= layout.blocksDown()) {
      throw new IllegalArgumentException(
          "No block (%d, %d) in %s: it has %d x %d"
              .formatted(column, row, bytes.name(), layout.blocksAcross(), layout.blocksDown()));
    }
    int height = Math.min(layout.blockHeight(), layout.height() - row * layout.blockHeight());
    return DecodingMemory.OF_JVM.decode(
        neededBytes(layout, height), () -> decodeNow(layout, column, row, height));
  }

  /**
   * Returns what a block takes decompressed and in planes, compressed at most in good faith, and
   * while it is decoded.
   */
  private static long neededBytes(ImageLayout layout, int height) {
    long samples = (long) layout.blockWidth() * height * layout.bands();
    int working = layout.encoding().codec().workingBytes();
    return samples * (3 * layout.type().bytes() + working);
  }

  /** Tells where the bytes lie that {@link #decode} reads of a block; nothing of a sparse one. */
  void encodedRanges(ImageLayout layout, int column, int row, RasterFile.EncodedRangeSink sink) {
    for (int plane = 0; plane < layout.bands(); plane += layout.bandsInBlock()) {
      int index = layout.blockIndex(layout.planar() ? plane : 0, column, row);
      long offset = layout.offsets()[index];
      if (offset != 0) {
        long size = layout.rowBytes() * layout.blockHeight();
        long length = fetchedBytes(layout, layout.lengths()[index], size);
        sink.accept(bytes.source(), offset, length);
      }
    }
  }

  /** Returns how much of a block is read: no more than it can take in good faith. */
  private static long fetchedBytes(ImageLayout layout, long length, long decodedBytes) {
    long maxBytes = layout.encoding().codec().maxEncodedRatio() * decodedBytes + SLACK_BYTES;
    return Math.min(length, maxBytes);
  }

  private SampleBlock decodeNow(ImageLayout layout, int column, int row, int height) {
    int width = Math.min(layout.blockWidth(), layout.width() - column * layout.blockWidth());
    Object[] planes = new Object[layout.bands()];
    int bandsInBlock = layout.bandsInBlock();
    for (int plane = 0; plane < planes.length; plane += bandsInBlock) {
      int index = layout.blockIndex(layout.planar() ? plane : 0, column, row);
      decodeOne(layout, index, width, height, planes, plane);
    }
    if (layout.encoding().cmyk()) {
      CmykToRgb.convert(planes);
    }
    return new SampleBlock(layout.type(), width, height, planes);
  }

  private void decodeOne(
      ImageLayout layout, int index, int width, int height, Object[] planes, int at) {
    long offset = layout.offsets()[index];
    long length = layout.lengths()[index];
    int bands = layout.bandsInBlock();
    if (offset == 0) {
      var sparse = Planes.filled(layout.type(), width * height, layout.fill());
      for (int band = 0; band < bands; band++) {
        planes[at + band] = sparse; // read only, so all bands may share it
      }
      return;
    }
    int samplesInRow = layout.blockWidth() * bands;
    byte[] raw = decompress(layout, offset, length, height);
    var samples = new BlockSamples(layout.type(), samplesInRow, height, bands);
    var predictor = layout.encoding().predictor();
    if (layout.stored().isPlain()) {
      samples.split(raw, bytes.order(), predictor, width, planes, at);
    } else {
      var widener = new Widener(layout.stored(), samplesInRow, height, bands);
      byte[] wide = widener.widen(raw, bytes.order(), predictor);
      samples.split(wide, Widener.ORDER, Predictor.NONE, width, planes, at);
    }
  }

  /** Returns the bytes of the rows, in memory of the calling thread: until it decodes the next. */
  private byte[] decompress(ImageLayout layout, long offset, long length, int height) {
    var buffers = DecodingMemory.ThreadBuffers.ofThread();
    bytes.checkRange(offset, length, "a block");
    var encoding = layout.encoding();
    var codec = encoding.codec();
    int rowBytes = (int) layout.rowBytes();
    int wanted = rowBytes * height;
    boolean whole =
        layout.tiled()
            && codec.isQuickerWhole()
            && neededBytes(layout, layout.blockHeight())
                <= DecodingMemory.SMALL; // or it was not counted
    int rows = codec.includesRowsBeyondEdge() || whole ? layout.blockHeight() : height;
    int size = rowBytes * rows;
    int fetched = (int) fetchedBytes(layout, length, size);
    byte[] raw = buffers.decoded(size);
    Arrays.fill(raw, 0, size, (byte) 0); // some codecs say only what is not 0
    byte[] compressed = buffers.encoded(fetched);
    bytes.read(offset, compressed, fetched);
    if (encoding.reversed()) {
      reverseBits(compressed, fetched);
    }
    int done;
    try {
      done = codec.decode(block(layout, compressed, fetched, rows), raw, size);
      if (whole && done < size && wanted < size) {
        done = codec.decode(block(layout, compressed, fetched, height), raw, wanted);
      }
    } catch (UnsupportedStreamException refusal) {
      throw bytes.unsupported(refusal.getMessage(), CONVERT);
    } catch (DataFormatException cause) {
      throw bytes.failure(
          RasterException.Reason.DAMAGED,
          offset,
          "a block is not valid %s: %s".formatted(codec.name(), cause.getMessage()),
          cause);
    }
    if (done < wanted) {
      throw bytes.damaged(
          offset, "a block holds %d bytes, %d were expected".formatted(done, wanted));
    }
    return raw;
  }

  private static Codec.EncodedBlock block(
      ImageLayout layout, byte[] compressed, int length, int rows) {
    return new Codec.EncodedBlock(
        compressed,
        length,
        layout.blockWidth(),
        rows,
        layout.bandsInBlock(),
        layout.encoding().parameters());
  }

  private static void reverseBits(byte[] compressed, int length) {
    for (int i = 0; i < length; i++) {
      compressed[i] = (byte) (Integer.reverse(compressed[i]) >>> 24);
    }
  }
}
