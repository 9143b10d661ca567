package io.landfall.raster.tiff;

import io.landfall.raster.RasterException;
import io.landfall.raster.SampleBlock;
import java.util.zip.DataFormatException;

/** Reads and decodes blocks of one image: fetch, unpack, undo the predictor, split into planes. */
final class BlockDecoder {
  private static final int SLACK_BYTES = 1024;

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
    int width = Math.min(layout.blockWidth(), layout.width() - column * layout.blockWidth());
    int height = Math.min(layout.blockHeight(), layout.height() - row * layout.blockHeight());
    Object[] planes = new Object[layout.bands()];
    int bandsInBlock = layout.bandsInBlock();
    for (int plane = 0; plane < planes.length; plane += bandsInBlock) {
      int index = layout.blockIndex(layout.planar() ? plane : 0, column, row);
      decodeOne(layout, index, width, height, planes, plane);
    }
    return new SampleBlock(layout.type(), width, height, planes);
  }

  private void decodeOne(
      ImageLayout layout, int index, int width, int height, Object[] planes, int at) {
    long offset = layout.offsets()[index];
    long length = layout.lengths()[index];
    int bands = layout.bandsInBlock();
    if (offset == 0 || length == 0) {
      var sparse = Planes.filled(layout.type(), width * height, layout.fill());
      for (int band = 0; band < bands; band++) {
        planes[at + band] = sparse; // read only, so all bands may share it
      }
      return;
    }
    int samplesInRow = layout.blockWidth() * bands;
    byte[] raw = new byte[samplesInRow * layout.type().bytes() * height];
    unpack(layout, offset, length, height, raw);
    var samples = new BlockSamples(layout.type(), samplesInRow, height, bands);
    samples.split(raw, bytes.order(), layout.predictor(), width, planes, at);
  }

  private void unpack(ImageLayout layout, long offset, long length, int height, byte[] raw) {
    bytes.checkRange(offset, length, "a block");
    int fetched = (int) Math.min(length, 2L * raw.length + SLACK_BYTES);
    byte[] packed = new byte[fetched];
    bytes.read(offset, packed, fetched);
    var block =
        new Codec.Packed(
            packed,
            fetched,
            layout.blockWidth(),
            height,
            layout.bandsInBlock(),
            layout.type(),
            layout.tables());
    int done;
    try {
      done = layout.codec().unpack(block, raw, raw.length);
    } catch (DataFormatException cause) {
      throw bytes.failure(
          RasterException.Kind.DAMAGED,
          offset,
          "a block is no sound %s: %s".formatted(layout.codec().name(), cause.getMessage()),
          cause);
    }
    if (done < raw.length) {
      throw bytes.damaged(
          offset, "a block holds %d bytes, %d were expected".formatted(done, raw.length));
    }
  }
}
