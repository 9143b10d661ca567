package io.landfall.raster.tiff.codec;

import java.util.zip.DataFormatException;

/**
 * Compressions 2, 3 and 4: CCITT fax, one bit a pixel, 1 for black. Uncompressed mode, which next
 * to nothing writes, is refused.
 */
final class FaxCodec implements Codec {
  private static final int TWO_DIMENSIONS = 1;
  private static final int UNCOMPRESSED = 2;
  private static final int MAX_ENCODED_RATIO = 8;

  private final FaxScheme scheme;

  /** Which of the three. */
  enum FaxScheme {
    RLE("CCITT RLE"),
    GROUP_3("CCITT fax 3"),
    GROUP_4("CCITT fax 4");

    private final String label;

    FaxScheme(String label) {
      this.label = label;
    }
  }

  FaxCodec(FaxScheme scheme) {
    this.scheme = scheme;
  }

  @Override
  public String name() {
    return scheme.label;
  }

  @Override
  public boolean usesPredictor() {
    return false;
  }

  @Override
  public int sampleBits() {
    return 1;
  }

  @Override
  public int maxEncodedRatio() {
    return MAX_ENCODED_RATIO;
  }

  @Override
  public int decode(EncodedBlock block, byte[] into, int size) throws DataFormatException {
    int options = block.parameters().faxOptions();
    if (scheme != FaxScheme.RLE && (options & UNCOMPRESSED) != 0) {
      throw new UnsupportedStreamException("the uncompressed mode of " + name());
    }
    boolean tagged = scheme == FaxScheme.GROUP_3 && (options & TWO_DIMENSIONS) != 0;
    var bits = new FaxBits(block.bytes(), block.length());
    int width = block.width() * block.samples();
    int rowBytes = (width + 7) / 8;
    var row = new FaxRow(width);
    int to = 0;
    for (; to + rowBytes <= size && startRow(bits); to += rowBytes) {
      boolean alone = scheme != FaxScheme.GROUP_4 && (!tagged || bits.take(1) == 1);
      if (!(alone ? row.decode(bits) : row.decodeByLast(bits))) {
        return to;
      }
      row.paint(into, to);
    }
    return to;
  }

  /** Goes to the codes of the next row; false: there is none. */
  private boolean startRow(FaxBits bits) {
    if (scheme == FaxScheme.RLE) {
      bits.align();
    } else if (scheme == FaxScheme.GROUP_3) {
      bits.skipEndOfLine();
    }
    return !bits.atEnd();
  }
}
