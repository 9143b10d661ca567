package io.landfall.raster;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.GeoTransform;
import io.landfall.model.RasterGeometry;
import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.plan.PlannedBand;
import io.landfall.raster.warp.HalfSize;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which pixels of several bands are read as no-data. */
class ValidityTest {
  private static final double NONE = Double.NaN;

  /** Dark water has 0 in one band or two; only 0 in all three is no-data. */
  @Test
  void integersOfOneFileHaveNoDataOnlyWhereAllHoldIt() {
    var raster =
        raster(
            SampleType.UINT8,
            new double[][] {
              {0, 0, 10, 0},
              {120, 0, 0, 0},
              {200, 5, 0, 0},
            },
            null);
    var bands = FileBands.toShow(List.of(band(0, 0.0), band(1, 0.0), band(2, 0.0)));

    assertThat((Object) read(raster, bands))
        .isEqualTo(
            new double[][] {
              {0, 0, 10, NONE},
              {120, 0, 0, NONE},
              {200, 5, 0, NONE},
            });
    var operands = FileBands.toCompute(List.of(band(0, 0.0), band(1, 0.0)));
    assertThat((Object) read(raster, operands))
        .isEqualTo(new double[][] {{NONE, NONE, 10, NONE}, {120, NONE, NONE, NONE}});
    assertThat((Object) read(raster, FileBands.toShow(List.of(band(1, 0.0)))))
        .isEqualTo(new double[][] {{120, NONE, NONE, NONE}});
  }

  /** Each band has a value of its own, and one clean band decides for all. */
  @Test
  void bandsAreUnifiedByTheirOwnNoData() {
    var raster = raster(SampleType.UINT8, new double[][] {{255, 255, 1, 3}, {0, 1, 0, 3}}, null);

    assertThat((Object) read(raster, FileBands.toShow(List.of(band(0, 255.0), band(1, 0.0)))))
        .isEqualTo(new double[][] {{NONE, 255, 1, 3}, {NONE, 1, 0, 3}});
    assertThat((Object) read(raster, FileBands.toShow(List.of(band(0, 255.0), band(1, 7.0)))))
        .isEqualTo(new double[][] {{255, 255, 1, 3}, {0, 1, 0, 3}});
  }

  @Test
  void aBandThatTellsAloneIsMaskedWhateverTheOthersHold() {
    var raster = raster(SampleType.INT16, new double[][] {{-9, -9, 1}, {-9, 5, -9}}, null);
    var bands = FileBands.toShow(List.of(alone(0), alone(1)));

    assertThat((Object) read(raster, bands))
        .isEqualTo(new double[][] {{NONE, NONE, 1}, {NONE, 5, NONE}});
  }

  private static PlannedBand alone(int index) {
    return new PlannedBand(
        "b",
        "file:///a.tif",
        "1",
        1,
        index,
        SampleType.INT16,
        -9.0,
        null,
        null,
        null,
        null,
        null,
        true);
  }

  /** Without a value that every band can hold, or of floating point, each tells for itself. */
  @ParameterizedTest(name = "{0}: {1}, {2}")
  @CsvSource({"UINT8, 0,", "UINT8, 0, -9999", "UINT8, 0, 0.5", "FLOAT32, 0, 0"})
  void otherBandsTellForThemselves(SampleType type, Double first, Double second) {
    var raster = raster(type, new double[][] {{0, 1}, {2, 2}}, null);
    var bands = FileBands.toShow(List.of(band(type, 0, first, null), band(type, 1, second, null)));

    assertThat(bands.unified()).isFalse();
    assertThat((Object) read(raster, bands)).isEqualTo(new double[][] {{NONE, 1}, {2, 2}});
  }

  @ParameterizedTest
  @EnumSource(
      value = SampleType.class,
      names = {"UINT8", "FLOAT32"})
  void alphaOfZeroIsNoDataAndAnyOtherIsData(SampleType type) {
    var raster = raster(type, new double[][] {{255, 255, 0, 0}, {0, 1, 128, 255}}, null);
    var bands = FileBands.toShow(List.of(band(type, 0, null, 1)));

    assertThat((Object) read(raster, bands)).isEqualTo(new double[][] {{NONE, 255, 0, 0}});
  }

