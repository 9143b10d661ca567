package io.landfall.raster.compress;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.SampleType;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.request.OutputFormat.BlockCompression;
import io.landfall.raster.tiff.format.Compression;
import java.util.Optional;

/**
 * Which codec compresses a format on this machine. Codecs give different bytes, so a plan that is
 * to give one file on all nodes pins the {@link #codec name} of its own.
 */
public final class Compressors {
  private static final String LZW_CODEC = "landfall-lzw 1";

  private Compressors() {}

  /** Of plans by {@link ImageryDeflateCompressor}; those without it search for repeats always. */
  private static final String BY_CONTENT = RunLengthDeflater.VERSION + ", ";

  private static final class JdkCodecVersion {
    static final String VERSION = "jdk " + CodecFingerprint.of(JdkDeflateCompressor::new, 1, 7, 9);
  }

  /** Returns the fastest compressor there is, or {@code null} for none. */
  public static BlockCompressor of(OutputFormat format) {
    return make(format, codec(format.compression()));
  }

  /**
   * Returns the compressor that a plan pins, or {@code null} for none.
   *
   * @param codec as {@link #codec} returned; {@code null}: the fastest
   * @throws ExportFailure INTERNAL if this machine does not have it; {@link #incompatibility} tells
   *     before
   */
  public static BlockCompressor of(OutputFormat format, String codec) {
    if (codec == null) {
      return of(format);
    }
    check(format.compression(), codec);
    return make(format, codec);
  }

  /** Tells why this machine cannot compress as the format pins; empty: it can. */
  public static Optional<String> incompatibility(OutputFormat format) {
    return format.codec() == null
        ? Optional.empty()
        : incompatibility(format.compression(), format.codec());
  }

  /** Throws the {@link #incompatibility} of a format, if there is one. */
  static void check(OutputFormat format) {
    if (format.codec() != null) {
      check(format.compression(), format.codec());
    }
  }

  private static void check(BlockCompression compression, String codec) {
    incompatibility(compression, codec)
        .ifPresent(
            why -> {
              throw new ExportFailure(ErrorCode.INTERNAL, why);
            });
  }

  private static Optional<String> incompatibility(BlockCompression compression, String codec) {
    return isAvailable(compression, codec)
        ? Optional.empty()
        : Optional.of(
            "Cannot compress with %s, which the plan pins: this node has %s. Install that on all nodes, or set landfall.native = off on the one that plans."
                .formatted(codec, availableCodec(compression).orElse("none")));
  }

  /** Tells whether this machine compresses byte by byte as {@code codec} does. */
  private static boolean isAvailable(BlockCompression compression, String codec) {
    if (compression.isOfSamples()) {
      return SampleCodecs.isAvailable(compression, codec)
          && isAvailable(BlockCompression.DEFLATE, SampleCodecs.plainCodec(codec));
    }
    if (compression != BlockCompression.DEFLATE) {
      return codec.equals(codec(compression));
    }
    String matching = matchingCodec(codec);
    return matching.equals(JdkCodecVersion.VERSION) || library(matching).isPresent();
  }

  /** Returns what searches for repeats where a codec does. */
  private static String matchingCodec(String codec) {
    return codec.startsWith(BY_CONTENT) ? codec.substring(BY_CONTENT.length()) : codec;
  }

  private static Optional<LibDeflate> library(String matching) {
    return LibDeflate.find().filter(library -> library.version().equals(matching));
  }

  /**
   * Returns the name and version of the fastest codec there is, as {@code zstd-jni 1.5.7-6}. What
   * does not tell its version has a checksum of its doings instead, as {@code landfall-rle 1,
   * libdeflate 1f3a90c2}.
   *
   * @throws ExportFailure OPTION_UNSUPPORTED if there is none
   */
  public static String codec(BlockCompression compression) {
    return availableCodec(compression).orElseThrow(() -> SampleCodecs.missing(compression));
  }

