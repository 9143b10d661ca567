package io.landfall.node.cli.export;

import io.landfall.model.Aoi;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.Percentiles;
import io.landfall.model.Resampling;
import io.landfall.model.SampleEncoding;
import io.landfall.model.SampleType;
import io.landfall.model.SceneId;
import io.landfall.model.request.Destination;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.ExportRequestBuilder;
import io.landfall.model.request.ExportSource;
import io.landfall.model.request.GridAlignment;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.request.OutputFormatRequest;
import io.landfall.model.request.Processing;
import io.landfall.model.request.SourceReading;
import io.landfall.model.request.Tool;
import io.landfall.model.request.ToolSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** What is to be exported, as the command line says it. */
public final class ExportOptions {
  @Option(
      names = "--scene",
      paramLabel = "PATH",
      description =
          "A GeoTIFF, or a folder of band files with or without MTL; or an https, http or s3 URL"
              + " of a GeoTIFF or a STAC item. Repeat it for a mosaic: the first lies on top.")
  List<String> scenes = new ArrayList<>();

  @Option(
      names = "--bands",
      split = ",",
      paramLabel = "BAND",
      description =
          "Bands in the order of the output: names (red,green,blue), Landsat numbers (4,3,2) or"
              + " 1-based indices of one file; or a preset such as color-infrared (nir,red,green),"
              + " agriculture, urban, land-water. Default: red, green, blue where there are, else"
              + " all.")
  List<String> bands = new ArrayList<>();

  @Option(
      names = "--tool",
      paramLabel = "TOOL",
      description =
          "Map algebra instead of --bands: a file (.json), or one of ndvi, ndwi, evi, ndmi, nbr,"
              + " nbr2, savi, bsi, ndsi, ndgi, npcri, ndvi-change, subtraction, identity,"
              + " phycocyanin, nir-sac, nir-over-red-sac. Gives FLOAT32 unless --type says"
              + " otherwise.")
  String tool;