  @Test
  void maskAlphaAndNoDataEachMakeAPixelInvalid() {
    var raster =
        raster(
            SampleType.UINT8,
            new double[][] {{9, 8, 7, 6}, {255, 0, 255, 255}},
            new int[] {255, 1, 0, 1});
    var bands = FileBands.toShow(List.of(band(SampleType.UINT8, 0, 6.0, 1)));

    assertThat((Object) read(raster, bands)).isEqualTo(new double[][] {{9, NONE, NONE, NONE}});
  }

  @Test
  void aWindowAcrossBlocksIsMaskedWhereItIs() {
    double[] values = new double[7 * 5];
    double[] alpha = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
      alpha[i] = i % 4;
    }
    var raster = new PlaneRaster(SampleType.UINT8, 7, new double[][] {values, alpha}, null);
    var rect = new PixelRect(2, 1, 4, 3);
    double[][] into = new double[1][12];
    var bands = FileBands.toShow(List.of(band(SampleType.UINT8, 0, null, 1)));

    boolean clean = WindowReader.readWindow(raster, new BlockCache(), 0, bands, rect, into);

    assertThat(clean).isFalse();
    for (int i = 0; i < 12; i++) {
      int at = (1 + i / 4) * 7 + 2 + i % 4;
      assertThat(into[0][i]).isEqualTo(Double.valueOf(at % 4 == 0 ? NONE : at));
    }
  }

  /** What is masked is 255 and everything valid 100: no other number may come out. */
  @ParameterizedTest
  @EnumSource(Resampling.class)
  void everyKernelWeighsValidPixelsOnly(Resampling resampling) {
    double[] values = new double[16 * 16];
    double[] alpha = new double[values.length];
    int[] mask = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      boolean byAlpha = i / 16 < 7 && i % 16 > 8;
      boolean byMask = i / 16 > 10 || i % 5 == 0;
      values[i] = byAlpha || byMask ? 255 : 100;
      alpha[i] = byAlpha ? 0 : 200;
      mask[i] = byMask ? 0 : 1;
    }
    var raster = new PlaneRaster(SampleType.UINT8, 16, new double[][] {values, alpha}, mask);
    double[][] samples =
        read(raster, FileBands.toShow(List.of(band(SampleType.UINT8, 0, null, 1))));
    List<Double> found = new ArrayList<>();

    HalfSize.resample(
        resampling,
        new RasterInfo.Size(16, 16),
        samples,
        new RasterInfo.Size(8, 8),
        (y, row) -> {
          for (double value : row[0]) {
            found.add(value);
          }
        });

    assertThat(found).hasSize(64).contains(NONE);
    assertThat(found).anyMatch(value -> Math.abs(value - 100) < 1e-9);
    assertThat(found).allMatch(value -> value.isNaN() || Math.abs(value - 100) < 1e-9);
  }

  private static PlaneRaster raster(SampleType type, double[][] bands, int[] mask) {
    return new PlaneRaster(type, bands[0].length, bands, mask);
  }

  private static double[][] read(RasterFile file, FileBands bands) {
    var info = file.info();
    double[][] into = new double[bands.bands().length][info.width() * info.height()];
    var all = new PixelRect(0, 0, info.width(), info.height());
    boolean clean = WindowReader.readWindow(file, new BlockCache(), 0, bands, all, into);
    boolean none = true;
    for (double[] band : into) {
      for (double value : band) {
        none &= value == value;
      }
    }
    assertThat(clean).isEqualTo(none);
    return into;
  }

  private static PlannedBand band(int index, Double nodata) {
    return band(SampleType.UINT8, index, nodata, null);
  }

  private static PlannedBand band(SampleType type, int index, Double nodata, Integer alpha) {
    var geometry = new RasterGeometry(1, GeoTransform.northUp(0, 0, 1, 1), 1, 1);
    return new PlannedBand(
        "b",
        "file:///a.tif",
        "1",
        1,
        index,
        type,
        nodata,
        geometry,
        null,
        alpha,
        null,
        null,
        false);
  }
}
