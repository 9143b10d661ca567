package io.landfall.raster.tiff;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.GeoTransform;
import io.landfall.raster.BandChecksum;
import io.landfall.raster.RasterException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What GDAL says of real files, we say too; or we refuse them for a reason on a closed list. */
class TiffFileDataTest {
  private static final Pattern ALLOWED_REFUSALS = Pattern.compile("colour space Lab with none");

  /** Pixels: GDAL 3.6 took INT8 for unsigned. */
  private static final Set<String> OTHER_PIXELS =
      Set.of("layouts/image-tiff/int8_rgb.tif", "layouts/image-tiff/tiled-oversize-gray-i8.tif");

  /** Types: GDAL 3.6 took signed integers of other sizes than 16 and 32 bits for unsigned. */
  private static final Set<String> OTHER_TYPES =
      Set.of(
          "layouts/gdal/int24.tif",
          "layouts/image-tiff/int8_rgb.tif",
          "layouts/image-tiff/tiled-oversize-gray-i8.tif");

  /**
   * Codes: GDAL compares the code with the other GeoKeys (units, vertical CRS, ellipsoid) and with
   * what PROJ says, which takes the EPSG database. Without it the code is taken at its word; and
   * for GDAL a CRS in numbers has no code, though they be those of one.
   */
  private static final Set<String> OTHER_CODES =
      Set.of(
          "layouts/gdal/byte_gcp.tif",
          "layouts/gdal/citation_mixedcase.tif",
          "layouts/gdal/compdcrs_without_gtcitation.tif",
          "layouts/gdal/epsg32631_4979_geotiff1_1.tif",
          "layouts/gdal/epsg4979_geotiff1_1.tif",
          "layouts/gdal/projected_GTCitationGeoKey_with_underscore_and_GeogTOWGS84GeoKey.tif",
          "layouts/gdal/WGS_1984_Web_Mercator_Auxiliary_Sphere.tif",
          "layouts/gdal/test3658.tif",
          "layouts/geotools/box_gcp.tif",
          "layouts/geotools/ntf_nor.tiff",
          "raster/cog_scale.tif",
          "raster/cog_tags.tif");

  /** Palettes: GDAL has one for white at 0 of up to 16 bits, here beyond 8 a warning says so. */
  private static final Set<String> DEEP_PALETTES =
      Set.of(
          "layouts/image-tiff/miniswhite-1c-12b.tiff",
          "layouts/image-tiff/seq-1c-12b-miniswhite-47c39b31.tiff",
          "layouts/image-tiff/seq-1c-14b-miniswhite-e883657f.tiff");

  /** Control points on a grid, which GDAL leaves as points. */
  private static final String GRID_OF_POINTS = "layouts/geotools/box_gcp.tif";

  private final List<String> differences = new ArrayList<>();
  private final Map<String, Integer> refusals = new TreeMap<>();
  private int files;
  private int checksums;

  @Test
  void readsTheSamePixelsAndTagsAsGdal() throws IOException {
    var manifest = Manifest.read();
    for (var row : manifest.tiffs()) {
      try (var file = TiffFile.open(FileBytes.of(manifest.path(row)))) {
        compareTags(file, row);
        comparePixels(file, row);
        files++;
      } catch (RasterException refusal) {
        refuse(row, refusal);
      }
    }
    System.out.printf("%d files read, %d band checksums equal to GDAL's%n", files, checksums);
    refusals.forEach((reason, count) -> System.out.printf("%4d refused: %s%n", count, reason));
    assertThat(differences).isEmpty();
    assertThat(files).isGreaterThanOrEqualTo(260);
    assertThat(checksums).isGreaterThanOrEqualTo(470);
  }

  private void refuse(Map<String, String> row, RasterException refusal) {
    var reason = ALLOWED_REFUSALS.matcher(refusal.getMessage());
    if (refusal.reason() == RasterException.Reason.UNSUPPORTED && reason.find()) {
      refusals.merge(reason.group(), 1, Integer::sum);
    } else {
      differences.add(row.get("file") + " is refused: " + refusal.getMessage());
    }
  }

  private void compareTags(TiffFile file, Map<String, String> row) {
    var info = file.info();
    var band = info.bands().get(0);
    check(row, "width", info.width());
    check(row, "height", info.height());
    boolean complex = row.get("dtype").startsWith("C"); // two bands here, one of GDAL's
    check(row, "bands", info.bands().size() / (complex ? 2 : 1));
    String type = row.get("dtype").replace("Byte", "UINT8").toUpperCase(Locale.ROOT);
    type = type.replace("UINT64", "FLOAT64"); // we have no integers of 64 bits
    if (!complex && !OTHER_TYPES.contains(row.get("file"))) {
      check(row, "dtype", type, band.type());
    }
    boolean coded = row.get("crs").matches("EPSG:\\d+") || info.epsg() != null;
    if (coded && !OTHER_CODES.contains(row.get("file"))) {
      check(row, "crs", "EPSG:" + info.epsg());
    }
    boolean isPalette = row.get("layout").contains("palette");
    if (isPalette != (info.colors() != null) && !DEEP_PALETTES.contains(row.get("file"))) {
      differences.add(row.get("file") + ": for GDAL it is a palette: " + isPalette);
    }
    String nodata = row.get("nodata");
    double declared = band.nodata() == null ? 0.125 : band.nodata();
    double expected =
        nodata.isEmpty()
            ? 0.125
            : Double.parseDouble(nodata.replace("nan", "NaN").replace("inf", "Infinity"));
    if (Double.compare((float) expected, (float) declared) != 0) {
      check(row, "nodata", declared);
    }
    String overviews = row.get("layout").replaceAll("^(.* )?(\\d+) overviews.*$|^.*$", "$2");
    check(row, "layout", overviews.isEmpty() ? "0" : overviews, info.overviews().size());
    compareTransform(row, info.transform());
  }

  private void compareTransform(Map<String, String> row, GeoTransform t) {
    if (row.get("file").equals(GRID_OF_POINTS)) {
      return;
    }
    if (row.get("geotransform").isEmpty() || t == null) {
      check(row, "geotransform", String.valueOf(t).replace("null", ""));
      return;
    }
    double[] expected =
        Arrays.stream(row.get("geotransform").split(" "))
            .mapToDouble(Double::parseDouble)
            .toArray();
    double[] got = {
      t.originX(), t.pixelWidth(), t.rowRotation(), t.originY(), t.columnRotation(), t.pixelHeight()
    };
    for (int i = 0; i < got.length; i++) {
      if (Math.abs(got[i] - expected[i]) > 1e-10 * Math.abs(expected[i]) + 1e-9) {
        check(row, "geotransform", t);
        return;
      }
    }
  }

  private void comparePixels(TiffFile file, Map<String, String> row) {
    String[] sums = row.get("checksum_per_band").split(",");
    boolean complex = row.get("dtype").startsWith("C"); // see EveryLayoutTest
    if (complex || !sums[0].matches("\\d+") || OTHER_PIXELS.contains(row.get("file"))) {
      return;
    }
    for (int band = 0; band < sums.length; band++) {
      int before = differences.size();
      check(row, "checksum_per_band", sums[band], BandChecksum.of(file, band));
      checksums += before == differences.size() ? 1 : 0;
    }
  }

  private void check(Map<String, String> row, String what, Object got) {
    check(row, what, row.get(what), got);
  }

  private void check(Map<String, String> row, String what, String expected, Object got) {
    if (!expected.equals(String.valueOf(got))) {
      differences.add("%s: %s is %s, GDAL says %s".formatted(row.get("file"), what, got, expected));
    }
  }
}
