package io.landfall.node.cli.export;

import io.landfall.model.request.ControlPointMethod;
import io.landfall.model.request.SourceReading;
import io.landfall.model.request.ValueMode;
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
              + " are refused.")
  Double rpcHeight;

  @Option(
      names = "--values",
      paramLabel = "VALUES",
      description =
          "raw: the numbers of the files, scale and offset go along as tags; calibrated: stored *"
              + " scale + offset, such as reflectances. Default: raw of bands; calibrated of tools"
              + " where the sources know how.")
  ValueMode values;

  /** Returns what was said of the files; {@code null}: nothing. */
  SourceReading reading() {
    return srcNodata.isEmpty() && bandNames.isEmpty() && controlPoints == null && rpcHeight == null
        ? null
        : new SourceReading(
            srcNodata, bandNames.stream().map(String::strip).toList(), controlPoints, rpcHeight);
  }
}