  @Option(
      names = "--input",
      paramLabel = "NAME=PATH",
      description =
          "Imagery of an input of the tool, by the input's name or source, as before=FOLDER for"
              + " ndvi-change. Repeat it for more scenes. Default: those of --scene.")
  List<String> inputs = new ArrayList<>();

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
      converter = EpsgConverter.class,
      description =
          "EPSG code of the output, as 3857 or EPSG:3857. Default: that of the first scene.")
  Integer srid;

  @Option(
      names = "--resolution",
      paramLabel = "UNITS",
      description =
          "Side of an output pixel in units of the output CRS (metres, degrees). Default: the first"
              + " scene's own.")
  Double resolution;

  @Option(
      names = "--grid",
      paramLabel = "GRID",
      description =
          "native: the first scene's own pixels; aligned: whole multiples of the resolution, as"
              + " gdalwarp -tap. Default: native where CRS and resolution are the first scene's"
              + " own, else aligned.")
  GridAlignment grid;

  @Option(
      names = "--srcnodata",
      split = ",",
      paramLabel = "N",
      description =
          "No-data value of the sources, whatever their files say: one for all bands, or one a band"
              + " of each file. Default: as the files say.")
  List<Double> srcNodata = new ArrayList<>();

  @Option(
      names = "--band-names",
      split = ",",
      paramLabel = "NAME",
      description =
          "Names of the bands of each file that holds several, in its order, as"
              + " red,green,blue,nir. Default: as the files say.")
  List<String> bandNames = new ArrayList<>();

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
              + " band. auto takes the 2nd and 98th percentile of each band, auto:LOW,HIGH others;"
              + " none keeps type and values. Default: ${DEFAULT-VALUE}.")
  String stretch;

  @Option(
      names = "--color",
      paramLabel = "FILE",
      description =
          "Colour correction of three bands, as JSON: gamma, bandClipping, tileClipping,"
              + " sigmoidalContrast, saturation, equalize, autoBalance. Gives bytes 1..255.")
  Path color;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description =
          "Type of the samples: uint8, int8, uint16, int16, uint32, int32, float32 or float64."
              + " Default: that of the scenes; float32 of a tool.")
  SampleType type;

  @Option(
      names = "--scale",
      paramLabel = "N",
      description =
          "With --type: what one step stands for, value = stored * scale + offset. Default: 1.")
  Double scale;

  @Option(
      names = "--offset",
      paramLabel = "N",
      description = "With --type: what a stored 0 stands for. Default: 0.")
  Double offset;

  @Option(
      names = "--nodata",
      paramLabel = "N",
      description =
          "With --type: stored where there is no data. Default: the type's lowest value, NaN for"
              + " floating point.")
  Double nodata;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "cog, geotiff, png or jpeg. Default: as --output ends, .png or .jpg, else cog.")
  public OutputFormat.FileFormat format;

  @Option(
      names = "--compress",
      paramLabel = "CODEC",
      description = "deflate, zstd, lzw or none. Default: deflate.")
  OutputFormat.BlockCompression compression;

  @Option(
      names = "--level",
      paramLabel = "N",
      description = "1 (fast) to 12 (small), to 22 for zstd. Default: the codec's own.")
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
      description = "average, nearest, bilinear, cubic, lanczos or mode. Default: average.")
  Resampling overviews;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "OUT",
      description = "The file to write.")
  public Path output;

  /**
   * Makes the request.
   *
   * @param aoiReader reads the text of an AOI file
   * @param target the file to deliver to
   * @throws ExportFailure REQUEST_INVALID, OPTION_UNSUPPORTED, AOI_INVALID
   */
  public ExportRequest request(Function<Path, Aoi> aoiReader, Path target) {
    String stem = output.getFileName().toString().replaceFirst("(?i)\\.(tiff?|png|jpe?g)$", "");
    Map<String, ToolSource> sources = ToolOptions.inputs(inputs);
    Set<SceneId> ids = new LinkedHashSet<>();
    scenes.forEach(scene -> ids.add(ToolOptions.sceneId(scene)));
    sources.values().forEach(source -> ids.addAll(source.scenes()));
    var source =
        new ExportSource.MosaicSource(List.copyOf(ids), bands.stream().map(String::strip).toList());
    return new ExportRequestBuilder("local", source)
        .name(stem)
        .outputProjection(srid)
        .resolution(resolution)
        .resampling(resampling)
        .mask(aoi == null ? null : aoiReader.apply(aoi))
        .stretch(isAuto() ? List.of() : ranges())
        .format(
            new OutputFormatRequest(
                OutputFile.format(output, format),
                compression,
                level,
                predictor(),
                blockSize,
                overviews))
        .delivery(
            List.of(new Destination.LocalFileDestination(target.toString(), finalName(target))))
        .processing(processing(sources))
        .grid(grid)
        .sources(sourceReading())
        .build();
  }

  private SourceReading sourceReading() {
    return srcNodata.isEmpty() && bandNames.isEmpty()
        ? null
        : new SourceReading(srcNodata, bandNames.stream().map(String::strip).toList());
  }

  private Processing processing(Map<String, ToolSource> sources) {
    if (type == null && (scale != null || offset != null || nodata != null)) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid options: --scale, --offset and --nodata say how values are stored. Add --type.");
    }
    if (tool == null && color == null && !isAuto() && type == null) {
      return null;
    }
    return new Processing(
        tool == null ? null : ToolOptions.tool(tool),
        tool == null ? null : ToolOptions.name(tool),
        sources,
        color == null ? null : ToolOptions.color(color),
        isAuto() ? percentiles() : null,
        type == null
            ? null
            : new SampleEncoding(
                type, scale == null ? 1 : scale, offset == null ? 0 : offset, nodata));
  }

  private boolean isAuto() {
    return stretch.toLowerCase(Locale.ROOT).startsWith("auto");
  }

  private Percentiles percentiles() {
    if (stretch.equalsIgnoreCase("auto")) {
      return Percentiles.AUTO;
    }
    String[] cut = stretch.substring("auto".length()).replaceFirst("^:", "").split(",");
    try {
      if (cut.length == 2) {
        return new Percentiles(Double.parseDouble(cut[0]), Double.parseDouble(cut[1]));
      }
    } catch (NumberFormatException e) {
      // falls through to the one failure below
    }
    throw invalidStretch();
  }

  /** Returns the name that the file at {@code target} will be given; {@code null}: it has it. */
  private String finalName(Path target) {
    String name = output.getFileName().toString();
    return target.getFileName().toString().equals(name) ? null : name;
  }

  private List<Tool.ValueRange> ranges() {
    if (stretch.equalsIgnoreCase("none")) {
      return List.of();
    }
    String[] numbers = stretch.split(",");
    if (numbers.length % 2 != 0) {
      throw invalidStretch();
    }
    List<Tool.ValueRange> ranges = new ArrayList<>();
    try {
      for (int i = 0; i < numbers.length; i += 2) {
        ranges.add(
            new Tool.ValueRange(
                Double.parseDouble(numbers[i]), Double.parseDouble(numbers[i + 1])));
      }
    } catch (NumberFormatException e) {
      throw invalidStretch();
    }
    return ranges;
  }

  private ExportFailure invalidStretch() {
    return new ExportFailure(
        ErrorCode.REQUEST_INVALID,
        "Invalid --stretch %s: write MIN,MAX for all bands, one pair a band, auto, or auto:LOW,HIGH in percent."
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
