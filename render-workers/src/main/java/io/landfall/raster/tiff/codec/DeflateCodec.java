package io.landfall.raster.tiff.codec;

import io.landfall.raster.tiff.format.Compression;
import java.util.zip.DataFormatException;

/** Compression 8 and its older number 32946: a zlib stream a block. */
final class DeflateCodec implements Codec {
  private final ZlibInflater inflater;

  DeflateCodec(ZlibInflater inflater) {
    this.inflater = inflater;
  }

  @Override
  public String name() {
    return Compression.DEFLATE.label();
  }

  @Override
  public boolean usesPredictor() {
    return true;
  }

  /** Of a stream that goes on, only the JDK takes a part. */
  @Override
  public boolean isQuickerWhole() {
    return true;
  }

  @Override
  public int decode(EncodedBlock block, byte[] into, int size) throws DataFormatException {
    return inflater.inflate(block.bytes(), block.length(), into, size);
  }
}
