package io.landfall.plan;

import io.landfall.model.PixelGrid;
import io.landfall.model.Rescaling;
import io.landfall.model.SampleType;
import io.landfall.model.geojson.GeoJsonReader;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.Tool;
import java.math.BigDecimal;
import java.math.MathContext;

/** Completes what is told of the output's bands. */
final class OutputChoice {
  private OutputChoice() {}

  static OutputBands of(
      ExportRequest request,
      InputChoice inputs,
      PixelGrid grid,
      ToolChoice choice,
      PlanWarnings warnings) {
    OutputBands bands = choice.bands();
    ValidityChoice validity =
        choice.keepsValues()
            ? ValidityChoice.ofKeptValues(request, inputs, bands.type(), grid)
            : ValidityChoice.ofReserved(request, inputs, bands, grid);
    ValidityChoice.Validity told = validity.choose(warnings);
    if (choice.tool() instanceof Tool.EncodingTool encoding) {
      warnOfHeldValues(inputs, encoding, bands.type(), warnings);
      if (told.nodata() != null) {
        warnOfMovedValues(inputs, encoding, told.nodata(), bands.type(), warnings);
      }
    }
    DetailsChoice details = new DetailsChoice(inputs, choice);
    return new OutputBands(
        bands.names(),
        bands.type(),
        told.nodata(),
        told.mask(),
        details.details(CalibrationChoice.mode(request)),
        details.palette(told.mask(), warnings));
  }

  /** Warns where integers may go beyond what the type holds; of floats and tools nobody knows. */
  private static void warnOfHeldValues(
      InputChoice inputs, Tool.EncodingTool encoding, SampleType type, PlanWarnings warnings) {
    for (ChosenBand band : inputs.chosen()) {
      SampleType from = band.planned().type();
      double low = stored(from.min(), band, encoding);
      double high = stored(from.max(), band, encoding);
      boolean isHeld = type.isFloating() || isWithin(low, type) && isWithin(high, type);
      if (!from.isFloating() && !isHeld) {
        warnings.add(
            "Numbers of %s may come out between %s and %s, and %s holds %s to %s: what is beyond becomes the nearest of these. Choose another --type, --scale or --offset if there are such."
                .formatted(
                    band.fileName(),
                    shortened(Math.min(low, high)),
                    shortened(Math.max(low, high)),
                    type,
                    GeoJsonReader.format(type.min()),
                    GeoJsonReader.format(type.max())));
        return;
      }
    }
  }

  /** Half a step beyond is rounded, and the no-data value may be the last. */
  private static boolean isWithin(double value, SampleType type) {
    return value > type.min() - 1 && value < type.max() + 1;
  }

  private static double stored(double value, ChosenBand band, Tool.EncodingTool encoding) {
    Rescaling own = band.planned().rescaling();
    double taken = own == null ? value : value * own.scale() + own.offset();
    return (taken - encoding.offset()) / encoding.scale();
  }

  private static String shortened(double value) {
    return Double.isFinite(value)
        ? new BigDecimal(value).round(new MathContext(6)).stripTrailingZeros().toPlainString()
        : String.valueOf(value); // of a scale that is next to nothing
  }

  /** Warns where integers with data may come to equal the no-data value, and are moved off it. */
  private static void warnOfMovedValues(
      InputChoice inputs,
      Tool.EncodingTool encoding,
      double nodata,
      SampleType type,
      PlanWarnings warnings) {
    double moved = nodata * encoding.scale() + encoding.offset();
    inputs.chosen().stream()
        .filter(
            band ->
                band.planned().rescaling() == null
                    && !band.planned().type().isFloating()
                    && band.planned().type().canHold(moved)
                    && !Double.valueOf(moved).equals(band.planned().nodata()))
        .findFirst()
        .ifPresent(
            band ->
                warnings.add(
                    "Pixels of %s that are %s get the value beside it, since %s tells pixels without data in the %s output. Name another with --nodata, or choose the mask \"internal\"."
                        .formatted(
                            band.fileName(),
                            GeoJsonReader.format(moved),
                            GeoJsonReader.format(nodata),
                            type)));
  }
}
