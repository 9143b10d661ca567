package io.landfall.raster.tiff.codec;

import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.landfall.raster.tiff.format.Compression;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.DataFormatException;

/**
 * Compression 50000: Zstandard. Frames are streamed, as few tell their size; the library refuses
 * windows of more than 128 MiB.
 */
final class ZstdCodec implements Codec {
  @Override
  public String name() {
    return Compression.ZSTD.label();
  }

  @Override
  public boolean usesPredictor() {
    return true;
  }

  @Override
  public int decode(EncodedBlock block, byte[] into, int size) throws DataFormatException {
    var compressed = new ByteArrayInputStream(block.bytes(), 0, block.length());
    try (var stream = new ZstdInputStreamNoFinalizer(compressed)) {
      return stream.readNBytes(into, 0, size);
    } catch (LinkageError missing) {
      throw new UnsupportedStreamException(
          "ZSTD on a system where its native library cannot be loaded");
    } catch (IOException | ZstdException cause) {
      throw new DataFormatException(String.valueOf(cause.getMessage()));
    }
  }
}
