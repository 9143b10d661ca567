package io.landfall.raster.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.SampleType;
import io.landfall.model.request.OutputFormat;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PngWriterTest {
  @ParameterizedTest(name = "{0} x {1}, {2} bands of {3}, no-data {4}")
  @CsvSource({
    "700, 300, 1, UINT8,",
    "700, 300, 3, UINT8, 0",
    "257, 513, 4, UINT8, 0",
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
    assertRefused(OutputFormat.FileFormat.PNG, 5, SampleType.UINT8, "Choose other bands");
    assertRefused(OutputFormat.FileFormat.JPEG, 1, SampleType.UINT16, "it holds 1 or 3 of UINT8");
    assertRefused(OutputFormat.FileFormat.JPEG, 4, SampleType.UINT8, "Cannot write a JPEG");
    assertThatThrownBy(
            () -> ImageLimits.check(OutputFormat.FileFormat.PNG, 3, SampleType.UINT8, 16_385, 10))
        .isInstanceOfSatisfying(
            ExportFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.EXPORT_TOO_LARGE))
        .hasMessageContaining("16385 x 10 pixels: a side has at most 16384");
    ImageLimits.check(OutputFormat.FileFormat.PNG, 3, SampleType.UINT8, 16_384, 16_384);
  }

  private static void assertRefused(
      OutputFormat.FileFormat type, int bands, SampleType samples, String words) {
    assertThatThrownBy(() -> ImageLimits.check(type, bands, samples, 10, 10))
        .isInstanceOfSatisfying(
            ExportFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.OPTION_UNSUPPORTED))
        .hasMessageContaining(words);
  }

  static byte[] png(SyntheticRaster painted) throws IOException {
    var out = new ByteArrayOutputStream();
    PngWriter.write(PixelRows.of(painted), out, rows -> {});
    return out.toByteArray();
  }
}
