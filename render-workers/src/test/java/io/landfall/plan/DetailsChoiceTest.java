package io.landfall.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.Rescaling;
import io.landfall.model.SampleEncoding;
import io.landfall.model.SampleType;
import io.landfall.model.color.ColorCorrection;
import io.landfall.model.color.ColorInterpretation;
import io.landfall.model.plan.BandDetails;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.OutputCalibration;
import io.landfall.model.request.MaskMode;
import io.landfall.model.request.Processing;
import io.landfall.model.request.SourceReading;
import io.landfall.model.request.Tool;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetailsChoiceTest {
  private static final ColorInterpretation R = ColorInterpretation.RED;
  private static final ColorInterpretation G = ColorInterpretation.GREEN;
  private static final ColorInterpretation B = ColorInterpretation.BLUE;
  private static final ColorInterpretation OTHER = ColorInterpretation.UNDEFINED;
  private static final Tool.ValueRange RANGE = new Tool.ValueRange(0, 9);

  @TempDir Path folder;

  @Test
  void colorsOfAFileStayAndNameItsBands() {
    PlannerFixture rgb = PlannerFixture.files(PlacedTiff.rgb(3).in(folder, "a.tif"));
    assertThat(rgb.plan().bands().names()).containsExactly("Red", "Green", "Blue");
    assertThat(colors(rgb.plan())).containsExactly(R, G, B);
    assertThat(colors(rgb.bands("1", "2", "3").plan())).containsExactly(R, G, B);
    assertThat(colors(rgb.bands("blue").plan())).containsExactly(B);
    assertThat(colors(rgb.bands("red", "green", "blue").stretched(RANGE).plan()))
        .containsExactly(R, G, B);
  }

  @Test
  void colorsOf16BitsStay() {
    assertThat(colors(PlannerFixture.real("raster/rgb16.tif").plan())).containsExactly(R, G, B);
  }

  @Test
  void aFourthBandIsNoOpacity() {
    Path file = PlacedTiff.rgb(4).in(folder, "a.tif");
    var names = new SourceReading(null, List.of("red", "green", "blue", "nir"));
    PlannerFixture fixture = PlannerFixture.files(file).reading(names);
    assertThat(colors(fixture.plan())).containsExactly(R, G, B, OTHER);
    assertThat(colors(fixture.stretched(RANGE).plan())).containsExactly(R, G, B, OTHER);
    assertThat(colors(PlannerFixture.files(file).bands("1", "2", "3", "4").plan()))
        .containsExactly(R, G, B, OTHER);
  }

  @Test
  void threeBandsThatAreStretchedOrCorrectedAreAPicture() {
    assertThat(colors(PlannerFixture.landsat().bands("4", "3", "2").stretched(RANGE).plan()))
        .containsExactly(R, G, B);
    var plain = new ColorCorrection(null, null, null, null, null, null, null, null, null, null);
    assertThat(colors(PlannerFixture.landsat().colored(plain).plan())).containsExactly(R, G, B);
    assertThat(PlannerFixture.landsat().plan().bands().details())
        .as("numbers of a sensor are no picture")
        .isEmpty();
  }

  @Test
  void namesUnitsAndItemsOfAFileAreKept() {
    ExportPlan plan = PlannerFixture.real("everyday/C07_descriptions_kept/a.tif").plan();
    assertThat(plan.bands().names()).containsExactly("NDVI_max", "nIR & red <2020>", "Klasse ü");
  }

  /** As gdal_translate -ot keeps them. */
  @Test
  void numbersThatAreStoredInAnotherTypeStandForTheSame() {
    Path file =
        PlacedTiff.of(SampleType.INT16, 1)
            .metadata(
                "<Item name=\"SCALE\" sample=\"0\" role=\"scale\">0.5</Item>"
                    + "<Item name=\"OFFSET\" sample=\"0\" role=\"offset\">3</Item>"
                    + "<Item name=\"UNITTYPE\" sample=\"0\" role=\"unittype\">K</Item>")
            .in(folder, "a.tif");
    ExportPlan floats = as(file, new SampleEncoding(SampleType.FLOAT32, 1, 0, null));
    assertThat(OutputCalibration.of(floats, 0)).isEqualTo(new Rescaling(0.5, 3));
    assertThat(floats.bands().details(0).unit()).isEqualTo("K");
    assertThat(floats.warnings()).isEmpty();
    ExportPlan coarse = as(file, new SampleEncoding(SampleType.INT16, 10, 4, null));
    assertThat(OutputCalibration.of(coarse, 0)).isEqualTo(new Rescaling(5, 5));
    assertThat(coarse.warnings()).noneMatch(warning -> warning.contains("nearest of these"));
    assertThat(as(file, new SampleEncoding(SampleType.INT16, 0.5, 0, null)).warnings())
        .anyMatch(
            warning ->
                warning.startsWith("Numbers of ")
                    && warning.contains(
                        "between -65536 and 65534, and INT16 holds -32768 to 32767"));
  }

  @Test
  void aScaleNextToNothingIsWarnedOf() {
    Path file = PlacedTiff.of(SampleType.INT16, 1).in(folder, "a.tif");
    assertThat(as(file, new SampleEncoding(SampleType.INT16, 1e-307, 0, null)).warnings())
        .anyMatch(warning -> warning.contains("between -Infinity and Infinity"));
  }

  private static ExportPlan as(Path file, SampleEncoding encoding) {
    return PlannerFixture.files(file)
        .with(new Processing(null, null, null, null, null, encoding))
        .plan();
  }

  @Test
  void aPaletteHasNoRoomForAlpha() {
    Path file = PlacedTiff.of(SampleType.UINT8, 1).palette(new long[768]).in(folder, "a.tif");
    ExportPlan plan = PlannerFixture.files(file).masked(MaskMode.ALPHA).plan();
    assertThat(plan.bands().colors()).isNull();
    assertThat(plan.warnings()).singleElement().asString().contains("are left out");
  }

  @Test
  void aPaletteIsKeptWithItsValues() {
    long[] colors = new long[768];
    colors[11] = 65_535;
    Path one = PlacedTiff.of(SampleType.UINT8, 1).palette(colors).in(folder, "a.tif");
    Path same = PlacedTiff.of(SampleType.UINT8, 1).palette(colors).at(40).in(folder, "b.tif");
    colors[11] = 0;
    Path other = PlacedTiff.of(SampleType.UINT8, 1).palette(colors).at(80).in(folder, "c.tif");
    assertThat(PlannerFixture.files(one).stretched(RANGE).plan().bands().colors()).isNull();
    assertThat(PlannerFixture.files(one, same).plan().warnings()).isEmpty();
    ExportPlan mixed = PlannerFixture.files(one, same, other).plan();
    assertThat(mixed.warnings())
        .singleElement()
        .asString()
        .contains("c.tif are not those of ")
        .endsWith("a.tif, which the output has.");
    assertThat(PlannerFixture.files(one).plan().bands().colors().entries())
        .hasSize(768)
        .startsWith(0, 0, 0)
        .contains(65_535);
  }

  private static List<ColorInterpretation> colors(ExportPlan plan) {
    return plan.bands().details().stream().map(BandDetails::color).toList();
  }
}
