package io.landfall.node.cli.export;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.TerrainInterpolation;
import io.landfall.model.request.ControlPointMethod;
import io.landfall.model.request.RpcDem;
import io.landfall.model.request.SourceReading;
import io.landfall.model.request.ValueMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** How the sources are read, whatever their files say. */
final class SourceOptions {
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
      names = "--gcp",
      paramLabel = "WAY",
      description =
          "Where pixels lie between the ground control points of files that these place: polynomial"
              + " (of the first order, from six points on of the second, as gdalwarp has it) or tps"
              + " (thin-plate spline through all points). Default: polynomial.")
  ControlPointMethod controlPoints;

  @Option(
      names = "--rpc-height",
      paramLabel = "METRES",
      description =
          "Height of the ground above the ellipsoid, of files that rational polynomial coefficients"
              + " (RPC) place, as gdalwarp -rpc -to RPC_HEIGHT=METRES. Default: none; such files"
              + " are refused without --rpc-dem.")
  Double rpcHeight;

  @Option(
      names = "--rpc-dem",
      paramLabel = "PATH",
      description =
          "Terrain model that tells the height of the ground under such files, as gdalwarp -rpc -to"
              + " RPC_DEM=PATH: anything that --scene takes, in any CRS; its first band, in metres"
              + " above the ellipsoid.")
  String rpcDem;

  @Option(
      names = "--rpc-dem-interpolation",
      paramLabel = "WAY",
      description =
          "Heights between its pixels: near, bilinear or cubic, as RPC_DEMINTERPOLATION. Default:"
              + " bilinear.")
  TerrainInterpolation rpcDemInterpolation;

  @Option(
      names = "--rpc-dem-missing",
      paramLabel = "METRES",
      description =
          "Height where it has none, as RPC_DEM_MISSING_VALUE. Default: pixels there are invalid.")
  Double rpcDemMissing;

  @Option(
      names = "--rpc-dem-offset",
      paramLabel = "METRES",
      description =
          "Added to its heights: the height of the geoid above the ellipsoid where they are above"
              + " the sea. Default: 0.")
  Double rpcDemOffset;

  @Option(
      names = "--values",
      paramLabel = "VALUES",
      description =
          "raw: the numbers of the files, scale and offset go along as tags; calibrated: stored *"
              + " scale + offset, such as reflectances. Default: raw of bands; calibrated of tools"
              + " where the sources know how.")
  ValueMode values;

  /**
   * Returns what was said of the files; {@code null}: nothing.
   *
   * @param working where relative paths begin
   */
  SourceReading reading(Path working) {
    RpcDem dem = dem(working);
    boolean none =
        srcNodata.isEmpty()
            && bandNames.isEmpty()
            && controlPoints == null
            && rpcHeight == null
            && dem == null;
    return none
        ? null
        : new SourceReading(
            srcNodata,
            bandNames.stream().map(String::strip).toList(),
            controlPoints,
            rpcHeight,
            dem);
  }

  private RpcDem dem(Path working) {
    if (rpcDem != null) {
      return new RpcDem(
          ToolOptions.sceneId(working, rpcDem), rpcDemInterpolation, rpcDemMissing, rpcDemOffset);
    }
    if (rpcDemInterpolation != null || rpcDemMissing != null || rpcDemOffset != null) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid options: --rpc-dem-interpolation, --rpc-dem-missing and --rpc-dem-offset are of"
              + " a terrain model. Name one with --rpc-dem.");
    }
    return null;
  }
}
