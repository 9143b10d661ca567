package io.landfall.raster.pack;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.OutputFormat;
import io.landfall.model.OutputFormat.Compression;
import io.landfall.raster.BlockCompressor;
import java.util.Optional;

/**
 * Which engine packs a format on this machine. Engines give different bytes, so a plan that is to
 * give one file on all nodes pins the {@link #engine name} of its own.
 */
public final class Compressors {
  private static final String LZW_ENGINE = "landfall-lzw 1";

  private Compressors() {}

  private static final class Jdk {
    static final String ENGINE = "jdk " + Fingerprint.of(JdkDeflate::new, 1, 7, 9);
  }

  /** Returns the fastest compressor there is, or {@code null} for none. */
  public static BlockCompressor of(OutputFormat format) {
    return make(format, engine(format.compression()));
  }

  /**
   * Returns the compressor that a plan pins, or {@code null} for none.
   *
   * @param engine as {@link #engine} told; {@code null}: the fastest
   * @throws ExportFailure INTERNAL if this machine does not have it; {@link #has} tells before
   */
  public static BlockCompressor of(OutputFormat format, String engine) {
    if (engine == null) {
      return of(format);
    }
    missing(format.compression(), engine)
        .ifPresent(
            why -> {
              throw new ExportFailure(ErrorCode.INTERNAL, why);
            });
    return make(format, engine);
  }

  /** Tells why this machine cannot pack as the format pins; empty: it can. */
  public static Optional<String> missing(OutputFormat format) {
    return format.engine() == null
        ? Optional.empty()
        : missing(format.compression(), format.engine());
  }

  private static Optional<String> missing(Compression compression, String engine) {
    return has(compression, engine)
        ? Optional.empty()
        : Optional.of(
            "Cannot pack by %s, which the plan pins: this node has %s. Install that on all nodes, or set landfall.native = off on the one that plans."
                .formatted(engine, engine(compression)));
  }

  /** Tells whether this machine packs byte by byte as {@code engine} does. */
  public static boolean has(Compression compression, String engine) {
    return engine.equals(engine(compression))
        || compression == Compression.DEFLATE && engine.equals(Jdk.ENGINE);
  }

  /**
   * Returns the name and version of the fastest engine there is, as {@code zstd-jni 1.5.7-6}. What
   * does not tell its version has a checksum of its doings instead, as {@code libdeflate 1f3a90c2}.
   */
  public static String engine(Compression compression) {
    return switch (compression) {
      case DEFLATE -> LibDeflate.find().map(LibDeflate::version).orElse(Jdk.ENGINE);
      case ZSTD -> ZstdCompressor.version();
      case LZW -> LZW_ENGINE;
      case NONE -> "none";
    };
  }

  /** Returns the value of the TIFF tag Compression. */
  public static int tag(Compression compression) {
    return switch (compression) {
      case DEFLATE -> 8;
      case ZSTD -> 50000;
      case LZW -> 5;
      case NONE -> 1;
    };
  }

  /**
   * Returns the level for those who name none: on predicted imagery, libdeflate's 6 is 1 % smaller
   * than its 5 for 1.4 times the time, and zstd's 1 smaller than its 3.
   */
  public static int defaultLevel(Compression compression) {
    return compression == Compression.ZSTD ? 1 : 4;
  }

  /** Returns the highest level; the lowest is 1. LZW has but one, and the level does not count. */
  public static int maxLevel(Compression compression) {
    return compression == Compression.ZSTD ? ZstdCompressor.MAX_LEVEL : LibDeflate.MAX_LEVEL;
  }

  private static BlockCompressor make(OutputFormat format, String engine) {
    return switch (format.compression()) {
      case DEFLATE ->
          LibDeflate.find()
              .filter(library -> library.version().equals(engine))
              .<BlockCompressor>map(library -> new NativeDeflate(library, format.level()))
              .orElseGet(() -> new JdkDeflate(format.level()));
      case ZSTD -> zstd(format.level());
      case LZW -> new LzwCompressor();
      case NONE -> null;
    };
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
