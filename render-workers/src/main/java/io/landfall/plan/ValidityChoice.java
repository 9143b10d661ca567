package io.landfall.plan;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.PixelGrid;
import io.landfall.model.RasterGeometry;
import io.landfall.model.SampleType;
import io.landfall.model.TileFormat;
import io.landfall.model.geojson.GeoJsonReader;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.OutputMask;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.MaskMode;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.request.OutputFormat.BlockCompression;
import io.landfall.model.request.OutputFormatRequest;
import io.landfall.model.request.Processing;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Chooses how the output tells pixels without data: by a no-data value only where no pixel with
 * data can have it, else by a mask.
 */
final class ValidityChoice {
  private final ExportRequest request;
  private final SampleType type;
  private final Candidate candidate;
  private final boolean reserves;
  private final boolean complete;
  private final boolean severalBands;

  /**
   * How an output tells pixels without data.
   *
   * @param nodata their value; {@code null}: none is declared
   * @param mask what else tells them; {@code null}: nothing
   */
  record Validity(Double nodata, OutputMask mask) {
    static final Validity UNTOLD = new Validity(null, null);
  }

  /**
   * A no-data value to declare.
   *
   * @param value {@code null}: there is none
   * @param objection why there is none
   */
  private record Candidate(Double value, String objection) {}

  private ValidityChoice(
      ExportRequest request,
      SampleType type,
      Candidate candidate,
      boolean reserves,
      boolean complete,
      boolean severalBands) {
    this.request = request;
    this.type = type;
    this.candidate = candidate;
    this.reserves = reserves;
    this.complete = complete;
    this.severalBands = severalBands;
  }

  /** For bands whose values no tool changes. */
  static ValidityChoice ofKeptValues(
      ExportRequest request, InputChoice inputs, SampleType type, PixelGrid grid) {
    return new ValidityChoice(
        request,
        type,
        held(candidate(inputs, type), request, type),
        false,
        !type.isFloating() && isComplete(request, inputs, grid),
        inputs.chosen().size() > 1);
  }

  /** For the result of a tool that leaves a value for pixels without data. */
  static ValidityChoice ofReserved(
      ExportRequest request, InputChoice inputs, OutputBands bands, PixelGrid grid) {
    Processing processing = request.effectiveProcessing();
    boolean computed =
        processing.tool() != null || processing.pansharpening() != null; // may divide by 0
    return new ValidityChoice(
        request,
        bands.type(),
        held(new Candidate(bands.nodata(), null), request, bands.type()),
        true,
        !computed && isComplete(request, inputs, grid),
        bands.count() > 1);
  }

  /**
   * Chooses.
   *
   * @throws ExportFailure REQUEST_INVALID for what is asked for and cannot tell them
   */
  Validity choose(PlanWarnings warnings) {
    MaskMode asked = request.maskMode() == null ? MaskMode.AUTO : request.maskMode();
    OutputFormat.FileFormat format = request.format().type();
    if (format == OutputFormat.FileFormat.JPEG && !complete) {
      warnings.add("A JPEG cannot tell pixels without data: they are black in it.");
    }
    boolean mapTiles = format != null && format.isMapTiles();
    if (request.format().tileFormat() == TileFormat.JPEG && mapTiles && !complete) {
      warnings.add("Tiles as JPEG cannot tell pixels without data: they are white in them.");
    }
    return switch (asked) {
      case AUTO ->
          complete && (!reserves || candidate.value == null)
              ? Validity.UNTOLD
              : byValueOrMask(warnings);
      case NODATA -> complete && candidate.value == null ? Validity.UNTOLD : byValue(warnings);
      case INTERNAL -> new Validity(null, OutputMask.INTERNAL);
      case ALPHA -> byAlpha(format);
      case NONE -> {
        if (!complete) {
          warnings.add(
              "Pixels without data are 0 and cannot be told from data, since the mask is to be"
                  + " \"none\".");
        }
        yield Validity.UNTOLD;
      }
    };
  }

  private Validity byValueOrMask(PlanWarnings warnings) {
    if (isNaNThatFewRead()) {
      warnings.add(
          "Pixels with data in some bands only are 0 in the others: a mask tells pixels without"
              + " data, since NaN in several bands of LERC is read from GDAL 3.9 on. Choose zstd,"
              + " one band, or the mask \"nodata\" if that GDAL reads the file.");
      return new Validity(null, OutputMask.INTERNAL);
    }
    return candidate.value == null
        ? new Validity(null, OutputMask.INTERNAL)
        : new Validity(candidate.value, null);
  }

  /** Older ones take a pixel of several values for one that has no mask, and end with an error. */
  private boolean isNaNThatFewRead() {
    BlockCompression compression = request.format().compression();
    return severalBands
        && compression != null
        && compression.isLerc()
        && candidate.value != null
        && candidate.value.isNaN();
  }

