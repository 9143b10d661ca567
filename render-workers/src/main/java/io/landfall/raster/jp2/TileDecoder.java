package io.landfall.raster.jp2;

import io.landfall.raster.PixelRect;
import io.landfall.raster.jp2.tile.TileInput;
import java.util.List;

/** Decodes tiles of codestreams. Safe for any thread. */
interface TileDecoder {
  /** Returns its name, with its version where it has one. */
  String description();

  /**
   * Decodes a part of a tile.
   *
   * @throws DecodingException if it cannot be decoded
   * @throws io.landfall.raster.RasterException if its bytes cannot be read
   */
  void decode(TileRequest request, TileInput.RowSink sink) throws DecodingException;

  /** Returns what the parts that a tile is cut into take of the heap meanwhile, in bytes. */
  default long heapBytes(TileRequest request) {
    return 0;
  }

  /**
   * What is wanted of a tile.
   *
   * @param parts of the tile, in their order
   * @param pieces precincts and code-blocks that the tile is cut into
   * @param tile on the reference grid
   * @param area of the tile that is wanted, on the reference grid
   * @param reduce how many times the size is halved
   * @param expected the area at that resolution
   */
  record TileRequest(
      Jp2Bytes bytes,
      Codestream stream,
      List<TileInput.EncodedPart> parts,
      long pieces,
      PixelRect tile,
      PixelRect area,
      int reduce,
      PixelRect expected) {}

  /** Why there are no pixels, in words for a person. */
  final class DecodingException extends Exception {
    private static final long serialVersionUID = 1L;

    DecodingException(String message) {
      super(message);
    }
  }
}
