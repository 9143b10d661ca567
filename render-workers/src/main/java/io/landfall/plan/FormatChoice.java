package io.landfall.plan;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.TileFormat;
import io.landfall.model.geojson.GeoJsonReader;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.request.OutputFormat.BlockCompression;
import io.landfall.model.request.OutputFormatRequest;
import io.landfall.raster.compress.Compressors;
import io.landfall.raster.compress.SampleLimits;
import io.landfall.raster.image.LibWebp;
import io.landfall.raster.tiff.format.Predictor;
import io.landfall.raster.tiff.format.TiffLimits;

/** Fills in what a request leaves open of its format, and refuses what cannot be written. */
public final class FormatChoice {
  private static final int DEFAULT_BLOCK = 512;
  private static final int MIN_BLOCK = 64;
  private static final int MAX_IMAGE_BLOCK = 1024;

  /** 64 blocks of 4 bytes a pixel are a gigabyte then, as are 16 of 16. */
  private static final int MAX_SHARD_BLOCK = 2048;

  /** Of pictures of quality 75 or below; at 100 they take five times as much. */
  private static final double LOSSY_SHARE = 0.06;

  private static final double LOSSLESS_PICTURE_SHARE = 0.4;

  /** Of JPEG and WEBP in tiles, as GDAL's. */
  private static final int DEFAULT_QUALITY = 75;

  private FormatChoice() {}

  /**
   * Chooses.
   *
   * @param overviews how overviews are made
   * @throws ExportFailure REQUEST_INVALID
   */
  static OutputFormat choose(
      OutputFormatRequest requested, OutputBands bands, Resampling overviews) {
    OutputFormat.FileFormat type =
        requested.type() == null ? OutputFormat.FileFormat.COG : requested.type();
    BlockCompression compression = compression(requested, type);
    SampleLimits.check(requested, bands);
    int level =
        requested.level() == null
            ? Compressors.defaultLevel(compression, bands.type())
            : requested.level();
    int most = Compressors.maxLevel(compression);
    if (level < 1 || level > most) {
      throw invalid("level %d: it goes from 1 to %d".formatted(level, most));
    }
    boolean ofSamples = compression.isOfSamples() || requested.bitsPerSample() != null;
    int predictor =
        ofSamples ? Predictor.NONE.number() : predictor(requested, type, bands.type()).number();
    int block = requested.blockSize() == null ? defaultBlock(bands) : requested.blockSize();
    if (block < MIN_BLOCK || block > 4096 || block % 16 != 0) {
      throw invalid("block size %d: it is a multiple of 16 from 64 to 4096".formatted(block));
    }
    if (block > largestBlock(bands)) {
      throw invalid(
          "block size %d: a block of %d bands of %s then takes %d bytes, and at most %d can be read again; the greatest possible is %d"
              .formatted(
                  block,
                  bands.samplesPerPixel(),
                  bands.type(),
                  (long) block * block * bands.bytesPerPixel(),
                  TiffLimits.BLOCK_BYTES,
                  largestBlock(bands)));
    }
    if (type.isSharded() && block > MAX_SHARD_BLOCK) {
      throw invalid(
          "block size %d: for a %s it is at most %d, since up to 64 blocks are one shard, which has less than 4 GiB"
              .formatted(block, type, MAX_SHARD_BLOCK));
    }
    if (type.isImage() && block > MAX_IMAGE_BLOCK) {
      throw invalid(
          "block size %d: for a %s it is at most %d, since a row of blocks is held in memory"
              .formatted(block, type, MAX_IMAGE_BLOCK));
    }
    return new OutputFormat(
        type,
        compression,
        Compressors.codec(compression),
        level,
        predictor,
        block,
        overviews,
        tileFormat(requested, type),
        quality(requested),
        maxZError(requested),
        requested.bitsPerSample());
  }

  /** Chunks of Zarr are the tiles as they are, so that they have what its readers know. */
  private static BlockCompression compression(
      OutputFormatRequest requested, OutputFormat.FileFormat type) {
    boolean isZarr = type == OutputFormat.FileFormat.ZARR;
    if (requested.compression() == null) {
      return isZarr ? BlockCompression.ZSTD : BlockCompression.DEFLATE;
    }
    if (isZarr
        && requested.compression() != BlockCompression.ZSTD
        && requested.compression() != BlockCompression.NONE) {
      throw invalid(
          "compression %s: chunks of ZARR are compressed by ZSTD or NONE"
              .formatted(requested.compression()));
    }
    return requested.compression();
  }

  private static TileFormat tileFormat(
      OutputFormatRequest requested, OutputFormat.FileFormat type) {
    if (!type.isMapTiles()) {
      if (requested.tileFormat() != null) {
        throw invalid(
            "tile format %s: it is for MBTILES and PMTILES, not for %s"
                .formatted(requested.tileFormat(), type));
      }
      return null;
    }
    if (requested.tileFormat() == TileFormat.WEBP && LibWebp.find().isEmpty()) {
      throw new ExportFailure(
          ErrorCode.OPTION_UNSUPPORTED,
          "Cannot write tiles as WEBP: this node lacks the library (libwebp). Choose PNG or JPEG.");
    }
    return requested.tileFormat() == null ? TileFormat.PNG : requested.tileFormat();
  }

