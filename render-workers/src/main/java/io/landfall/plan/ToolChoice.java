package io.landfall.plan;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.SampleEncoding;
import io.landfall.model.SampleType;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.PlannedBand;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.MaskMode;
import io.landfall.model.request.Processing;
import io.landfall.model.request.Tool;
import io.landfall.model.request.ValueMode;
import io.landfall.raster.color.Histogram;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What turns inputs into output bands, and what these are.
 *
 * @param tool from inputs to output
 * @param bands of the output, with the no-data value that the tool leaves; none where it keeps
 *     values
 */
record ToolChoice(Tool tool, OutputBands bands) {

  /** Counts the values that a tool gives. */
  @FunctionalInterface
  interface HistogramSource {
    List<Histogram> histograms(ToolChoice values);
  }

  /**
   * Chooses.
   *
   * @param counting looks at the whole export, where a stretch or correction needs to
   * @param warnings takes what of a stretch is not as a person may expect
   */
  static ToolChoice of(
      ExportRequest request,
      InputChoice inputs,
      SceneColorChoice.ValueCounts counting,
      PlanWarnings warnings) {
    Processing processing = request.effectiveProcessing();
    ToolChoice values = values(processing, inputs, CalibrationChoice.mode(request));
    int count = values.bands.count();
    AutoStretch stretch = new AutoStretch(inputs, warnings);
    if (processing.look() != null) {
      return values.withByteStep(
          LookChoice.tool(processing.look(), inputs, cut -> stretch.ranges(values, cut, counting)));
    }
    Optional<Tool.ColorRampTool> ramp =
        new RampChoice(request, values, cut -> stretch.ranges(values, cut, counting)).ramp();
    if (ramp.isPresent()) {
      return values.withRamp(ramp.get());
    }
    if (!request.stretch().isEmpty()) {
      return values.withByteStep(new Tool.LinearStretchTool(ranges(request.stretch(), count)));
    }
    if (processing.autoStretch() != null) {
      return values.withByteStep(
          new Tool.LinearStretchTool(stretch.ranges(values, processing.autoStretch(), counting)));
    }
    if (processing.correctsColors()) {
      return values.withByteStep(
          new SceneColorChoice(request, inputs, counting, warnings).tool(values));
    }
    SampleEncoding encoding = encoding(processing, inputs, values);
    return encoding == null ? values : values.withEncoding(encoding, request.maskMode());
  }

  /** The bands or the result of the tool, as they are. */
  private static ToolChoice values(Processing processing, InputChoice inputs, ValueMode mode) {
    if (processing.tool() != null) {
      String name = processing.toolName() == null ? "value" : processing.toolName();
      return new ToolChoice(
          new Tool.ExpressionTool(processing.tool()),
          new OutputBands(List.of(name), SampleType.FLOAT32, Double.NaN));
    }
    SampleType type = type(inputs, mode);
    if (processing.pansharpening() == null) {
      return new ToolChoice(new Tool.IdentityTool(), new OutputBands(inputs.names(), type, null));
    }
    List<String> sharpened = inputs.names().subList(0, inputs.names().size() - 1);
    return new ToolChoice(
        new Tool.PansharpenTool(processing.pansharpening().weightsOf(sharpened)),
        new OutputBands(sharpened, type, type.isFloating() ? Double.NaN : null));
  }

  /**
   * Returns how values are stored: as asked for, and sharpened ones in the type of their bands, off
   * the value of no-data.
   */
  private static SampleEncoding encoding(
      Processing processing, InputChoice inputs, ToolChoice values) {
    boolean isWhole = !values.bands.type().isFloating();
    if (processing.encoding() != null || processing.pansharpening() == null || !isWhole) {
      return processing.encoding();
    }
    Double nodata = inputs.first(0).planned().nodata();
    boolean isHeld = nodata != null && values.bands.type().canHold(nodata);
    return new SampleEncoding(values.bands.type(), 1, 0, isHeld ? nodata : null);
  }

  /** Tells whether the values of the inputs are kept. */
  boolean keepsValues() {
    return tool instanceof Tool.IdentityTool;
  }

  /** Tells whether each output band is an input, if in other numbers. */
  boolean keepsBands() {
    return !(first() instanceof Tool.ExpressionTool) && !makesColors();
  }

  /** Tells whether values that differ in the inputs differ in the output likewise. */
  boolean keepsClasses() {
    return keepsValues() || tool instanceof Tool.EncodingTool;
  }

  /** Tells whether values are stretched or corrected to what a picture shows. */
  boolean makesBytes() {
    return tool instanceof Tool.LinearStretchTool
        || tool instanceof Tool.GammaStretchTool
        || tool instanceof Tool.ColorCorrectionTool
        || tool instanceof Tool.SceneColorTool;
  }

  /** Tells whether the values of one band are shown in red, green and blue. */
  boolean makesColors() {
    return last() instanceof Tool.ColorRampTool;
  }

  private Tool last() {
    return tool instanceof Tool.ToolChain chain
        ? chain.steps().get(chain.steps().size() - 1)
        : tool;
  }

  private Tool first() {
    return tool instanceof Tool.ToolChain chain ? chain.steps().get(0) : tool;
  }

  /** Returns the type that holds the inputs; floating point where they are calibrated. */
  private static SampleType type(InputChoice inputs, ValueMode mode) {
    SampleType type = SampleTypes.widest(inputs.bands().stream().map(PlannedBand::type).toList());
    if (mode == ValueMode.RAW || type.isFloating()) {
      return type;
    }
    return type.fitsInFloat() ? SampleType.FLOAT32 : SampleType.FLOAT64;
  }

  private static List<Tool.ValueRange> ranges(List<Tool.ValueRange> asked, int bands) {
    if (asked.size() != 1 && asked.size() != bands) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid stretch: %d ranges for %d bands. Give one for all, or one each."
              .formatted(asked.size(), bands));
    }
    return asked.size() == bands ? asked : Collections.nCopies(bands, asked.get(0));
  }

  /** Adds a step that gives bytes with 0 for no-data. */
  private ToolChoice withByteStep(Tool bytes) {
    return new ToolChoice(
        tool instanceof Tool.IdentityTool ? bytes : new Tool.ToolChain(List.of(tool, bytes)),
        new OutputBands(bands.names(), SampleType.UINT8, 0.0));
  }

  /** Adds a step that gives the colours of the one band, with 0 for no-data. */
  private ToolChoice withRamp(Tool.ColorRampTool ramp) {
    return new ToolChoice(
        withByteStep(ramp).tool,
        new OutputBands(List.of("red", "green", "blue"), SampleType.UINT8, 0.0));
  }

  /** Adds a step that stores values in a type, off its no-data value unless a mask is asked for. */
  private ToolChoice withEncoding(SampleEncoding encoding, MaskMode mask) {
    SampleType type = encoding.type();
    boolean reserves = mask == null || mask == MaskMode.AUTO || mask == MaskMode.NODATA;
    double nodata =
        encoding.nodata() != null ? encoding.nodata() : type.isFloating() ? Double.NaN : type.min();
    Tool.EncodingTool encode =
        new Tool.EncodingTool(
            encoding.scale(),
            encoding.offset(),
            reserves && nodata == type.min() ? type.min() + 1 : type.min(),
            reserves && nodata == type.max() ? type.max() - 1 : type.max());
    return new ToolChoice(
        tool instanceof Tool.IdentityTool ? encode : new Tool.ToolChain(List.of(tool, encode)),
        new OutputBands(bands.names(), type, nodata));
  }
}
