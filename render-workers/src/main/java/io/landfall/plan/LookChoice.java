package io.landfall.plan;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.SampleType;
import io.landfall.model.color.BandPresets;
import io.landfall.model.plan.PlannedBand;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.ExportRequestBuilder;
import io.landfall.model.request.ExportSource;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.request.Pansharpening;
import io.landfall.model.request.Percentiles;
import io.landfall.model.request.Processing;
import io.landfall.model.request.Tool;
import io.landfall.model.request.ValueMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * A look: three bands in colours that need no tuning. Reflectances are shown in a range that is the
 * same for every scene, lifted in the dark; numbers that nothing calibrates from their own range.
 */
final class LookChoice {
  private static final String TRUE_COLOR = "true-color";
  private static final double GAMMA = 1.7;
  private static final Tool.ValueRange VISIBLE = new Tool.ValueRange(0, 0.3);
  private static final Map<String, Tool.ValueRange> OTHERS =
      Map.of(
          "nir", new Tool.ValueRange(0, 0.5),
          "swir1", new Tool.ValueRange(0, 0.5),
          "swir2", new Tool.ValueRange(0, 0.4));

  private LookChoice() {}

  /** Returns the request with the bands and values that its look is made of. */
  static ExportRequest expanded(ExportRequest request) {
    String look = request.effectiveProcessing().look();
    if (look == null) {
      return request;
    }
    ExportSource.MosaicSource source = (ExportSource.MosaicSource) request.source();
    List<String> bands = source.bands().isEmpty() ? bands(look) : source.bands();
    if (bands.size() != 3) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid look %s: it shows three bands, not %d. Name three, or leave them out."
              .formatted(look, bands.size()));
    }
    return ExportRequestBuilder.of(request, new ExportSource.MosaicSource(source.scenes(), bands))
        .values(request.values() == null ? ValueMode.CALIBRATED : request.values())
        .build();
  }

  /**
   * Returns the request with the colours that an image needs of values that are no bytes, where
   * nothing was said of them: those of a look for red, green and blue, else each band's own range.
   */
  static ExportRequest forImage(ExportRequest request, InputChoice inputs, PlanWarnings warnings) {
    OutputFormat.FileFormat format = request.format().type();
    Pansharpening sharpening = request.effectiveProcessing().pansharpening();
    boolean open =
        format != null
            && format.isPicture()
            && request.stretch().isEmpty()
            && request.effectiveProcessing().equals(Processing.of(sharpening));
    if (!open || fits(format, inputs, sharpening != null)) {
      return request;
    }
    boolean trueColor =
        inputs.names().stream()
            .map(name -> name.toLowerCase(Locale.ROOT))
            .toList()
            .equals(bands(TRUE_COLOR));
    Processing colors =
        trueColor
            ? new Processing(null, null, null, null, null, null, null, TRUE_COLOR)
            : Processing.of(sharpening).stretchedBy(Percentiles.AUTO);
    warnings.add(
        "The values are no bytes, as an image has them: they are shown %s. Name a look or a stretch for others, or another format for the values."
            .formatted(
                trueColor ? "as the look " + TRUE_COLOR : "from their 2nd to 98th percentile"));
    return ExportRequestBuilder.of(request, request.source())
        .processing(colors)
        .values(trueColor && request.values() == null ? ValueMode.CALIBRATED : request.values())
        .build();
  }

  /** Tells whether the values are those of an image, or too many bands for one. */
  private static boolean fits(
      OutputFormat.FileFormat format, InputChoice inputs, boolean sharpens) {
    int count = inputs.names().size() - (sharpens ? 1 : 0);
    return count != 1 && count != 3
        || inputs.bands().stream()
            .allMatch(
                band ->
                    band.type() == SampleType.UINT8
                        || band.type() == SampleType.UINT16
                            && format == OutputFormat.FileFormat.PNG
                            && count == 1);
  }

  private static List<String> bands(String look) {
    return BandPresets.find(look).orElseThrow().bands();
  }

  /**
   * Returns what shows the bands of a look.
   *
   * @param found gives the ranges between percentiles
   */
  static Tool tool(
      String look, InputChoice inputs, Function<Percentiles, List<Tool.ValueRange>> found) {
    if (isCalibrated(inputs)) {
      List<Tool.ValueRange> ranges =
          bands(look).stream().map(band -> OTHERS.getOrDefault(band, VISIBLE)).toList();
      return new Tool.GammaStretchTool(ranges, GAMMA);
    }
    return new Tool.LinearStretchTool(found.apply(Percentiles.AUTO));
  }

  /** Tells whether all values are reflectances, as far as their sources say. */
  static boolean isCalibrated(InputChoice inputs) {
    return inputs.bands().stream().map(PlannedBand::rescaling).allMatch(one -> one != null);
  }
}