  private static Integer quality(OutputFormatRequest requested) {
    boolean usual = requested.compression() != null && requested.compression().hasQuality();
    return requested.quality() == null && usual
        ? Integer.valueOf(DEFAULT_QUALITY)
        : requested.quality();
  }

  private static Double maxZError(OutputFormatRequest requested) {
    boolean exact = requested.compression() != null && requested.compression().isLerc();
    return requested.maxZError() == null && exact ? Double.valueOf(0) : requested.maxZError();
  }

  /** Warns of what was asked for and means nothing beside the rest. */
  static void warnOfUnused(
      OutputFormatRequest requested, OutputFormat format, PlanWarnings warnings) {
    if (format.type().isPicture() && requested.compression() != null) {
      warnings.add(
          "The compression %s was passed over: %s has its own."
              .formatted(requested.compression(), format.type()));
    }
    boolean hasLevels =
        format.compression() != BlockCompression.NONE
            && format.compression() != BlockCompression.LZW;
    if (requested.level() != null && !hasLevels) {
      warnings.add(
          "The level %d was passed over: %s has none."
              .formatted(requested.level(), format.compression()));
    }
  }

  /** Warns of values that the compression changes. */
  static void warn(OutputFormat format, OutputBands bands, PlanWarnings warnings) {
    if (!format.isLossy(bands.type())) {
      return;
    }
    if (format.compression().hasQuality()) {
      warnings.add(
          "%s of quality %d changes values, to numbers near them that look alike: the file is for looking at, not for measuring. Statistics in it are those from before. %s keeps values."
              .formatted(
                  format.compression(),
                  format.quality(),
                  format.compression() == BlockCompression.WEBP
                      ? "A quality of 100, or the compression deflate or zstd,"
                      : "The compression deflate or zstd"));
    } else {
      warnings.add(
          "LERC changes values by up to %s. Statistics in the file are those from before. A max z error of 0 keeps values."
              .formatted(GeoJsonReader.format(format.maxZError())));
    }
  }

  /** Returns the usual size, or half of it again and again until a reader takes it. */
  private static int defaultBlock(OutputBands bands) {
    int largest = largestBlock(bands);
    if (largest < MIN_BLOCK) {
      throw new ExportFailure(
          ErrorCode.EXPORT_TOO_LARGE,
          "Cannot export %d bands of %s as one file: even its smallest blocks could not be read again. Choose fewer bands."
              .formatted(bands.samplesPerPixel(), bands.type()));
    }
    int block = DEFAULT_BLOCK;
    while (block > largest) {
      block /= 2;
    }
    return block;
  }

  /** Returns the side of the largest block that a reader takes, a multiple of 16. */
  private static int largestBlock(OutputBands bands) {
    double side = Math.sqrt((double) TiffLimits.BLOCK_BYTES / bands.bytesPerPixel());
    return (int) side / 16 * 16;
  }

  private static Predictor predictor(
      OutputFormatRequest requested, OutputFormat.FileFormat file, SampleType type) {
    if (file == OutputFormat.FileFormat.ZARR) {
      if (requested.predictor() != null && requested.predictor() != Predictor.NONE.number()) {
        throw invalid("predictor %d: Zarr has none".formatted(requested.predictor()));
      }
      return Predictor.NONE;
    }
    if (requested.predictor() == null) {
      return type.isFloating() ? Predictor.FLOATING_POINT : Predictor.HORIZONTAL;
    }
    Predictor predictor = Predictor.of(requested.predictor());
    if (predictor == null || predictor == Predictor.FLOATING_POINT && !type.isFloating()) {
      throw invalid(
          "predictor %d: 1 is none, 2 is for any samples but FLOAT64, 3 is for floating point"
              .formatted(requested.predictor()));
    }
    if (predictor == Predictor.HORIZONTAL && type.bytes() == 8) {
      throw invalid("predictor 2: for FLOAT64 choose 1 or 3");
    }
    return predictor;
  }

  /** Returns what compressed imagery is expected to take, as a share of its raw size. */
  public static double compressedShare(OutputFormat format, OutputBands bands) {
    return switch (format.compression()) {
      case NONE -> 1;
      case JPEG, WEBP ->
          format.isLossy(bands.type())
              ? LOSSY_SHARE * (1 + 4 * Math.max(0, format.quality() - DEFAULT_QUALITY) / 25.0)
              : LOSSLESS_PICTURE_SHARE;
      case DEFLATE, ZSTD, LZW, LERC, LERC_DEFLATE, LERC_ZSTD -> {
        double predicted = bands.type().bytes() == 1 ? 0.45 : 0.75;
        yield format.type() == OutputFormat.FileFormat.ZARR ? predicted + 0.1 : predicted;
      }
    };
  }

  private static ExportFailure invalid(String what) {
    return new ExportFailure(ErrorCode.REQUEST_INVALID, "Invalid format, %s.".formatted(what));
  }
}
