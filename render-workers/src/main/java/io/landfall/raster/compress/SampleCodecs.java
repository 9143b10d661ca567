package io.landfall.raster.compress;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.SampleType;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.request.OutputFormat.BlockCompression;
import java.util.Optional;

/**
 * The compressions of whole samples, by libraries: what each is pinned by, and its encoder. Beside
 * each goes a codec of bytes, for masks and for pixels that have to come back.
 */
final class SampleCodecs {
  private static final String AND = " + ";
  private static final int FINGERPRINT_SIDE = 64;

  private SampleCodecs() {}

  private static final class JpegVersion {
    static final String VERSION =
        "jpeg "
            + CodecFingerprint.of(
                FINGERPRINT_SIDE,
                new JpegEncoder(shape(3, SampleType.UINT8), 75),
                new JpegEncoder(shape(1, SampleType.UINT8), 90));
  }

  private static final class WebpVersion {
    static final Optional<String> VERSION =
        WebpLibrary.find()
            .map(
                webp ->
                    "libwebp %s %s"
                        .formatted(
                            webp.version(),
                            CodecFingerprint.of(
                                FINGERPRINT_SIDE,
                                new WebpEncoder(webp, shape(3, SampleType.UINT8), 75),
                                new WebpEncoder(webp, shape(4, SampleType.UINT8), 100))));
  }

  private static final class LercVersion {
    static final Optional<String> VERSION =
        LercLibrary.find()
            .map(
                lerc ->
                    "liblerc "
                        + CodecFingerprint.of(
                            FINGERPRINT_SIDE,
                            new LercEncoder(lerc, shape(3, SampleType.UINT8), 0, null),
                            new LercEncoder(lerc, shape(2, SampleType.INT16), 2, null),
                            new LercEncoder(lerc, shape(1, SampleType.FLOAT32), 0.5, null)));
  }

  private static BlockShape shape(int samples, SampleType type) {
    return new BlockShape(FINGERPRINT_SIDE, samples, type);
  }

  /**
   * Returns what this machine compresses by, as a plan pins it; empty if it has no such library.
   *
   * @param bytes what it compresses bytes by
   */
  static Optional<String> codec(BlockCompression compression, String bytes) {
    return ownCodec(compression).map(own -> own + AND + bytes);
  }

  /** Returns what this machine compresses samples by; empty if it has no such library. */
  static Optional<String> ownCodec(BlockCompression compression) {
    return switch (compression) {
      case JPEG -> Optional.of(JpegVersion.VERSION);
      case WEBP -> WebpLibrary.find().flatMap(found -> WebpVersion.VERSION);
      case LERC, LERC_DEFLATE -> LercLibrary.find().flatMap(found -> LercVersion.VERSION);
      case LERC_ZSTD ->
          LercLibrary.find()
              .flatMap(found -> LercVersion.VERSION)
              .map(lerc -> lerc + AND + ZstdCompressor.version());
      case DEFLATE, ZSTD, LZW, NONE ->
          throw new IllegalArgumentException("No compression of samples: " + compression);
    };
  }

  /** Tells whether this machine has what a plan pins, but for that of bytes. */
  static boolean isAvailable(BlockCompression compression, String codec) {
    return ownCodec(compression).filter(own -> codec.startsWith(own + AND)).isPresent();
  }

  /** Returns what bytes are compressed by, of what a plan pins; {@code null}: nothing is pinned. */
  static String plainCodec(String codec) {
    return codec == null ? null : codec.substring(codec.lastIndexOf(AND) + AND.length());
  }

  /** Says that a library is missing. */
  static ExportFailure missing(BlockCompression compression) {
    return new ExportFailure(
        ErrorCode.OPTION_UNSUPPORTED,
        "Cannot compress by %s on this machine: %s is missing. Install it on all nodes, or choose deflate or zstd."
            .formatted(
                compression,
                compression == BlockCompression.WEBP
                    ? "libwebp (Debian: libwebp7)"
                    : "liblerc (Debian: liblerc4)"));
  }

  /** Makes the encoder of a format, whose codec is there. */
  static BlockEncoder encoder(OutputFormat format, BlockShape shape) {
    Compressors.check(format);
    BlockCompression compression = format.compression();
    return switch (compression) {
      case JPEG -> new JpegEncoder(shape, format.quality());
      case WEBP ->
          new WebpEncoder(
              WebpLibrary.find().orElseThrow(() -> missing(compression)), shape, format.quality());
      case LERC -> lerc(format, shape, null);
      case LERC_DEFLATE ->
          lerc(
              format,
              shape,
              Compressors.ofBytes(
                  BlockCompression.DEFLATE, format.level(), plainCodec(format.codec())));
      case LERC_ZSTD ->
          lerc(format, shape, Compressors.ofBytes(BlockCompression.ZSTD, format.level(), null));
      case DEFLATE, ZSTD, LZW, NONE ->
          throw new IllegalArgumentException("No compression of samples: " + compression);
    };
  }

  private static BlockEncoder lerc(OutputFormat format, BlockShape shape, BlockCompressor around) {
    double maxError = format.maxZError() == null ? 0 : format.maxZError();
    return new LercEncoder(
        LercLibrary.find().orElseThrow(() -> missing(format.compression())),
        shape,
        maxError,
        around);
  }
}
