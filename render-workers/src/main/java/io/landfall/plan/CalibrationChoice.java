package io.landfall.plan;

import io.landfall.model.RasterGeometry;
import io.landfall.model.Rescaling;
import io.landfall.model.SampleType;
import io.landfall.model.algebra.AlgebraTool;
import io.landfall.model.algebra.Expression;
import io.landfall.model.algebra.TerrainOperator;
import io.landfall.model.algebra.ToolInput;
import io.landfall.model.plan.PlannedBand;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.ValueMode;
import io.landfall.raster.crs.CoordinateTransforms;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Chooses which numbers of the sources are taken: those stored, with all scenes of a mosaic brought
 * to the scale of the first, or the calibrated ones. What the sources do not tell is warned of.
 */
final class CalibrationChoice {
  private static final Rescaling NONE = new Rescaling(1, 0);
  private static final int MAX_NAMES = 3;
  private static final double FOOT = 0.3048;
  private static final double SURVEY_FOOT = 1200.0 / 3937;

  /** What units other than metres are called that heights may be in, in metres. */
  private static final Map<String, Double> METRES =
      Map.ofEntries(
          Map.entry("ft", FOOT),
          Map.entry("foot", FOOT),
          Map.entry("feet", FOOT),
          Map.entry("international foot", FOOT),
          Map.entry("international feet", FOOT),
          Map.entry("us-ft", SURVEY_FOOT),
          Map.entry("ftus", SURVEY_FOOT),
          Map.entry("sfoot", SURVEY_FOOT),
          Map.entry("us survey foot", SURVEY_FOOT),
          Map.entry("us survey feet", SURVEY_FOOT),
          Map.entry("foot_us", SURVEY_FOOT),
          Map.entry("mm", 0.001),
          Map.entry("cm", 0.01),
          Map.entry("dm", 0.1),
          Map.entry("km", 1000.0));

  private final InputChoice inputs;
  private final PlanWarnings warnings;

  private CalibrationChoice(InputChoice inputs, PlanWarnings warnings) {
    this.inputs = inputs;
    this.warnings = warnings;
  }

  /** Returns which numbers are taken: as asked for, else raw for bands and calibrated for tools. */
  static ValueMode mode(ExportRequest request) {
    if (request.values() != null) {
      return request.values();
    }
    return request.effectiveProcessing().tool() == null ? ValueMode.RAW : ValueMode.CALIBRATED;
  }

  /** Returns the inputs with what is to be done to the numbers of each band. */
  static InputChoice apply(
      ExportRequest request,
      InputChoice inputs,
      CoordinateTransforms transforms,
      PlanWarnings warnings) {
    CalibrationChoice choice = new CalibrationChoice(inputs, warnings);
    choice.warnOfHeights(request, transforms);
    if (mode(request) == ValueMode.RAW) {
      if (request.effectiveProcessing().pansharpening() != null) {
        choice.warnOfOtherScaleOfPan();
      }
      return choice.broughtToOneScale();
    }
    choice.warnOfUnknown(request);
    choice.warnOfScaledFloats();
    return choice.withRescaling((scene, input) -> calibration(inputs.chosen(scene, input)));
  }

  /**
   * Returns what the numbers of a band stand for, as its file says, else its scene; {@code null}:
   * nothing does.
   */
  static Rescaling calibration(ChosenBand band) {
    Rescaling own = band.header().calibration();
    return own != null ? own : band.band().calibration();
  }

  /**
   * Returns the scale of a band's numbers: as {@link #calibration}, or none where they are known to
   * stand for themselves; {@code null}: nothing tells.
   */
  static Rescaling scale(ChosenBand band) {
    Rescaling told = calibration(band);
    return told == null && isKnown(band) ? NONE : told;
  }

  /** Returns the unit of a band's calibrated numbers; {@code null}: unknown, or there is none. */
  static String unit(ChosenBand band) {
    String own = band.header().unit();
    String unit = own != null && !own.isBlank() ? own : band.band().unit();
    return unit == null || unit.isBlank() ? null : unit;
  }

  /** Returns how many metres a unit of heights is; {@code null}: one, or it is not known. */
  static Double metres(String unit) {
    return unit == null ? null : METRES.get(unit.strip().toLowerCase(Locale.ROOT));
  }

  /**
   * Tells whether it is known what the numbers of a band stand for: if nothing else, themselves.
   */
  private static boolean isKnown(ChosenBand band) {
    return calibration(band) != null
        || band.header().unit() != null
        || band.planned().type().isFloating()
        || ClassBands.is(band);
  }

