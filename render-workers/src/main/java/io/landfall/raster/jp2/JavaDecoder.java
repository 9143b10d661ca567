package io.landfall.raster.jp2;

import io.landfall.raster.PixelRect;
import io.landfall.raster.jp2.tile.TileInput;
import io.landfall.raster.jp2.tile.TileReader;

/** Decodes tiles in Java alone, by the thread that calls it, with the numbers of OpenJPEG. */
final class JavaDecoder implements TileDecoder {
  /** A code-block or precinct as objects of the heap, with what is known of it. */
  private static final long BYTES_A_PIECE = 400;

  private static final int HEAP_SHARE = 4;

  @Override
  public String description() {
    return "Java";
  }

  @Override
  public long heapBytes(TileRequest request) {
    PixelRect area = request.expected();
    int live = Math.min(3, request.stream().size().components()) + 1;
    long planes = 8 * live * (long) (area.width() + 32) * (area.height() + 32);
    return planes + BYTES_A_PIECE * request.pieces();
  }

  @Override
  public void decode(TileRequest request, TileInput.RowSink sink) throws DecodingException {
    if (BYTES_A_PIECE * request.pieces() > Runtime.getRuntime().maxMemory() / HEAP_SHARE) {
      throw new DecodingException(
          "it is cut into %d code-blocks, which needs OpenJPEG or a larger heap"
              .formatted(request.pieces()));
    }
    ImageSize size = request.stream().size();
    var input =
        new TileInput(
            request.bytes()::read,
            request.stream().shared(),
            request.parts(),
            size.bits(),
            size.signed(),
            request.tile(),
            request.reduce(),
            request.expected());
    try {
      TileReader.read(input, sink);
    } catch (IllegalArgumentException e) {
      throw new DecodingException(e.getMessage());
    }
  }
}
