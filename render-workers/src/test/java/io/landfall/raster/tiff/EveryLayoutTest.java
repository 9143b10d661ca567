package io.landfall.raster.tiff;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.raster.BandChecksum;
import io.landfall.raster.RasterException;
import io.landfall.raster.RasterInfo;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every sample of a TIFF layout is read with the pixels that GDAL 3.6 reads, or stands on a closed
 * list. A file that moves from one list to another fails this test, in either direction.
 */
class EveryLayoutTest {
  /** Those that are refused, by what the message names. */
  private static final Map<String, List<String>> REFUSED =
      Map.of("colour space Lab", List.of("gdal/cielab.tif"));

  /** Those with other pixels: GDAL 3.6 takes INT8 for unsigned. */
  private static final List<String> OTHER_PIXELS =
      List.of("image-tiff/int8_rgb.tif", "image-tiff/tiled-oversize-gray-i8.tif");

  @Test
  void isReadAsGdalReadsItOrRefusedForAKnownReason() throws IOException {
    var manifest = Manifest.read();
    Map<String, String> found = new TreeMap<>();
    Map<String, String> expected = new TreeMap<>();
    for (var row : manifest.tiffs()) {
      if (row.get("file").startsWith("layouts/")) {
        String file = row.get("file").substring("layouts/".length());
        expected.put(file, expected(file, row));
        found.put(file, outcome(manifest, row, expected.get(file)));
      }
    }
    assertThat(expected).hasSizeGreaterThan(240);
    assertThat(found).isEqualTo(expected);
  }

  /** GDAL's numbers were printed by {@code gdal_translate -b mask} and {@code gdalinfo}. */
  @ParameterizedTest(name = "mask of {0}, level {1}")
  @CsvSource({
    "imageio-ext/masks.tif, 0, 2991",
    "imageio-ext/masks.tif, 1, 823",
    "imageio-ext/masks.tif, 2, 221",
    "imageio-ext/masks.tif, 3, 23",
    "imageio-ext/masks.tif, 4, 5",
    "gdal/test3_with_mask_1bit_and_ovr.tif, 0, 1222",
    "gdal/test3_with_mask_1bit_and_ovr.tif, 1, 315",
    "geotools/masked2.tif, 0, 57880",
    "gdal/test_11555.tif, 0, 531",
    "geotools/world-roi.tiff, 0, 29700",
    "gdal/cog_strile_arrays_zeroified_when_possible.tif, 0, 0", // its blocks are sparse
  })
  void masksAreThoseOfGdal(String name, int level, int checksum) throws IOException {
    var path = Manifest.read().path(Map.of("file", "layouts/" + name));
    try (var file = TiffFile.open(FileBytes.of(path))) {
      assertThat(file.hasMask()).isTrue();
      assertThat(BandChecksum.of(new MaskAsBand(file, level), 0)).isEqualTo(checksum);
    }
  }

  /** They are hostile by their age only: GDAL reads them. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "TwelveMonkeys/quad-lzw.tif, 34282 560 37112", // LZW of before TIFF 6
    "gdal/tif_jpeg_ycbcr_too_big_last_stripe.tif, 4557 4557 4557",
  })
  void oddOnesAreReadToo(String name, String checksums) throws IOException {
    try (var file = TiffFile.open(FileBytes.of(Manifest.read().hostile().resolve(name)))) {
      var sums =
          IntStream.range(0, 3).mapToObj(band -> Integer.toString(BandChecksum.of(file, band)));
      assertThat(sums.collect(Collectors.joining(" "))).isEqualTo(checksums);
    }
  }

  private static String expected(String file, Map<String, String> row) {
    for (var refused : REFUSED.entrySet()) {
      if (refused.getValue().contains(file)) {
        return refused.getKey();
      }
    }
    if (OTHER_PIXELS.contains(file)) {
      return "other pixels";
    }
    return row.get("compression").contains("JPEG") ? "read, lossy" : row.get("checksum_per_band");
  }

  private static String outcome(Manifest manifest, Map<String, String> row, String expected) {
    try (var file = TiffFile.open(FileBytes.of(manifest.path(row)))) {
      var info = file.info();
      assertThat(new RasterInfo.Size(info.width(), info.height()))
          .hasToString("Size[width=%s, height=%s]", row.get("width"), row.get("height"));
      var sums = new StringBuilder();
      boolean complex = info.stored().startsWith("c");
      for (int band = 0; band < info.bands().size(); band += complex ? 2 : 1) {
        int sum = complex ? BandChecksum.of(new ComplexBand(file), 0) : BandChecksum.of(file, band);
        sums.append(band == 0 ? "" : ",").append(sum);
      }
      if (expected.equals("other pixels") && !row.get("checksum_per_band").contentEquals(sums)) {
        return expected;
      }
      return expected.equals("read, lossy") ? expected : sums.toString();
    } catch (RasterException refusal) {
      boolean known =
          refusal.reason() == RasterException.Reason.UNSUPPORTED
              && refusal.getMessage().contains(expected);
      return known ? expected : refusal.getMessage();
    }
  }
}
