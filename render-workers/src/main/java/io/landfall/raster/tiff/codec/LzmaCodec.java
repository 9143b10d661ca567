package io.landfall.raster.tiff.codec;

import io.landfall.raster.tiff.format.Compression;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.DataFormatException;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.XZInputStream;

/** Compression 34925: an XZ stream a block, with LZMA2 and perhaps a delta filter. */
final class LzmaCodec implements Codec {
  /** Enough for the highest preset, 9, with its dictionary of 64 MiB. */
  private static final int MEMORY_KIB = 66 << 10;

  @Override
  public String name() {
    return Compression.LZMA.label();
  }

  @Override
  public boolean usesPredictor() {
    return true;
  }

  @Override
  public int decode(EncodedBlock block, byte[] into, int size) throws DataFormatException {
    var compressed = new ByteArrayInputStream(block.bytes(), 0, block.length());
    try (var stream = new XZInputStream(compressed, MEMORY_KIB)) {
      return stream.readNBytes(into, 0, size);
    } catch (MemoryLimitException limit) {
      throw new UnsupportedStreamException(
          "LZMA that takes " + limit.getMemoryNeeded() + " KiB to decompress");
    } catch (IOException cause) {
      throw new DataFormatException(String.valueOf(cause.getMessage()));
    }
  }
}
