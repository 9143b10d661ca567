package io.landfall.plan;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.request.OutputFormat.BlockCompression;
import io.landfall.model.request.OutputFormatRequest;
import io.landfall.raster.compress.Compressors;
import io.landfall.raster.tiff.format.Predictor;

/** Fills in what a request leaves open of its format, and refuses what cannot be written. */
public final class FormatChoice {
  private static final int DEFAULT_BLOCK = 512;
  private static final int MAX_IMAGE_BLOCK = 1024;

  private FormatChoice() {}

  static OutputFormat choose(OutputFormatRequest requested, OutputBands bands) {
    OutputFormat.FileFormat type =
        requested.type() == null ? OutputFormat.FileFormat.COG : requested.type();
    BlockCompression compression =
        requested.compression() == null ? BlockCompression.DEFLATE : requested.compression();
    int level =
        requested.level() == null ? Compressors.defaultLevel(compression) : requested.level();
    int most = Compressors.maxLevel(compression);
    if (level < 1 || level > most) {
      throw invalid("level %d: it goes from 1 to %d".formatted(level, most));
    }
    int predictor = predictor(requested, bands.type()).number();
    int block = requested.blockSize() == null ? DEFAULT_BLOCK : requested.blockSize();
    if (block < 64 || block > 4096 || block % 16 != 0) {
      throw invalid("block size %d: it is a multiple of 16 from 64 to 4096".formatted(block));
    }
    if (type.isImage() && block > MAX_IMAGE_BLOCK) {
      throw invalid(
          "block size %d: for a %s it is at most %d, since a row of blocks is held in memory"
              .formatted(block, type, MAX_IMAGE_BLOCK));
    }
    Resampling overviews =
        requested.overviewResampling() == null
            ? Resampling.AVERAGE
            : requested.overviewResampling();
    return new OutputFormat(
        type, compression, Compressors.codec(compression), level, predictor, block, overviews);
  }

  private static Predictor predictor(OutputFormatRequest requested, SampleType type) {
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
    if (format.compression() == BlockCompression.NONE) {
      return 1;
    }
    return bands.type().bytes() == 1 ? 0.45 : 0.75;
  }

  private static ExportFailure invalid(String what) {
    return new ExportFailure(ErrorCode.REQUEST_INVALID, "Invalid format, %s.".formatted(what));
  }
}
