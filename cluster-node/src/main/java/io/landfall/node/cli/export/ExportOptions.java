package io.landfall.node.cli.export;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.Resampling;
import io.landfall.model.SampleEncoding;
import io.landfall.model.SceneId;
import io.landfall.model.geojson.ToLonLat;
import io.landfall.model.request.Composite;
import io.landfall.model.request.Destination;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.ExportRequestBuilder;
import io.landfall.model.request.ExportSource;
import io.landfall.model.request.GridAlignment;
import io.landfall.model.request.Processing;
import io.landfall.model.request.ToolSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is to be exported, as the command line says it. */
public final class ExportOptions {
  @Option(
      names = "--scene",
      paramLabel = "PATH",
      description =
          "A GeoTIFF or JPEG 2000 file, a STAC item, or a folder (also a .SAFE), zip or tar file"
              + " (also .gz, .bz2, .xz, .zst) of band files with or without their metadata; or an"
              + " https, http or s3 URL of a raster or a STAC item. Repeat it for a mosaic: the"
              + " first lies on top.")
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
          "Map algebra instead of --bands: a file (.json), or one of ${COMPLETION-CANDIDATES}."
              + " Gives FLOAT32 unless --type says otherwise.",
      completionCandidates = ToolNames.class)
  String tool;

  @Option(
      names = "--input",
      paramLabel = "NAME=PATH[:BAND]",
      description =
          "Imagery of an input of the tool, by the input's name or source, as before=FOLDER for"
              + " ndvi-change; a band of it, by number or name, as NIR=FILE:4. Repeat it for more"
              + " scenes. Default: those of --scene, the band that the tool names.")
  List<String> inputs = new ArrayList<>();

  @Mixin final AreaOptions area = new AreaOptions();

  @Option(
      names = "--srid",
      paramLabel = "EPSG",
      converter = EpsgConverter.class,
      description =
          "CRS of the output: an EPSG code, as 3857, EPSG:3857 or urn:ogc:def:crs:EPSG::3857."
              + " Default: that of the first scene.")
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
      names = "--resampling",
      paramLabel = "KERNEL",
      description =
          "${COMPLETION-CANDIDATES}. Default: bilinear, nearest where values are classes.",
      completionCandidates = KernelNames.class)
  Resampling resampling;

  @Option(
      names = "--composite",
      paramLabel = "HOW",
      description =
          "How several scenes become one, pixel by pixel: first, last, median, mean, min, max,"
              + " percentile:P; best:TOOL takes the scene with the greatest value of a tool (ndvi"
              + " or a file, as of --tool), best:date:DATE the one taken nearest to a day or time,"
              + " best:cloud the one that clouds hide least of, by its metadata."
              + " Pixels without data, masked clouds among them, do not count. Default: first.")
  String composite;

  @Option(
      names = "--provenance",
      description =
          "Write OUT.provenance.tif, too: for each pixel the number of the scene that gave it, 0"
              + " where there is none; with OUT.provenance.tif.csv, the table of scenes.")
  public boolean provenance;

  @Mixin final SourceOptions sources = new SourceOptions();
  @Mixin final CloudOptions clouds = new CloudOptions();
  @Mixin final PansharpenOptions pansharpen = new PansharpenOptions();
  @Mixin final StretchOptions stretch = new StretchOptions();
  @Mixin final SampleOptions samples = new SampleOptions();
  @Mixin public final FormatOptions format = new FormatOptions();

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "OUT",
      description = "The file to write.")
  public Path output;

  /**
   * Makes the request.
   *
   * @param working where relative paths begin
   * @param transforms from the CRSs that an area of interest may be in
   * @param target the file to deliver to
   * @throws ExportFailure REQUEST_INVALID, OPTION_UNSUPPORTED, AOI_INVALID
   */
  public ExportRequest request(Path working, ToLonLat.Factory transforms, Path target) {
    String stem = output.getFileName().toString().replaceFirst("(?i)\\.(tiff?|png|jpe?g)$", "");
    Map<String, ToolSource> imagery = ToolOptions.inputs(working, inputs);
    Set<SceneId> ids = new LinkedHashSet<>();
    scenes.forEach(scene -> ids.add(ToolOptions.sceneId(working, scene)));
    imagery.values().forEach(source -> ids.addAll(source.scenes()));
    var source =
        new ExportSource.MosaicSource(List.copyOf(ids), bands.stream().map(String::strip).toList());
    return new ExportRequestBuilder("local", source)
        .name(stem)
        .outputProjection(srid)
        .resolution(resolution)
        .resampling(resampling)
        .mask(area.read(working, transforms))
        .stretch(stretch.ranges())
        .format(format.request(output))
        .delivery(
            List.of(new Destination.LocalFileDestination(target.toString(), finalName(target))))
        .processing(processing(working, imagery))
        .grid(grid)
        .sources(sources.reading(working))
        .values(sources.values)
        .maskMode(format.mask)
        .cloudMask(clouds.mask())
        .composite(
            composite == null
                ? null
                : Composite.parse(composite, name -> ToolOptions.tool(working, name)))
        .provenance(provenance)
        .build();
  }

  private Processing processing(Path working, Map<String, ToolSource> imagery) {
    if (tool == null && !inputs.isEmpty()) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid options: --input is imagery of a tool's inputs. Add --tool, or name scenes with"
              + " --scene.");
    }
    SampleEncoding encoding = samples.encoding();
    Processing made =
        new Processing(
            tool == null ? null : ToolOptions.tool(working, tool),
            tool == null ? null : ToolOptions.name(tool),
            tool == null ? null : imagery,
            stretch.color == null ? null : ToolOptions.color(working.resolve(stretch.color)),
            stretch.isAuto() ? stretch.percentiles() : null,
            encoding,
            stretch.ramp(working),
            stretch.look,
            null,
            pansharpen.pansharpening());
    return made.equals(Processing.NONE) ? null : made;
  }

  /** Returns the name that the file at {@code target} will be given; {@code null}: it has it. */
  private String finalName(Path target) {
    String name = output.getFileName().toString();
    return target.getFileName().toString().equals(name) ? null : name;
  }
}
