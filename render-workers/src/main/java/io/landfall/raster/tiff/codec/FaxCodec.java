package io.landfall.raster.tiff.codec;

import io.landfall.raster.tiff.format.Compression;
import io.landfall.raster.tiff.format.TagValue;
import java.util.zip.DataFormatException;

/**
 * Compressions 2, 3 and 4: CCITT fax, one bit a pixel, 1 for black. Uncompressed mode, which next
 * to nothing writes, is refused.
 */
final class FaxCodec implements Codec {
  private static final int MAX_ENCODED_RATIO = 8;

  private final Compression scheme;

  /** Makes one for {@code CCITT_RLE}, {@code CCITT_FAX_3} or {@code CCITT_FAX_4}. */
  FaxCodec(Compression scheme) {
    this.scheme = scheme;
  }

  @Override
  public String name() {
    return scheme.label();
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
    if (scheme != Compression.CCITT_RLE && (options & TagValue.FAX_UNCOMPRESSED) != 0) {
      throw new UnsupportedStreamException("the uncompressed mode of " + name());
    }
    boolean tagged =
        scheme == Compression.CCITT_FAX_3 && (options & TagValue.FAX_TWO_DIMENSIONAL) != 0;
    var bits = new FaxBits(block.bytes(), block.length());
    int width = block.width() * block.samples();
    int rowBytes = (width + 7) / 8;
    var row = new FaxRow(width);
    int to = 0;
    for (; to + rowBytes <= size && startRow(bits); to += rowBytes) {
      boolean alone = scheme != Compression.CCITT_FAX_4 && (!tagged || bits.take(1) == 1);
      if (!(alone ? row.decode(bits) : row.decodeByLast(bits))) {
        return to;
      }
      row.paint(into, to);
    }
    return to;
  }

  /** Goes to the codes of the next row; false: there is none. */
  private boolean startRow(FaxBits bits) {
    if (scheme == Compression.CCITT_RLE) {
      bits.align();
    } else if (scheme == Compression.CCITT_FAX_3) {
      bits.skipEndOfLine();
    }
    return !bits.atEnd();
  }
}
