package io.landfall.plan;

import io.landfall.model.PixelGrid;
import io.landfall.model.SampleType;
import io.landfall.model.geojson.GeoJsonReader;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.Tool;

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
    if (told.nodata() != null && choice.tool() instanceof Tool.EncodingTool encoding) {
      warnOfMovedValues(inputs, encoding, told.nodata(), bands.type(), warnings);
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
