package io.landfall.raster.tiff.codec;

import io.landfall.model.SampleType;
import io.landfall.raster.tiff.format.Compression;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.DataFormatException;

/**
 * Compression 34887: LERC, limited error raster compression, alone or within DEFLATE or ZSTD.
 * Pixels that it holds no value for become NaN in floating point bands, else 0; where the image has
 * one band more than the blob, that is opacity: 255 where a pixel has a value. Floating point bands
 * that are NaN at different pixels are blobs one after the other. Values come out lowest byte first
 * even in a file of the other order: libtiff swaps their bytes on top of LERC.
 */
public final class LercCodec implements Codec {
  private static final List<SampleType> TYPES =
      List.of(
          SampleType.INT8,
          SampleType.UINT8,
          SampleType.INT16,
          SampleType.UINT16,
          SampleType.INT32,
          SampleType.UINT32,
          SampleType.FLOAT32,
          SampleType.FLOAT64);
  private static final int SLACK_BYTES = 64 << 10;

  private final Codec deflate;
  private final Codec zstd;

  LercCodec(Codec deflate, Codec zstd) {
    this.deflate = deflate;
    this.zstd = zstd;
  }

  @Override
  public String name() {
    return Compression.LERC.label();
  }

  @Override
  public boolean usesPredictor() {
    return false;
  }

  @Override
  public boolean includesRowsBeyondEdge() {
    return true;
  }

  @Override
  public int decode(EncodedBlock block, byte[] into, int size) throws DataFormatException {
    try {
      ByteBuffer plain = plain(block, size);
      var blob = LercBlob.read(plain, null);
      check(blob.header(), block, size);
      return isByBand(blob.header(), block)
          ? decompressBands(plain, blob, block, into)
          : decompress(blob, block, into);
    } catch (BufferUnderflowException | IndexOutOfBoundsException end) {
      throw new DataFormatException("it ends early");
    }
  }

  private ByteBuffer plain(EncodedBlock block, int size) throws DataFormatException {
    byte[] bytes = block.bytes();
    boolean alone = block.length() > 0 && bytes[0] == 'L';
    if (alone) {
      return ByteBuffer.wrap(bytes, 0, block.length()).slice().order(ByteOrder.LITTLE_ENDIAN);
    }
    boolean isZstd = block.length() > 1 && bytes[0] == 0x28 && bytes[1] == (byte) 0xb5;
    var codec = isZstd ? zstd : deflate;
    int most = size + size / 8 + SLACK_BYTES; // the values, a bit a pixel, and what is before them
    byte[] plain = new byte[SLACK_BYTES];
    int length = codec.decode(block, plain, plain.length);
    boolean severalBlobs = block.samples() > 1 && block.parameters().type().isFloating();
    int claimed = severalBlobs ? most : Math.min(most, LercHeader.claimedBytes(plain));
    if (claimed > length && length == plain.length) {
      plain = new byte[claimed];
      length = codec.decode(block, plain, claimed);
    }
    return ByteBuffer.wrap(plain, 0, length).slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Bands follow each other where each has a mask of its own, as NaN is in some of them. */
  private static boolean isByBand(LercHeader header, EncodedBlock block) {
    return header.values() == 1 && block.samples() > 1 && TYPES.get(header.type()).isFloating();
  }

  private static int decompressBands(ByteBuffer in, LercBlob first, EncodedBlock block, byte[] into)
      throws DataFormatException {
    var header = first.header();
    int size = header.bytes();
    byte[] plane = new byte[header.pixels() * size];
    var out = ByteBuffer.wrap(plane).order(ByteOrder.LITTLE_ENDIAN);
    var blob = first;
    int at = 0;
    for (int band = 0; band < block.samples(); band++) {
      if (band > 0) {
        ByteBuffer next = in.duplicate().position(at).slice().order(ByteOrder.LITTLE_ENDIAN);
        blob = LercBlob.read(next, blob);
        if (!blob.header().isOfSameShape(header)) {
          throw new DataFormatException("its bands have different sizes");
        }
      }
      at += LercHeader.bytes(in.duplicate().position(at).slice().order(ByteOrder.LITTLE_ENDIAN));
      for (int pixel = 0; pixel < header.pixels(); pixel++) {
        header.put(out, pixel, Double.NaN);
      }
      blob.decode(out);
      for (int pixel = 0; pixel < header.pixels(); pixel++) {
        System.arraycopy(plane, pixel * size, into, (pixel * block.samples() + band) * size, size);
      }
    }
    return header.pixels() * block.samples() * size;
  }

  private static void check(LercHeader header, EncodedBlock block, int size)
      throws DataFormatException {
    var type = TYPES.get(header.type());
    boolean opaque = header.values() == block.samples() - 1 && type == SampleType.UINT8;
    if (header.width() != block.width()
        || header.height() > block.height()
        || header.values() != block.samples() && !opaque && !isByBand(header, block)
        || type != block.parameters().type()
        || header.pixels() * block.samples() * header.bytes() > size) {
      throw new DataFormatException(
          "it has %d x %d pixels of %d samples of %s, the block %d x %d of %d of %s"
              .formatted(
                  header.width(),
                  header.height(),
                  header.values(),
                  type,
                  block.width(),
                  block.height(),
                  block.samples(),
                  block.parameters().type()));
    }
  }

  private static int decompress(LercBlob blob, EncodedBlock block, byte[] into)
      throws DataFormatException {
    var header = blob.header();
    int values = header.values();
    int bytes = header.pixels() * values * header.bytes();
    boolean inPlace = values == block.samples();
    byte[] all = inPlace ? into : new byte[bytes];
    var out = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
    boolean floating = TYPES.get(header.type()).isFloating();
    for (int i = 0; floating && i < header.pixels() * values; i++) {
      header.put(out, i, Double.NaN);
    }
    blob.decode(out);
    if (inPlace) {
      return bytes;
    }
    for (int pixel = 0; pixel < header.pixels(); pixel++) {
      int to = pixel * block.samples();
      System.arraycopy(all, pixel * values, into, to, values);
      into[to + values] = (byte) (blob.isValid(pixel) ? 255 : 0);
    }
    return header.pixels() * block.samples();
  }
}
