package io.landfall.raster.tiff.codec;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;

/** The Huffman codes of a LERC blob of bytes, and the stream that follows them. */
final class LercHuffman {
  private static final int SYMBOLS = 256;
  private static final int WORD_BITS = 32;

  private final ByteBuffer in;
  private final int start;
  private long at;

  /** Pairs by node: the node on bit 0 and on bit 1; 0: none; below 0: -1 - symbol. */
  private final int[] nodes;

  private int used = 1;

  private LercHuffman(ByteBuffer in, int start, int nodes) {
    this.in = in;
    this.start = start;
    this.nodes = new int[2 * nodes];
  }

  /** Reads the codes; the stream starts at the next word. */
  static LercHuffman read(ByteBuffer in) throws DataFormatException {
    in.getInt(); // version of the codes
    int symbols = in.getInt();
    int first = in.getInt();
    int end = in.getInt();
    if (symbols < 1 || symbols > SYMBOLS || first < 0 || first >= symbols) {
      throw new DataFormatException("a code of %d symbols from %d".formatted(symbols, first));
    }
    if (end <= first || end - first > symbols) {
      throw new DataFormatException("a code of symbols %d to %d".formatted(first, end));
    }
    int[] lengths = LercBits.read(in, end - first);
    int nodes = 2;
    for (int length : lengths) {
      if (length < 0 || length > WORD_BITS) {
        throw new DataFormatException("a code of %d bits".formatted(length));
      }
      nodes += length;
    }
    var huffman = new LercHuffman(in, in.position(), nodes);
    for (int i = 0; i < lengths.length; i++) {
      huffman.enter((first + i) % symbols, lengths[i]);
    }
    huffman.at = huffman.at + WORD_BITS - 1 & -WORD_BITS;
    return huffman;
  }

  private void enter(int symbol, int length) throws DataFormatException {
    int node = 0;
    for (int i = 1; i <= length; i++) {
      int slot = 2 * node + bit();
      if (nodes[slot] < 0 || i == length && nodes[slot] != 0) {
        throw new DataFormatException("a code that starts with another");
      }
      if (i == length) {
        nodes[slot] = -1 - symbol;
      } else {
        nodes[slot] = nodes[slot] == 0 ? used++ : nodes[slot];
        node = nodes[slot];
      }
    }
  }

  /** Returns the next symbol of the stream. */
  int next() throws DataFormatException {
    int node = 0;
    do {
      node = nodes[2 * node + bit()];
    } while (node > 0);
    if (node == 0) {
      throw new DataFormatException("no symbol has this code");
    }
    return -1 - node;
  }

  /** Words are lowest byte first, their bits highest first. */
  private int bit() {
    int word = in.getInt(start + (int) (at >> 5) * 4);
    return word >>> 31 - (int) (at++ & 31) & 1;
  }
}
