package io.landfall.render;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.OutputBands;
import io.landfall.model.OutputFormat;
import io.landfall.model.OutputFormat.Compression;
import io.landfall.model.OutputFormatRequest;
import io.landfall.model.Resampling;

/** Fills in what a request leaves open of its format, and refuses what cannot be written. */
final class FormatChoice {
  private static final int DEFAULT_LEVEL = 6;
  private static final int MAX_LEVEL = 12;
  private static final int DEFAULT_BLOCK = 512;

  private FormatChoice() {}

  static OutputFormat choose(OutputFormatRequest asked, OutputBands bands) {
    OutputFormat.Type type = asked.type() == null ? OutputFormat.Type.COG : asked.type();
    if (type != OutputFormat.Type.COG) {
      throw new ExportFailure(
          ErrorCode.OPTION_UNSUPPORTED, "Cannot write %s yet: choose COG.".formatted(type));
    }
    Compression compression =
        asked.compression() == null ? Compression.DEFLATE : asked.compression();
    int level = asked.level() == null ? DEFAULT_LEVEL : asked.level();
    if (level < 1 || level > MAX_LEVEL) {
      throw invalid("level %d: it goes from 1 to %d".formatted(level, MAX_LEVEL));
    }
    int natural = bands.type().isFloating() ? 3 : 2;
    int predictor = asked.predictor() == null ? natural : asked.predictor();
    if (predictor < 1 || predictor > 3 || (predictor == 3 && !bands.type().isFloating())) {
      throw invalid(
          "predictor %d: 1 is none, 2 is for any samples but FLOAT64, 3 is for floating point"
              .formatted(predictor));
    }
    if (predictor == 2 && bands.type().bytes() == 8) {
      throw invalid("predictor 2: for FLOAT64 choose 1 or 3");
    }
    int block = asked.blockSize() == null ? DEFAULT_BLOCK : asked.blockSize();
    if (block < 64 || block > 4096 || block % 16 != 0) {
      throw invalid("block size %d: it is a multiple of 16 from 64 to 4096".formatted(block));
    }
    Resampling overviews =
        asked.overviewResampling() == null ? Resampling.AVERAGE : asked.overviewResampling();
    return new OutputFormat(type, compression, level, predictor, block, overviews);
  }

  /** Returns what packed imagery is expected to take, as a share of its raw size. */
  static double packedShare(OutputFormat format, OutputBands bands) {
    if (format.compression() == Compression.NONE) {
      return 1;
    }
    return bands.type().bytes() == 1 ? 0.45 : 0.75;
  }

  private static ExportFailure invalid(String what) {
    return new ExportFailure(ErrorCode.REQUEST_INVALID, "Invalid format, %s.".formatted(what));
  }
}
