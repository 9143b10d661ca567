package io.landfall.plan;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.color.ColorRamp;
import io.landfall.model.color.ColorRamps;
import io.landfall.model.color.IndexRamps;
import io.landfall.model.color.IndexRamps.RangedRamp;
import io.landfall.model.request.ColorRampRequest;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.request.Percentiles;
import io.landfall.model.request.Processing;
import io.landfall.model.request.Tool;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Chooses the colours of one band: those asked for, or those that an index has in a picture. */
final class RampChoice {
  private static final String RAMP_OF_OTHERS = "viridis";

  private final ExportRequest request;
  private final Processing processing;
  private final ToolChoice values;
  private final Function<Percentiles, List<Tool.ValueRange>> found;

  /**
   * Makes a chooser.
   *
   * @param values what is to be shown
   * @param found gives the range between percentiles, where none is known
   */
  RampChoice(
      ExportRequest request,
      ToolChoice values,
      Function<Percentiles, List<Tool.ValueRange>> found) {
    this.request = request;
    this.processing = request.effectiveProcessing();
    this.values = values;
    this.found = found;
  }

  /** Returns the colours that values are shown in; empty: they are not. */
  Optional<Tool.ColorRampTool> ramp() {
    ColorRampRequest asked = processing.ramp();
    if (asked != null ? asked.isNone() : !isPictureOfIndex()) {
      return Optional.empty();
    }
    if (values.bands().count() != 1) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid colour ramp: it shows one band, not %d. Choose one band, or a tool."
              .formatted(values.bands().count()));
    }
    if (asked != null && asked.table() != null) {
      return Optional.of(new Tool.ColorRampTool(null, table(asked.table())));
    }
    RangedRamp own = IndexRamps.of(processing.toolName()).orElse(null);
    String name = asked != null ? asked.name() : own != null ? own.name() : RAMP_OF_OTHERS;
    Tool.ValueRange range = range(own);
    ColorRamp ramp = ColorRamps.find(name).orElseThrow().over(range.min(), range.max());
    return Optional.of(new Tool.ColorRampTool(name, ramp));
  }

  private ColorRamp table(ColorRamp table) {
    if (!request.stretch().isEmpty() || processing.autoStretch() != null) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid colour ramp: its table tells the values of colours, and the stretch others."
              + " Leave out the stretch, or name a ramp.");
    }
    return table;
  }

  /** Tells whether the result of a tool becomes an image, and nothing was said of its colours. */
  private boolean isPictureOfIndex() {
    OutputFormat.FileFormat format = request.format().type();
    return format != null
        && format.isPicture()
        && processing.tool() != null
        && request.stretch().isEmpty()
        && processing.autoStretch() == null
        && processing.encoding() == null
        && values.bands().count() == 1;
  }

  private Tool.ValueRange range(RangedRamp own) {
    if (request.stretch().size() > 1) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid stretch: %d ranges for the one band of a colour ramp. Give one."
              .formatted(request.stretch().size()));
    }
    if (!request.stretch().isEmpty()) {
      return request.stretch().get(0);
    }
    if (own != null && processing.autoStretch() == null) {
      return new Tool.ValueRange(own.min(), own.max());
    }
    Percentiles cut =
        processing.autoStretch() == null ? Percentiles.AUTO : processing.autoStretch();
    return found.apply(cut).get(0);
  }
}
