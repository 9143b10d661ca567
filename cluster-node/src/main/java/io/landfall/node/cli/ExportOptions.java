package io.landfall.node.cli;

import io.landfall.model.Aoi;
import io.landfall.model.Destination;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportRequest;
import io.landfall.model.ExportSource;
import io.landfall.model.OutputFormat;
import io.landfall.model.OutputFormatRequest;
import io.landfall.model.Resampling;
import io.landfall.model.SceneId;
import io.landfall.model.Tool;
import io.landfall.source.RemoteSources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** What is to be exported, as the command line says it. */
final class ExportOptions {
  @Option(
      names = "--scene",
      required = true,
      paramLabel = "PATH",
      description =
          "A GeoTIFF, or a folder of band files with or without MTL; or an https, http or s3 address"
              + " of a GeoTIFF or a STAC item. Repeat it for a mosaic: the first lies on top.")
  List<String> scenes;

  @Option(
      names = "--bands",
      split = ",",
      paramLabel = "BAND",
      description =
          "Bands in the order of the output: names (red,green,blue), Landsat numbers (4,3,2) or"
              + " 1-based indices of one file. Default: red, green, blue where there are, else all.")
  List<String> bands = new ArrayList<>();

  @Option(
      names = "--tool",
      paramLabel = "TOOL",
      description = "A built-in tool or a map-algebra file instead of --bands. Comes later.")
  String tool;

  @Option(
      names = "--aoi",
      paramLabel = "FILE",
      description =
          "GeoJSON in longitude and latitude: everything outside becomes no-data, the extent is"
              + " cropped to it. Default: the whole footprint.")
  Path aoi;

  @Option(
      names = "--srid",
      paramLabel = "EPSG",
      description = "EPSG code of the output. Default: that of the first scene.")
  Integer srid;

  @Option(
      names = "--resolution",
      paramLabel = "UNITS",
      description =
          "Side of an output pixel in units of the output CRS (metres, degrees). Default: the first"
              + " scene's own.")
  Double resolution;

  @Option(
      names = "--resampling",
      paramLabel = "KERNEL",
      defaultValue = "bilinear",
      description =
          "nearest, bilinear, cubic, average, lanczos or mode. Default: ${DEFAULT-VALUE}.")
  Resampling resampling;

  @Option(
      names = "--stretch",
      paramLabel = "MIN,MAX",
      defaultValue = "none",
      description =
          "Maps MIN..MAX linearly to bytes 1..255, 0 is no-data; one pair for all bands or one a"
              + " band. none keeps type and values; auto comes later. Default: ${DEFAULT-VALUE}.")
  String stretch;

  @Option(
      names = "--color",
      paramLabel = "FILE",
      description = "Colour correction blocks. Comes later.")
  Path color;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "cog",
      description = "cog, geotiff, png or jpeg. Default: ${DEFAULT-VALUE}.")
  OutputFormat.Type format;

  @Option(
      names = "--compress",
      paramLabel = "CODEC",
      description = "deflate, zstd, lzw or none. Default: deflate.")
  OutputFormat.Compression compression;

  @Option(
      names = "--level",
      paramLabel = "N",
      description = "1 (fast) to 12 (small). Default: the codec's own.")
  Integer level;

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
      description = "average or nearest. Default: average.")
  Resampling overviews;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "OUT",
      description = "The file to write.")
  Path output;

  /**
   * Makes the request.
   *
   * @param aoiReader reads the text of an AOI file
   * @param target the file to deliver to
   * @throws ExportFailure REQUEST_INVALID, OPTION_UNSUPPORTED, AOI_INVALID
   */
  ExportRequest request(Function<Path, Aoi> aoiReader, Path target) {
    refuse(tool, "--tool");
    refuse(color, "--color");
    String stem = output.getFileName().toString().replaceFirst("(?i)\\.tiff?$", "");
    return new ExportRequest(
        "local",
        stem,
        List.of(),
        new ExportSource.Scenes(
            scenes.stream().map(ExportOptions::sceneId).toList(),
            bands.stream().map(String::strip).toList()),
        srid,
        resolution,
        resampling,
        aoi == null ? null : aoiReader.apply(aoi),
        ranges(),
        new OutputFormatRequest(format, compression, level, predictor(), blockSize, overviews),
        List.of(new Destination.LocalFile(target.toString(), lastName(target))));
  }

  /** Returns the name that the file at {@code target} will be given; {@code null}: it has it. */
  private String lastName(Path target) {
    String name = output.getFileName().toString();
    return target.getFileName().toString().equals(name) ? null : name;
  }

  private static SceneId sceneId(String scene) {
    return RemoteSources.handles(scene)
        ? new SceneId(scene)
        : new SceneId(Path.of(scene).toAbsolutePath().normalize().toString());
  }

  private static void refuse(Object given, String option) {
    if (given != null) {
      throw new ExportFailure(
          ErrorCode.OPTION_UNSUPPORTED,
          "Cannot use %s %s: this version does not have it yet. Use --bands and --stretch."
              .formatted(option, given));
    }
  }

  private List<Tool.Range> ranges() {
    if (stretch.equalsIgnoreCase("none")) {
      return List.of();
    }
    if (stretch.equalsIgnoreCase("auto")) {
      throw new ExportFailure(
          ErrorCode.OPTION_UNSUPPORTED,
          "Cannot use --stretch auto: this version does not have it yet. Give MIN,MAX.");
    }
    String[] numbers = stretch.split(",");
    if (numbers.length % 2 != 0) {
      throw badStretch();
    }
    List<Tool.Range> ranges = new ArrayList<>();
    try {
      for (int i = 0; i < numbers.length; i += 2) {
        ranges.add(
            new Tool.Range(Double.parseDouble(numbers[i]), Double.parseDouble(numbers[i + 1])));
      }
    } catch (NumberFormatException e) {
      throw badStretch();
    }
    return ranges;
  }

  private ExportFailure badStretch() {
    return new ExportFailure(
        ErrorCode.REQUEST_INVALID,
        "Invalid --stretch %s: write MIN,MAX for all bands, or one pair a band."
            .formatted(stretch));
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
