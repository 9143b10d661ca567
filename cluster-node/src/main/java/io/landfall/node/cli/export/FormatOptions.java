package io.landfall.node.cli.export;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.Resampling;
import io.landfall.model.TileFormat;
import io.landfall.model.request.MaskMode;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.request.OutputFormatRequest;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** How the output file is laid out and compressed. */
public final class FormatOptions {
  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "cog, geotiff, png, jpeg, zarr (version 3, in a zip file), pmtiles or mbtiles (map"
              + " tiles). Default: as --output ends, .png, .jpg, .zarr.zip, .pmtiles or .mbtiles,"
              + " else cog.")
  OutputFormat.FileFormat type;

  @Option(
      names = "--tile-format",
      paramLabel = "FORMAT",
      description = "Of the images in pmtiles and mbtiles: png, jpeg or webp. Default: png.")
  TileFormat tileFormat;

  @Option(
      names = "--compress",
      paramLabel = "CODEC",
      description =
          "deflate, zstd, lzw, none, lerc, lerc_deflate, lerc_zstd, and for pictures of bytes jpeg"
              + " or webp; of zarr zstd or none. Default: deflate, of zarr zstd.")
  OutputFormat.BlockCompression compression;

  @Option(
      names = "--level",
      paramLabel = "N",
      description = "1 (fast) to 12 (small), to 22 for zstd. Default: the codec's own.")
  Integer level;

  @Option(
      names = "--quality",
      paramLabel = "N",
      description =
          "Of --compress jpeg or webp and of --format jpeg: 1 (small) to 100; webp of 100 keeps"
              + " values. Default: 75, of --format jpeg 90.")
  Integer quality;

  @Option(
      names = "--max-z-error",
      paramLabel = "ERROR",
      description =
          "How far --compress lerc may change a value, in its unit. Default: 0, not at all.")
  Double maxZError;

  @Option(
      names = "--nbits",
      paramLabel = "BITS",
      description =
          "Bits that a sample takes in the file: 1 to 7 of bytes, 9 to 15 of uint16, 17 to 31 of"
              + " uint32. A value that does not fit fails the export. Default: all of its type.")
  Integer bits;

  @Option(
      names = "--predictor",
      paramLabel = "N",
      defaultValue = "auto",
      description =
          "auto, 1 (none), 2 (differences) or 3 (floating point). Default: ${DEFAULT-VALUE}.")
  String predictor;

  @Option(
      names = "--blocksize",
      paramLabel = "PIXELS",
      description = "Side of a tile of the file, a multiple of 16. Default: 512.")
  Integer blockSize;

  @Option(
      names = "--overview-resampling",
      paramLabel = "KERNEL",
      description = "${COMPLETION-CANDIDATES}. Default: average.",
      completionCandidates = KernelNames.class)
  Resampling overviews;

  @Option(
      names = "--mask",
      paramLabel = "MASK",
      description =
          "How pixels without data are told: auto, nodata (a value), internal (a mask in the file),"
              + " alpha (one more band) or none. Default: auto, a no-data value that collides with"
              + " nothing, NaN of floating point, else an internal mask.")
  MaskMode mask;

  /**
   * Returns the format of {@code output}.
   *
   * @throws ExportFailure REQUEST_INVALID
   */
  OutputFormatRequest request(Path output) {
    return new OutputFormatRequest(
        fileFormat(output),
        compression,
        level,
        predictor(),
        blockSize,
        overviews,
        tileFormat,
        quality,
        maxZError,
        bits);
  }

  /**
   * Returns the file format to write: that asked for, or that of the name.
   *
   * @throws ExportFailure REQUEST_INVALID if the name says another than was asked for
   */
  public OutputFormat.FileFormat fileFormat(Path output) {
    return OutputFile.format(output, type);
  }

  private Integer predictor() {
    return switch (predictor) {
      case "auto" -> null;
      case "1", "2", "3" -> Integer.valueOf(predictor);
      default ->
          throw new ExportFailure(
              ErrorCode.REQUEST_INVALID,
              "Invalid --predictor %s: write auto, 1, 2 or 3.".formatted(predictor));
    };
  }
}
