package io.landfall.raster.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.SampleType;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JpegWriterTest {
  @ParameterizedTest(name = "{0} bands")
  @ValueSource(ints = {1, 3})
  void shadesAreReadBackNearly(int bands) throws IOException {
    var painted = new SyntheticRaster(700, 300, bands, SampleType.UINT8, 0.0, 1);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(jpeg(painted, 0.95)));
    assertThat(image.getWidth()).isEqualTo(700);
    assertThat(image.getHeight()).isEqualTo(300);
    long sum = 0;
    for (int y = 0; y < 300; y++) {
      for (int x = 0; x < 700; x++) {
        for (int band = 0; band < bands; band++) {
          int found = image.getRaster().getSample(x, y, band);
          sum += Math.abs(found - painted.sample(0, x, y, band));
        }
      }
    }
    assertThat(sum / (700.0 * 300 * bands)).isLessThan(4);
  }

  @Test
  void lessQualityTakesLessRoom() throws IOException {
    var painted = new SyntheticRaster(600, 600, 3, SampleType.UINT8, 0.0, 1);
    assertThat(jpeg(painted, 0.3).length).isLessThan(jpeg(painted, 0.9).length * 2 / 3);
  }

  @Test
  void rowsAreReadOnceAndInOrder() throws IOException {
    List<Integer> done = new ArrayList<>();
    var painted = new SyntheticRaster(300, 280, 3, SampleType.UINT8, null, 1);
    JpegWriter.write(PixelRows.of(painted), 0.9, new ByteArrayOutputStream(), done::add);
    assertThat(done).isSorted().doesNotHaveDuplicates().hasSize(280);
  }

  private static byte[] jpeg(SyntheticRaster painted, double quality) throws IOException {
    var out = new ByteArrayOutputStream();
    JpegWriter.write(PixelRows.of(painted), quality, out, rows -> {});
    return out.toByteArray();
  }
}
