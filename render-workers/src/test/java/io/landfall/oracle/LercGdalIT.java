package io.landfall.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.request.OutputFormat.BlockCompression;
import io.landfall.model.request.OutputFormat.FileFormat;
import io.landfall.model.request.OutputFormatRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** LERC of floating point with NaN: GDAL reads ours as we read GDAL's. */
@Tag("gdal")
class LercGdalIT {
  private static final String MAKE =
      """
      import numpy as np, sys
      from osgeo import gdal
      d = gdal.GetDriverByName("GTiff").Create(sys.argv[1], 300, 260, 1, gdal.GDT_Float32, ["COMPRESS=" + sys.argv[2], "INTERLEAVE=PIXEL", "TILED=YES"])
      d.SetGeoTransform((500010, 30, 0, 5000010, 0, -30)); d.SetProjection("EPSG:32633")
      y, x = np.mgrid[0:260, 0:300]
      a = (x * 2 + np.round(y / 3.0) * 0.25).astype(np.float32)
      a[(x + 7 * y) % 10 == 0] = np.nan
      a[x + y < 90] = np.nan
      d.GetRasterBand(1).SetNoDataValue(float("nan")); d.GetRasterBand(1).WriteArray(a)
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(names = {"LERC", "LERC_DEFLATE", "LERC_ZSTD"})
  void eachReadsWhatTheOtherWrites(BlockCompression compression) throws IOException {
    Path script = Files.writeString(folder.resolve("make.py"), MAKE);
    Path theirs = folder.resolve("theirs.tif");
    GdalReference.run("/usr/bin/python3", script.toString(), theirs.toString(), compression.name());
    Path plain = folder.resolve("plain.tif");
    GdalReference.run("gdal_translate", "-q", "" + theirs, "" + plain, "-co", "COMPRESS=NONE");
    assertDifference(theirs, plain, 0);

    for (double error : new double[] {0, 0.75}) {
      var format =
          new OutputFormatRequest(
              FileFormat.COG, compression, null, null, 128, null, null, null, error, null);
      Path ours = GdalReference.of(plain.toString()).as(format).render(folder);
      Path read = folder.resolve("read.tif");
      GdalReference.run("gdal_translate", "-q", "" + ours, "" + read, "-co", "COMPRESS=NONE");
      assertDifference(read, plain, error);
      assertDifference(ours, read, 0);
    }
  }

  private static void assertDifference(Path one, Path other, double most) {
    RasterComparison found = RasterComparison.of(one, other, 0);
    assertThat(found.compared()).isGreaterThan(60_000);
    assertThat(found.onlyOurs() + found.onlyTheirs()).as("%s", found).isZero();
    assertThat(found.largest()).isBetween(most / 2, most);
  }
}
