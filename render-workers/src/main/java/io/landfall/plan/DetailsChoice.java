package io.landfall.plan;

import io.landfall.model.Rescaling;
import io.landfall.model.SampleType;
import io.landfall.model.color.ColorInterpretation;
import io.landfall.model.color.ColorTable;
import io.landfall.model.plan.BandDetails;
import io.landfall.model.plan.OutputMask;
import io.landfall.model.request.Tool;
import io.landfall.model.request.ValueMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Chooses what is told of each output band: what it shows, and what its numbers stand for. */
final class DetailsChoice {
  private static final List<ColorInterpretation> RGB =
      List.of(ColorInterpretation.RED, ColorInterpretation.GREEN, ColorInterpretation.BLUE);

  /** Items that a file says of its own pixels, not of what they are. */
  private static final String STATISTICS = "STATISTICS_";

  private final InputChoice inputs;
  private final ToolChoice choice;

  DetailsChoice(InputChoice inputs, ToolChoice choice) {
    this.inputs = inputs;
    this.choice = choice;
  }

  /** Returns what is told of each band; nothing of the result of a tool. */
  List<BandDetails> details(ValueMode mode) {
    if (choice.makesColors()) {
      return RGB.stream().map(color -> new BandDetails(color, null, null, null)).toList();
    }
    if (!choice.keepsBands()) {
      return List.of();
    }
    List<ColorInterpretation> colors = colors();
    List<BandDetails> details = new ArrayList<>();
    for (int band = 0; band < choice.bands().count(); band++) {
      Rescaling calibration = mode == ValueMode.RAW ? calibration(band) : null;
      details.add(
          new BandDetails(
              colors.get(band),
              calibration,
              unit(band, mode, calibration),
              choice.keepsValues() ? items(band) : null));
    }
    return details.stream().allMatch(BandDetails.NONE::equals) ? List.of() : details;
  }

  /** Returns what stored numbers stand for, also if they were stored again in another type. */
  private Rescaling calibration(int input) {
    Rescaling shared = choice.keepsClasses() ? shared(input) : null;
    return shared != null && choice.tool() instanceof Tool.EncodingTool encode
        ? new Rescaling(
            encode.scale() * shared.scale(), encode.offset() * shared.scale() + shared.offset())
        : shared;
  }

  /** Returns what the numbers of a band stand for in all scenes, now that they are of one scale. */
  private Rescaling shared(int input) {
    return inputs.all(input).stream().map(CalibrationChoice::scale).allMatch(Objects::nonNull)
        ? CalibrationChoice.calibration(inputs.first(input))
        : null;
  }

  /** Returns the unit of what the file's scale and offset make of its numbers. */
  private String unit(int input, ValueMode mode, Rescaling calibration) {
    String unit = CalibrationChoice.unit(inputs.first(input));
    boolean same =
        inputs.all(input).stream()
            .allMatch(band -> Objects.equals(CalibrationChoice.unit(band), unit));
    boolean told =
        choice.keepsValues()
            || choice.tool() instanceof Tool.EncodingTool
                && (mode == ValueMode.CALIBRATED
                    || calibration != null
                    || CalibrationChoice.calibration(inputs.first(input)) == null);
    return same && told ? unit : null;
  }

  /** Returns the items that all scenes have alike. */
  private Map<String, String> items(int input) {
    Map<String, String> items = new HashMap<>(inputs.first(input).header().items());
    inputs.all(input).forEach(band -> items.entrySet().retainAll(band.header().items().entrySet()));
    items.keySet().removeIf(name -> name.startsWith(STATISTICS));
    return items;
  }

  private List<ColorInterpretation> colors() {
    int count = choice.bands().count();
    List<ColorInterpretation> colors = new ArrayList<>();
    for (int band = 0; band < count; band++) {
      colors.add(color(inputs.first(band)));
    }
    boolean picture = choice.makesBytes() && count == 3;
    boolean named =
        choice.bands().type() == SampleType.UINT8 && count >= 3 && isNamedRgb(inputs.names());
    if (picture || named || count >= 3 && colors.subList(0, 3).equals(RGB)) {
      for (int band = 0; band < count; band++) {
        colors.set(band, band < 3 ? RGB.get(band) : ColorInterpretation.UNDEFINED);
      }
    }
    return colors;
  }

  private static boolean isNamedRgb(List<String> names) {
    return names.get(0).equalsIgnoreCase("red")
        && names.get(1).equalsIgnoreCase("green")
        && names.get(2).equalsIgnoreCase("blue");
  }

  /** Returns what a file says that a band shows; of one flagged alpha that is data, nothing. */
  private ColorInterpretation color(ChosenBand band) {
    return switch (band.header().color()) {
      case "red" -> ColorInterpretation.RED;
      case "green" -> ColorInterpretation.GREEN;
      case "blue" -> ColorInterpretation.BLUE;
      case "alpha" -> ColorInterpretation.UNDEFINED;
      case "palette" -> choice.keepsValues() ? null : ColorInterpretation.GRAY;
      default -> null;
    };
  }

  /**
   * Returns the colours of a palette whose values are kept; {@code null}: it is none.
   *
   * @param mask of the output
   */
  ColorTable palette(OutputMask mask, PlanWarnings warnings) {
    List<ChosenBand> bands = inputs.chosen();
    ColorTable first = bands.get(0).info().colors();
    if (first == null || choice.bands().count() != 1 || !choice.keepsValues()) {
      return null;
    }
    if (mask == OutputMask.ALPHA) {
      warnings.add(
          "The colours of the classes of %s are left out: a palette of a TIFF has no alpha band. Choose the mask \"internal\" to keep them."
              .formatted(bands.get(0).fileName()));
      return null;
    }
    for (ChosenBand band : bands) {
      if (!first.equals(band.info().colors())) {
        warnings.add(
            "The colours of the classes of %s are not those of %s, which the output has."
                .formatted(band.fileName(), bands.get(0).fileName()));
      }
    }
    boolean fits = bands.stream().allMatch(band -> band.planned().type() == choice.bands().type());
    return fits ? first : null;
  }
}
