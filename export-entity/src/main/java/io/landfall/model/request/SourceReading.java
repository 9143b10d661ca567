package io.landfall.model.request;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.util.List;

/**
 * What a person knows of the sources that their files do not say.
 *
 * @param srcNodata the no-data value of all bands, or one a band of each file; empty: as the files
 *     say
 * @param bandNames names of the bands of each file that holds several, in its order; empty: as the
 *     files say
 * @param controlPoints how pixels lie between these, in files that they place; {@code null}: as
 *     GDAL has it by default
 * @param rpcHeight height of all ground of files that rational polynomial coefficients place, in
 *     metres above the ellipsoid; {@code null}: not told
 * @param rpcDem terrain model that tells it of each place instead; {@code null}: none. Without both
 *     such files are refused
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SourceReading(
    List<Double> srcNodata,
    List<String> bandNames,
    ControlPointMethod controlPoints,
    Double rpcHeight,
    RpcDem rpcDem) {
  /** The lowest and the highest ground, with room to spare. */
  static final int MOST_METRES = 12_000;

  /** Takes what the files say. */
  public static final SourceReading AS_FILES_SAY = new SourceReading(null, null);

  /** Tells no-data values and names alone. */
  public SourceReading(List<Double> srcNodata, List<String> bandNames) {
    this(srcNodata, bandNames, null, null, null);
  }

  public SourceReading {
    srcNodata = srcNodata == null ? List.of() : List.copyOf(srcNodata);
    bandNames = bandNames == null ? List.of() : List.copyOf(bandNames);
    if (rpcHeight != null && !(Math.abs(rpcHeight) <= MOST_METRES)) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid height of the ground: %s m is not from %d to %d."
              .formatted(rpcHeight, -MOST_METRES, MOST_METRES));
    }
    if (rpcHeight != null && rpcDem != null) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid request: one height of all ground and a terrain model exclude each other. Give"
              + " what is to be added to the heights of the model as its offset, and what to take"
              + " where it has none as its missing value.");
    }
  }

  /** Returns this with another height of the ground, in metres. */
  public SourceReading withRpcHeight(double metres) {
    return new SourceReading(srcNodata, bandNames, controlPoints, metres, null);
  }

  /** Returns this with a terrain model. */
  public SourceReading withRpcDem(RpcDem dem) {
    return new SourceReading(srcNodata, bandNames, controlPoints, null, dem);
  }

  /**
   * Returns the no-data value of a band; {@code null}: as its file says. Where there are several,
   * there is one for each band of the file.
   *
   * @param index of the band in its file, from 0
   */
  public Double nodata(int index) {
    if (srcNodata.isEmpty()) {
      return null;
    }
    return srcNodata.get(srcNodata.size() == 1 ? 0 : index);
  }
}
