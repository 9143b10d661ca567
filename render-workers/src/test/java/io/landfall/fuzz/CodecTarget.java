package io.landfall.fuzz;

import static io.landfall.raster.tiff.format.Compression.CCITT_FAX_3;
import static io.landfall.raster.tiff.format.Compression.CCITT_FAX_4;
import static io.landfall.raster.tiff.format.Compression.CCITT_RLE;
import static io.landfall.raster.tiff.format.Compression.DEFLATE;
import static io.landfall.raster.tiff.format.Compression.JPEG;
import static io.landfall.raster.tiff.format.Compression.LERC;
import static io.landfall.raster.tiff.format.Compression.LZMA;
import static io.landfall.raster.tiff.format.Compression.LZW;
import static io.landfall.raster.tiff.format.Compression.NEXT;
import static io.landfall.raster.tiff.format.Compression.NONE;
import static io.landfall.raster.tiff.format.Compression.PACKBITS;
import static io.landfall.raster.tiff.format.Compression.THUNDERSCAN;
import static io.landfall.raster.tiff.format.Compression.ZSTD;

import io.landfall.model.SampleType;
import io.landfall.raster.tiff.codec.Codec;
import io.landfall.raster.tiff.codec.Codecs;
import io.landfall.raster.tiff.format.Compression;
import io.landfall.raster.tiff.format.Photometric;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.DataFormatException;

/**
 * Any bytes as a compressed block, for each codec. The first bytes choose the codec, width, height,
 * samples of a pixel, colour space, options and length of the shared tables; then come these tables
 * and the block.
 */
public final class CodecTarget {
  /** In the order that the corpus is made for. */
  private static final Compression[] COMPRESSIONS = {
    NONE,
    CCITT_RLE,
    CCITT_FAX_3,
    CCITT_FAX_4,
    LZW,
    JPEG,
    DEFLATE,
    NEXT,
    PACKBITS,
    THUNDERSCAN,
    LZMA,
    ZSTD,
    LERC
  };

  private static final SampleType[] TYPES = SampleType.values();
  private static final int HEAD_BYTES = 7;

  private CodecTarget() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    if (bytes.length < HEAD_BYTES) {
      return;
    }
    var compression = COMPRESSIONS[(bytes[0] & 0xff) % COMPRESSIONS.length];
    var codec = Codecs.standard().of(compression.number());
    int width = 1 + (bytes[1] & 0xff);
    int height = 1 + (bytes[2] & 0xff);
    int samples = 1 + (bytes[3] & 3);
    int tables = Math.min(bytes.length, HEAD_BYTES + (bytes[6] & 0xff));
    byte[] block = Arrays.copyOfRange(bytes, tables, bytes.length);
    if (compression == LERC) {
      fixLercChecksum(block);
    }
    var type = TYPES[(bytes[5] & 0xff) % TYPES.length];
    var parameters =
        new Codec.CodecParameters(
            Photometric.of(bytes[4] & 0xff),
            bytes[5] & 0xff,
            Arrays.copyOfRange(bytes, HEAD_BYTES, tables),
            type);
    var encoded = new Codec.EncodedBlock(block, block.length, width, height, samples, parameters);
    int size =
        codec.sampleBits() == 1
            ? (width + 7) / 8 * height * samples
            : width * height * samples * (compression == LERC ? type.bytes() : 1);
    decode(codec, encoded, size);
  }

  /** Puts the right sum into a blob: no fuzzer guesses it, and an attacker need not. */
  private static void fixLercChecksum(byte[] blob) {
    if (blob.length < 38) {
      return;
    }
    var fields = ByteBuffer.wrap(blob).order(ByteOrder.LITTLE_ENDIAN);
    int end = fields.getInt(fields.getInt(6) == 4 ? 34 : 30);
    int high = 0xffff;
    int low = 0xffff;
    for (int at = 14; at < Math.min(end, blob.length); at += 2) {
      int word =
          (blob[at] & 0xff) << 8 | (at + 1 < end && at + 1 < blob.length ? blob[at + 1] & 0xff : 0);
      low = (low + word & 0xffff) + (low + word >>> 16);
      high = (high + low & 0xffff) + (high + low >>> 16);
    }
    fields.putInt(10, high << 16 | low);
  }

  private static void decode(Codec codec, Codec.EncodedBlock encoded, int size) {
    byte[] into = new byte[size + 1];
    try {
      int done = codec.decode(encoded, into, size);
      if (done < 0 || done > size || into[size] != 0) {
        throw new AssertionError("%s gave %d of %d bytes".formatted(codec.name(), done, size));
      }
    } catch (DataFormatException refusal) {
      if (refusal.getMessage() == null) {
        throw new AssertionError("A refusal without a reason", refusal);
      }
    }
  }
}
