package io.landfall.raster.compress;

import io.landfall.model.SampleType;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.request.OutputFormat.BlockCompression;
import io.landfall.raster.tiff.format.Compression;
import java.util.Optional;

/**
 * What compresses the tiles of an output. For one thread.
 *
 * @param image of the tiles themselves; {@code null}: nothing
 * @param plain of what has to come back as it is, such as masks: that of the tiles if it is such;
 *     {@code null}: nothing
 */
public record TileCompression(BlockEncoder image, BlockCompressor plain) {
  /** Of LERC as GDAL writes it: version 2.4, and what compresses it once more. */
  private static final int LERC_VERSION = 4;

  /**
   * Makes it as the format pins.
   *
   * @param samples of a pixel
   * @throws io.landfall.model.ExportFailure INTERNAL if this machine has another codec,
   *     OPTION_UNSUPPORTED if it has none
   */
  public static TileCompression of(OutputFormat format, SampleType type, int samples) {
    OutputFormat plainFormat = plainFormat(format);
    if (!format.isOfSamples()) {
      BlockCompressor compressor = Compressors.of(format, format.codec());
      return new TileCompression(compressor, compressor);
    }
    var shape = new BlockShape(format.blockSize(), samples, type);
    if (format.bitsPerSample() != null) {
      BlockCompressor compressor = Compressors.of(format, format.codec());
      return new TileCompression(
          new PackedSamples(shape, format.bitsPerSample(), compressor), compressor);
    }
    return new TileCompression(
        SampleCodecs.encoder(format, shape), Compressors.of(plainFormat, plainFormat.codec()));
  }

  /**
   * Returns the format that pixels take which have to come back as they are: this one, or without
   * what compresses whole samples.
   */
  public static OutputFormat plainFormat(OutputFormat format) {
    if (!format.isOfSamples()) {
      return format;
    }
    boolean ofBytes = !format.compression().isOfSamples();
    return new OutputFormat(
        format.type(),
        ofBytes ? format.compression() : BlockCompression.DEFLATE,
        ofBytes ? format.codec() : SampleCodecs.plainCodec(format.codec()),
        ofBytes ? format.level() : 1,
        1,
        format.blockSize(),
        format.overviewResampling());
  }

  /** Returns how TIFF calls the compression of masks. */
  public static Compression ofMasks(OutputFormat format) {
    return Compressors.tiffCompression(plainFormat(format).compression());
  }

  /**
   * Returns the value of tag JPEGTables: what the tiles of an image share; empty if they share
   * nothing.
   */
  public static Optional<byte[]> sharedTables(OutputFormat format, int samples) {
    return format.compression() == BlockCompression.JPEG
        ? Optional.of(JpegEncoder.sharedTables(format.quality(), samples))
        : Optional.empty();
  }

  /** Returns the values of tag LercParameters; empty if it is not LERC. */
  public static Optional<long[]> lercParameters(OutputFormat format) {
    return switch (format.compression()) {
      case LERC -> Optional.of(new long[] {LERC_VERSION, 0});
      case LERC_DEFLATE -> Optional.of(new long[] {LERC_VERSION, 1});
      case LERC_ZSTD -> Optional.of(new long[] {LERC_VERSION, 2});
      case DEFLATE, ZSTD, LZW, NONE, JPEG, WEBP -> Optional.empty();
    };
  }
}
