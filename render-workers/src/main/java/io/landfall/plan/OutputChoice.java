package io.landfall.plan;

import io.landfall.model.PixelGrid;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.request.ExportRequest;

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
    Validity told = validity.choose(warnings);
    DetailsChoice details = new DetailsChoice(inputs, choice);
    return new OutputBands(
        bands.names(),
        bands.type(),
        told.nodata(),
        told.mask(),
        details.details(CalibrationChoice.mode(request)),
        details.palette(told.mask(), warnings));
  }
}
