package io.landfall.raster.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.SampleType;
import io.landfall.model.request.OutputFormat;
import io.landfall.raster.RasterFile;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PngWriterTest {
  @ParameterizedTest(name = "{0} x {1}, {2} bands of {3}, no-data {4}")
  @CsvSource({
    "700, 300, 1, UINT8,",
    "700, 300, 3, UINT8, 0",
    "300, 300, 1, UINT16,",
    "1, 1, 1, UINT8, 0",
    "1, 600, 3, UINT8,",
  })
  void everySampleIsReadBack(int width, int height, int bands, SampleType type, Double nodata)
      throws IOException {
    var painted = new SyntheticRaster(width, height, bands, type, nodata, 1);
    Raster pixels = ImageIO.read(new ByteArrayInputStream(png(painted))).getRaster();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int band = 0; band < bands; band++) {
          assertThat(pixels.getSample(x, y, band)).isEqualTo(painted.sample(0, x, y, band));
        }
      }
    }
  }

  @Test
  void pixelsWithoutDataAreTransparent() throws IOException {
    var painted = new SyntheticRaster(300, 200, 3, SampleType.UINT8, 0.0, 1);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png(painted)));
    assertThat(image.getRGB(0, 0) >>> 24).as("outside").isZero();
    assertThat(image.getRGB(150, 100) >>> 24).as("inside").isEqualTo(255);
  }

  @ParameterizedTest(name = "{0} bands of {1}, alpha {2}")
  @CsvSource({"3, UINT8, false", "1, UINT16, false", "1, UINT8, true", "3, UINT8, true"})
  void aMaskBecomesOpacityAndLeavesBlackPixelsOpaque(int bands, SampleType type, boolean alpha)
      throws IOException {
    var painted = new SyntheticRaster(300, 280, bands, type, null, 1);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png(new Half(painted, alpha))));
    assertThat(image.getColorModel().hasAlpha()).isTrue();
    Raster pixels = image.getRaster();
    int opaque = type == SampleType.UINT8 ? 255 : 65_535;
    for (int y = 0; y < 280; y++) {
      for (int x = 0; x < 300; x++) {
        assertThat(pixels.getSample(x, y, bands)).isEqualTo(x < 150 ? 0 : opaque);
        assertThat(pixels.getSample(x, y, 0)).isEqualTo(painted.sample(0, x, y, 0));
      }
    }
  }

  @ParameterizedTest(name = "{0} of values {1} is {2}")
  @CsvSource({"0, , ff000000", "1, , ff010203", "2, , fffefdfc", "3, , ff000000", "1, 1, 10203"})
  void aPaletteIsShownInItsColours(int value, Double nodata, String argb) throws IOException {
    RasterFile classes = new Classes(value, nodata);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png(classes)));
    assertThat(Integer.toHexString(image.getRGB(5, 5))).isEqualTo(argb);
    if (nodata == null) {
      BufferedImage small =
          ImageIO.read(new ByteArrayInputStream(Thumbnail.of(new Classes(value, null))));
      assertThat(Integer.toHexString(small.getRGB(5, 5))).isEqualTo(argb);
    }
  }

  @Test
  void aThumbnailLooksThroughMaskAndAlpha() throws IOException {
    for (boolean alpha : new boolean[] {false, true}) {
      var painted = new SyntheticRaster(300, 280, 3, SampleType.UINT8, null, 1);
      BufferedImage image =
          ImageIO.read(new ByteArrayInputStream(Thumbnail.of(new Half(painted, alpha))));
      assertThat(image.getRGB(149, 140) >>> 24).isZero();
      assertThat(image.getRGB(150, 0)).as("black, with data").isEqualTo(0xff000000);
    }
  }

  @Test
  void neighboursThatAreAlikeTakeLittleRoom() throws IOException {
    assertThat(png(new SyntheticRaster(1000, 1000, 3, SampleType.UINT8, 0.0, 1)).length)
        .isLessThan(1_000_000);
  }

  @Test
  void whatDoesNotFitIsRefusedWithAFix() {
    assertRefused(
        OutputFormat.FileFormat.PNG,
        3,
        SampleType.UINT16,
        "Cannot write a PNG of UINT16 bands (3): ");
    assertRefused(OutputFormat.FileFormat.PNG, 1, SampleType.FLOAT32, "Give --stretch auto");
    assertRefused(OutputFormat.FileFormat.PNG, 5, SampleType.UINT8, "Choose 1 or 3 of them");
    assertRefused(
        OutputFormat.FileFormat.PNG, 4, SampleType.UINT8, "it holds 1 or 3 of UINT8, or 1 of");
    assertRefused(OutputFormat.FileFormat.JPEG, 1, SampleType.UINT16, "it holds 1 or 3 of UINT8");
    assertRefused(OutputFormat.FileFormat.JPEG, 4, SampleType.UINT8, "Cannot write a JPEG");
    for (var type : List.of(OutputFormat.FileFormat.PNG, OutputFormat.FileFormat.JPEG)) {
      assertThatThrownBy(() -> ImageLimits.check(type, 3, SampleType.UINT8, 16_385, 10))
          .isInstanceOfSatisfying(
              ExportFailure.class,
              failure -> assertThat(failure.code()).isEqualTo(ErrorCode.EXPORT_TOO_LARGE))
          .hasMessageContaining("16385 x 10 pixels: a side has at most 16384");
      ImageLimits.check(type, 3, SampleType.UINT8, 16_384, 16_384);
    }
  }

  private static void assertRefused(
      OutputFormat.FileFormat type, int bands, SampleType samples, String words) {
    assertThatThrownBy(() -> ImageLimits.check(type, bands, samples, 10, 10))
        .isInstanceOfSatisfying(
            ExportFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.OPTION_UNSUPPORTED))
        .hasMessageContaining(words);
  }

  static byte[] png(RasterFile painted) throws IOException {
    var out = new ByteArrayOutputStream();
    PngWriter.write(PixelRows.of(painted), out, rows -> {});
    return out.toByteArray();
  }
}
