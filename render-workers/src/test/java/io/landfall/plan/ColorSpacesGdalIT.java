package io.landfall.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.SampleType;
import io.landfall.raster.BlockCache;
import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.WindowReader;
import io.landfall.raster.tiff.TiffFile;
import io.landfall.source.FileByteSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Colours and inks of files that GDAL writes, with and without JPEG, against what it reads. */
@Tag("gdal")
class ColorSpacesGdalIT {
  private static final String AERIAL = "rgbnir/m_3607824_se_17_1_20160620_subset.tif";

  @TempDir Path folder;

  /**
   * @param bands of an aerial image: red, green, blue and near infrared
   * @param options of GDAL's writer
   */
  @ParameterizedTest(name = "bands {0}: {1}")
  @CsvSource({
    "1 2 3, COMPRESS=JPEG PHOTOMETRIC=YCBCR",
    "1 2 3, COMPRESS=JPEG PHOTOMETRIC=YCBCR TILED=YES BLOCKXSIZE=64 BLOCKYSIZE=48",
    "1 2 3, COMPRESS=JPEG PHOTOMETRIC=YCBCR JPEG_QUALITY=20 JPEGTABLESMODE=0",
    "1 2 3, COMPRESS=JPEG JPEG_QUALITY=50",
    "1 2 3, COMPRESS=JPEG INTERLEAVE=BAND",
    "1 2 3 4, COMPRESS=JPEG PHOTOMETRIC=RGB ALPHA=NO",
    "2, COMPRESS=JPEG JPEG_QUALITY=90",
    "2, COMPRESS=JPEG PHOTOMETRIC=MINISWHITE",
    "1 2 3 4, PHOTOMETRIC=CMYK",
    "1 2 3 4, PHOTOMETRIC=CMYK COMPRESS=LZW PREDICTOR=2 TILED=YES",
    "1 2 3 4, PHOTOMETRIC=CMYK COMPRESS=DEFLATE INTERLEAVE=BAND",
    "1 2 3 4, PHOTOMETRIC=CMYK COMPRESS=JPEG",
    "1 2 3 4, PHOTOMETRIC=CMYK COMPRESS=JPEG TILED=YES JPEG_QUALITY=40",
  })
  void samplesAreThoseThatGdalReads(String bands, String options) throws Exception {
    Path file = made(bands, options);
    Path raw = folder.resolve("raw.bin");
    GdalWarp.answer("", "gdal_translate", "-q", "-of", "ENVI", "-co", "INTERLEAVE=BSQ", file, raw);
    ByteBuffer theirs = ByteBuffer.wrap(Files.readAllBytes(raw)).order(ByteOrder.LITTLE_ENDIAN);

    try (RasterFile ours = TiffFile.open(FileByteSource.open(file))) {
      RasterInfo info = ours.info();
      assertThat(info.bands().get(0).type()).isEqualTo(SampleType.UINT8);
      if (options.contains("CMYK")) {
        assertThat(info.bands())
            .extracting(RasterInfo.BandInfo::color)
            .containsExactly("red", "green", "blue", "alpha");
      }
      int pixels = info.width() * info.height();
      assertThat(theirs.remaining()).isEqualTo(info.bands().size() * pixels);
      PixelRect all = new PixelRect(0, 0, info.width(), info.height());
      double[] samples = new double[pixels];
      for (int band = 0; band < info.bands().size(); band++) {
        WindowReader.readWindow(ours, new BlockCache(), 0, band, all, Double.NaN, samples);
        for (int i = 0; i < pixels; i++) {
          assertThat(samples[i])
              .as("band %d, pixel %d", band, i)
              .isEqualTo(Byte.toUnsignedInt(theirs.get()));
        }
      }
    }
  }

  /** GDAL reads four bands of it, without the fifth. */
  @Test
  void inksBesideWhichAFurtherBandLiesStayNumbersWithAWarning() throws Exception {
    Path file = made("1 2 3 4 1", "PHOTOMETRIC=CMYK COMPRESS=DEFLATE");
    try (RasterFile ours = TiffFile.open(FileByteSource.open(file))) {
      assertThat(ours.info().bands()).hasSize(5);
      assertThat(ours.info().warnings()).anyMatch(warning -> warning.contains("inks"));
    }
  }

  private Path made(String bands, String options) throws Exception {
    Path file = folder.resolve("made.tif");
    List<Object> words =
        new ArrayList<>(List.of("gdal_translate", "-q", "-srcwin", 5, 7, 203, 151));
    for (String band : bands.split(" ")) {
      words.addAll(List.of("-b", band));
    }
    for (String option : options.split(" ")) {
      words.addAll(List.of("-co", option));
    }
    words.addAll(List.of(PlannerFixture.data(AERIAL), file));
    GdalWarp.answer("", words.toArray());
    return file;
  }
}