  @FunctionalInterface
  private interface RescalingOf {
    Rescaling of(int scene, int input);
  }

  private InputChoice withRescaling(RescalingOf rescaling) {
    List<List<ChosenBand>> changed = new ArrayList<>();
    for (int scene = 0; scene < inputs.scenes().size(); scene++) {
      List<ChosenBand> bands = new ArrayList<>();
      for (int input = 0; input < inputs.names().size(); input++) {
        ChosenBand band = inputs.chosen(scene, input);
        bands.add(band == null ? null : rescaled(band, rescaling.of(scene, input)));
      }
      changed.add(bands);
    }
    return inputs.withChoices(changed);
  }

  private static ChosenBand rescaled(ChosenBand band, Rescaling rescaling) {
    return band.with(band.planned().withRescaling(NONE.equals(rescaling) ? null : rescaling));
  }

  /**
   * Warns of heights in other units than metres, or in unknown ones, where nobody gave a factor.
   */
  private void warnOfHeights(ExportRequest request, CoordinateTransforms transforms) {
    AlgebraTool tool = request.effectiveProcessing().tool();
    Set<String> heights = new HashSet<>();
    if (tool != null) {
      addHeights(tool.tree(), heights);
    }
    for (int input = 0; input < inputs.names().size() && !heights.isEmpty(); input++) {
      boolean isHeight = heights.contains(tool.inputs().get(input).name());
      for (ChosenBand band : isHeight ? inputs.all(input) : List.<ChosenBand>of()) {
        String unit = unit(band);
        Double metres = metres(unit);
        if (metres != null) {
          warnings.add(
              "Values of %s are in %s, and slope and hillshade take them for metres: slopes are wrong. Give the operation the zFactor %s in the tree of a tool."
                  .formatted(band.fileName(), unit, metres));
          return;
        }
        double ofCrs = unit == null ? metresPerUnit(band.planned().geometry(), transforms) : 1;
        if (ofCrs != 1) {
          warnings.add(
              "Nothing tells the unit of heights of %s, and its CRS counts in units of %s m: slope and hillshade take them for metres, gdaldem takes them for units of the CRS. If they are such, give the operation the zFactor %s in the tree of a tool."
                  .formatted(band.fileName(), ofCrs, ofCrs));
          return;
        }
      }
    }
  }

  private static double metresPerUnit(RasterGeometry placed, CoordinateTransforms transforms) {
    if (placed.crs() != null) {
      return placed.crs().metresPerUnit();
    }
    boolean isPlane = placed.epsg() != 0 && !transforms.isGeographic(placed.epsg());
    return isPlane ? transforms.metresPerUnit(placed.epsg()) : 1;
  }

  /** Adds the inputs that are taken for metres. */
  private static void addHeights(Expression tree, Set<String> names) {
    if (tree instanceof Expression.Terrain terrain && takesMetres(terrain.operator())) {
      addUnchanged(terrain.arg(), names);
    }
    tree.operands().forEach(operand -> addHeights(operand, names));
  }

  private static boolean takesMetres(TerrainOperator operator) {
    return operator instanceof TerrainOperator.Slope slope && slope.zFactor() == 1
        || operator instanceof TerrainOperator.Hillshade light && light.zFactor() == 1;
  }

  /** Adds inputs whose values nothing converts on the way. */
  private static void addUnchanged(Expression tree, Set<String> names) {
    if (tree instanceof Expression.Input input) {
      names.add(input.name());
    } else if (tree instanceof Expression.Mask || tree instanceof Expression.Focal) {
      tree.operands().forEach(operand -> addUnchanged(operand, names));
    }
  }

  /** Numbers of two scales give a quotient that is neither of bands nor of reflectances. */
  private void warnOfOtherScaleOfPan() {
    int pan = inputs.names().size() - 1;
    Rescaling ofPan = scale(inputs.first(pan));
    for (int input = 0; input < pan && ofPan != null; input++) {
      Rescaling own = scale(inputs.first(input));
      if (own != null && !own.equals(ofPan)) {
        warnings.add(
            "Stored numbers of band %s are of another scale than those of band %s, which sharpens them: the result is of neither. Choose the values \"calibrated\"."
                .formatted(inputs.names().get(input), inputs.names().get(pan)));
        return;
      }
    }
  }

