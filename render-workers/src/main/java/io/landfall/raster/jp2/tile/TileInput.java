package io.landfall.raster.jp2.tile;

import io.landfall.raster.PixelRect;
import java.util.List;

/**
 * A tile, and what is wanted of it.
 *
 * @param bytes of the file
 * @param shared segments of the main header, each with its marker and length
 * @param parts of the tile, in their order
 * @param bits of each component
 * @param signed whether the samples of each component are
 * @param tile on the reference grid
 * @param reduce how many times the size is halved
 * @param expected what is wanted, at that resolution
 */
public record TileInput(
    TileBytes bytes,
    byte[] shared,
    List<EncodedPart> parts,
    int[] bits,
    boolean[] signed,
    PixelRect tile,
    int reduce,
    PixelRect expected) {
  public TileInput {
    parts = List.copyOf(parts);
  }

  /** Bytes of a file. */
  public interface TileBytes {
    /** Fills {@code into[0 .. length)} from {@code offset} on, or throws what says why not. */
    void read(long offset, byte[] into, int length);
  }

  /** One part of a tile: its bytes in the file, from its marker SOT on. */
  public record EncodedPart(long offset, long length) {}

  /** Takes rows of one component, from the top. */
  public interface RowSink {
    /** Takes a row: its samples are {@code samples[at .. at + width)}. */
    void row(int component, int y, int[] samples, int at);
  }

  /** Returns how many components there are. */
  int components() {
    return bits.length;
  }
}