  private Validity byValue(PlanWarnings warnings) {
    if (isNaNThatFewRead()) {
      warnings.add(
          "GDAL reads NaN in several bands of LERC from 3.9 on. Choose zstd, one band, or the mask"
              + " \"internal\" for readers before.");
    }
    if (candidate.value == null) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Cannot tell pixels without data by a no-data value: %s. Choose the mask \"internal\" or \"auto\", or an output type with a no-data value of its own, as --type int32 --nodata -99999 does."
              .formatted(candidate.objection));
    }
    return new Validity(candidate.value, null);
  }

  private Validity byAlpha(OutputFormat.FileFormat format) {
    if (type.isFloating()) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid mask \"alpha\": opacity is for integers, and the output is %s. Choose the mask \"nodata\" or \"internal\"."
              .formatted(type));
    }
    if (format != null && format.isPicture()) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid mask \"alpha\" for a %s: %s. Leave it out."
              .formatted(
                  format,
                  format == OutputFormat.FileFormat.JPEG
                      ? "it has no opacity"
                      : "its pixels without data are transparent anyway"));
    }
    return new Validity(null, OutputMask.ALPHA);
  }

  /** Tells whether every pixel of the grid has data for sure. */
  private static boolean isComplete(ExportRequest request, InputChoice inputs, PixelGrid grid) {
    return request.mask() == null
        && inputs.scenes().size() == 1
        && inputs.chosen().stream()
            .allMatch(band -> !band.tellsValidity() && covers(band.planned().geometry(), grid));
  }

  /** Tells whether the centre of every pixel of a grid lies inside of a raster on no other CRS. */
  private static boolean covers(RasterGeometry raster, PixelGrid grid) {
    if (raster.crs() != null || raster.epsg() != grid.epsg() || !raster.isAlongAxes()) {
      return false;
    }
    double west = grid.west() + grid.pixelWidth() / 2;
    double east = west + (grid.width() - 1) * grid.pixelWidth();
    double north = grid.north() - grid.pixelHeight() / 2;
    double south = north - (grid.height() - 1) * grid.pixelHeight();
    return isInside(raster, west, north) && isInside(raster, east, south);
  }

  private static boolean isInside(RasterGeometry raster, double x, double y) {
    double column = raster.transform().column(x, y);
    double row = raster.transform().row(x, y);
    return column > 0 && column < raster.width() && row > 0 && row < raster.height();
  }

  private static Candidate candidate(InputChoice inputs, SampleType type) {
    Double declared =
        inputs.chosen().stream()
            .map(band -> band.planned().nodata())
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
    String objection = objection(declared, inputs.chosen(), type);
    if (objection == null) {
      return new Candidate(declared, null);
    }
    return type.isFloating() ? new Candidate(Double.NaN, null) : new Candidate(null, objection);
  }

  /**
   * Returns a candidate that the file can tell: of what is compressed with losses only NaN, which
   * LERC keeps apart; of fewer bits, what they hold.
   */
  private static Candidate held(Candidate candidate, ExportRequest request, SampleType type) {
    OutputFormatRequest format = request.format();
    if (candidate.value == null || candidate.value.isNaN()) {
      return candidate;
    }
    if (format.isLossy(type)) {
      String why = "%s changes values, and %s may become data, or data %s";
      String shown = GeoJsonReader.format(candidate.value);
      return type.isFloating()
          ? new Candidate(Double.NaN, null)
          : new Candidate(null, why.formatted(format.compression(), shown, shown));
    }
    Integer bits = format.bitsPerSample();
    if (bits != null && candidate.value >= Math.pow(2, bits)) {
      return new Candidate(
          null,
          "%s does not fit into %d bits".formatted(GeoJsonReader.format(candidate.value), bits));
    }
    return candidate;
  }

  /** Says why a value may be that of a pixel with data, too; {@code null}: it cannot be. */
  private static String objection(Double value, List<ChosenBand> bands, SampleType type) {
    if (value == null) {
      return "the sources declare none";
    }
    String shown = GeoJsonReader.format(value);
    if (!isHeldBy(type, value)) {
      return "%s, as the sources declare, is not a %s".formatted(shown, type);
    }
    Set<String> filesWithNodata = new HashSet<>();
    for (ChosenBand band : bands) {
      if (band.planned().rescaling() != null) {
        return "values of %s are rescaled, and may then be %s".formatted(band.fileName(), shown);
      }
      Double own = band.planned().nodata();
      if (!value.equals(own) && isHeldBy(band.planned().type(), value)) {
        return "%s may be data in band %s of %s, which declares %s"
            .formatted(
                shown,
                band.planned().name(),
                band.fileName(),
                own == null ? "none" : GeoJsonReader.format(own));
      }
      boolean shared = own != null && !filesWithNodata.add(band.planned().href());
      if (shared && !band.planned().tellsAlone() && !band.planned().type().isFloating()) {
        return "a band of %s may be %s where another has data".formatted(band.fileName(), shown);
      }
    }
    return null;
  }

  /** Tells whether a sample can equal a value; floats are rounded to it. */
  static boolean isHeldBy(SampleType type, double value) {
    return type.isFloating() || type.canHold(value);
  }
}