  private InputChoice broughtToOneScale() {
    warnOfScalesUnknown();
    IntStream.range(0, inputs.names().size()).forEach(this::warnOfUnits);
    InputChoice one =
        withRescaling(
            (scene, input) -> {
              Rescaling first = scale(inputs.first(input));
              Rescaling own = scale(inputs.chosen(scene, input));
              return first == null || own == null || own.equals(first)
                  ? null
                  : new Rescaling(
                      own.scale() / first.scale(), (own.offset() - first.offset()) / first.scale());
            });
    warnOfOverflow(one);
    return one;
  }

  /** Names scenes that cannot be brought to one scale, in one sentence. */
  private void warnOfScalesUnknown() {
    Set<String> known = new LinkedHashSet<>();
    Set<String> unknown = new LinkedHashSet<>();
    for (int input = 0; input < inputs.names().size(); input++) {
      List<ChosenBand> bands = inputs.all(input);
      boolean differ = bands.stream().anyMatch(band -> isKnown(band) != isKnown(bands.get(0)));
      for (int scene = 0; differ && scene < inputs.scenes().size(); scene++) {
        ChosenBand band = inputs.chosen(scene, input);
        if (band != null) {
          (isKnown(band) ? known : unknown).add(inputs.scenes().get(scene).name());
        }
      }
    }
    if (!unknown.isEmpty()) {
      warnings.add(
          "Cannot bring all scenes to one scale: what numbers stand for is known of %s, but not of %s. The latter are taken as stored."
              .formatted(list(known), list(unknown)));
    }
  }

  private void warnOfUnits(int input) {
    ChosenBand first = inputs.first(input);
    for (ChosenBand other : inputs.all(input)) {
      String unit = unit(first);
      if (unit != null && unit(other) != null && !unit.equals(unit(other))) {
        warnings.add(
            "Band %s is in %s in %s, but in %s in %s: it is not converted."
                .formatted(
                    inputs.names().get(input),
                    unit,
                    first.fileName(),
                    unit(other),
                    other.fileName()));
      }
    }
  }

  private void warnOfOverflow(InputChoice one) {
    SampleType type = SampleTypes.widest(one.bands().stream().map(PlannedBand::type).toList());
    for (ChosenBand band : one.chosen()) {
      Rescaling to = band.planned().rescaling();
      if (to == null || type.isFloating()) {
        continue;
      }
      double a = band.planned().type().min() * to.scale() + to.offset();
      double b = band.planned().type().max() * to.scale() + to.offset();
      if (Math.min(a, b) < type.min() || Math.max(a, b) > type.max()) {
        warnings.add(
            "Values of %s are brought to the scale of the first scene (stored * %s + %s): those beyond what %s holds become its least or greatest value."
                .formatted(band.fileName(), to.scale(), to.offset(), type));
      }
    }
  }

  /** Names the scenes of which nothing tells what their numbers stand for, in one sentence. */
  private void warnOfUnknown(ExportRequest request) {
    AlgebraTool tool = request.effectiveProcessing().tool();
    Set<String> unknown = new LinkedHashSet<>();
    for (int scene = 0; scene < inputs.scenes().size(); scene++) {
      for (int input = 0; input < inputs.names().size(); input++) {
        ChosenBand band = inputs.chosen(scene, input);
        boolean needed =
            tool == null || tool.inputs().get(input).values() == ToolInput.SampleValues.CALIBRATED;
        if (band != null && needed && !isKnown(band)) {
          unknown.add(inputs.scenes().get(scene).name());
        }
      }
    }
    if (unknown.isEmpty()) {
      return;
    }
    String name = request.effectiveProcessing().toolName();
    warnings.add(
        "Cannot tell the reflectance of %s, as neither files nor metadata give a scale: %s."
            .formatted(
                list(unknown),
                tool == null
                    ? "its numbers are taken as stored"
                    : "%s is computed from the numbers as stored"
                        .formatted(name == null ? "the tool" : name)));
  }

  /** Files that were calibrated before keep their names, and would be scaled again. */
  private void warnOfScaledFloats() {
    for (ChosenBand band : inputs.chosen()) {
      Rescaling scale = calibration(band);
      if (band.planned().type().isFloating()
          && band.header().calibration() == null
          && scale != null) {
        warnings.add(
            "%s holds floating-point numbers, and its scene's metadata says that they stand for stored * %s + %s: they are taken so. If they are calibrated already, choose the values \"raw\"."
                .formatted(band.fileName(), scale.scale(), scale.offset()));
      }
    }
  }

  private static String list(Set<String> names) {
    String shown = String.join(", ", names.stream().limit(MAX_NAMES).toList());
    int more = names.size() - MAX_NAMES;
    return more > 0 ? "%s and %d more".formatted(shown, more) : shown;
  }
}