  /**
   * Returns the name and version of the library that compresses samples so; empty if this machine
   * has none.
   */
  public static Optional<String> library(BlockCompression ofSamples) {
    return SampleCodecs.ownCodec(ofSamples);
  }

  private static Optional<String> availableCodec(BlockCompression compression) {
    return switch (compression) {
      case DEFLATE -> Optional.of(deflateCodec());
      case ZSTD -> Optional.of(ZstdCompressor.version());
      case LZW -> Optional.of(LZW_CODEC);
      case NONE -> Optional.of("none");
      case JPEG, WEBP, LERC, LERC_DEFLATE, LERC_ZSTD ->
          SampleCodecs.codec(compression, deflateCodec());
    };
  }

  private static String deflateCodec() {
    return BY_CONTENT + LibDeflate.find().map(LibDeflate::version).orElse(JdkCodecVersion.VERSION);
  }

  /** Returns how TIFF calls a compression. */
  public static Compression tiffCompression(BlockCompression compression) {
    return switch (compression) {
      case DEFLATE -> Compression.DEFLATE;
      case ZSTD -> Compression.ZSTD;
      case LZW -> Compression.LZW;
      case NONE -> Compression.NONE;
      case JPEG -> Compression.JPEG;
      case WEBP -> Compression.WEBP;
      case LERC, LERC_DEFLATE, LERC_ZSTD -> Compression.LERC;
    };
  }

  /**
   * Returns the level for those who name none. Where repeats gain something, libdeflate's 6 is 2 %
   * smaller on bytes than its 4 for twice the time; on wider samples its 1 is smaller than 4 and 6,
   * and quicker. Zstd's 1 is smaller than its 3.
   */
  public static int defaultLevel(BlockCompression compression, SampleType type) {
    return isZstd(compression) || type.bytes() > 1 ? 1 : 4;
  }

  /** Returns the highest level; the lowest is 1. LZW has but one, and the level does not count. */
  public static int maxLevel(BlockCompression compression) {
    return isZstd(compression) ? ZstdCompressor.MAX_LEVEL : LibDeflate.MAX_LEVEL;
  }

  private static boolean isZstd(BlockCompression compression) {
    return compression == BlockCompression.ZSTD || compression == BlockCompression.LERC_ZSTD;
  }

  private static BlockCompressor make(OutputFormat format, String codec) {
    return ofBytes(format.compression(), format.level(), codec);
  }

  /**
   * Makes the compressor of a codec that is there.
   *
   * @param codec that of DEFLATE; {@code null}: the fastest
   */
  static BlockCompressor ofBytes(BlockCompression compression, int level, String codec) {
    return switch (compression) {
      case DEFLATE -> deflate(level, codec == null ? deflateCodec() : codec);
      case ZSTD -> zstd(level);
      case LZW -> new LzwCompressor();
      case NONE -> null;
      case JPEG, WEBP, LERC, LERC_DEFLATE, LERC_ZSTD ->
          throw new IllegalArgumentException("No compression of bytes: " + compression);
    };
  }

  private static BlockCompressor deflate(int level, String codec) {
    String name = matchingCodec(codec);
    BlockCompressor matching = matching(level, name);
    return codec.startsWith(BY_CONTENT) && level < ImageryDeflateCompressor.THOROUGH_LEVEL
        ? new ImageryDeflateCompressor(matching, matching(1, name))
        : matching;
  }

  private static BlockCompressor matching(int level, String name) {
    return library(name)
        .<BlockCompressor>map(library -> new NativeDeflateCompressor(library, level))
        .orElseGet(() -> new JdkDeflateCompressor(level));
  }

  private static BlockCompressor zstd(int level) {
    try {
      return new ZstdCompressor(level);
    } catch (LinkageError missing) {
      throw new ExportFailure(
          ErrorCode.OPTION_UNSUPPORTED,
          "Cannot compress by zstd on this machine (%s): choose deflate."
              .formatted(missing.getMessage()));
    }
  }
}
