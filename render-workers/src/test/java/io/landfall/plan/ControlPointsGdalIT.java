package io.landfall.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.landfall.model.ErrorCode;
import io.landfall.model.GeoTransform;
import io.landfall.model.PixelGrid;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.ControlPointMethod;
import io.landfall.model.request.SourceReading;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.tiff.TiffFile;
import io.landfall.source.FileByteSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rasters that ground control points place, beside what gdalwarp makes of them. */
@Tag("gdal")
class ControlPointsGdalIT {
  @TempDir Path folder;

  @Test
  void controlPointsThatAreAGridAreTheGrid() throws Exception {
    Path points = folder.resolve("points.tif");
    placed(file("raster/rotated.tif"), 4, 0, points);
    ExportPlan plan = PlannerFixture.files(points).plan();
    assertThat(plan.grid()).isEqualTo(new PixelGrid(32617, 500_000, 4_000_000, 30, 10, 15));
  }

  @Test
  void controlPointsInALineAreRefused() throws Exception {
    Path points = folder.resolve("points.tif");
    GdalWarp.answer(
        "",
        (Object[])
            ("gdal_translate -q -a_srs EPSG:32617 -gcp 0 0 500000 4000000 -gcp 10 0 500300 4000010"
                    + " -gcp 20 0 500900 4000000 "
                    + file("raster/rotated.tif")
                    + " "
                    + points)
                .split(" "));
    assertThat(PlannerFixture.files(points).refused(ErrorCode.SCENE_UNSUPPORTED))
        .hasMessageContaining("3 control points")
        .hasMessageContaining("in a line")
        .hasMessageContaining("points.tif");
  }

  @Test
  void controlPointsOfAVrtPlaceItLikewise() throws Exception {
    Path points = folder.resolve("points.tif");
    placed(file("landsat/LC80200392015216LGN00_crop/l8_B4.tif"), 9, 1, points);
    Path vrt = folder.resolve("points.vrt");
    GdalWarp.answer("", "gdal_translate", "-q", "-of", "VRT", points, vrt);
    ExportPlan plan = PlannerFixture.files(vrt).to(32617, 30.0).plan();
    GdalWarp.assertSame(plan, vrt, folder.resolve("expected.tif"), "-overwrite");
  }

  /** Polynomials are of the first order below six points, above of the second, as by default. */
  @ParameterizedTest
  @CsvSource({
    "4, 32617, 30, POLYNOMIAL",
    "5, 4326, 0.0003, POLYNOMIAL",
    "7, 32617, 30, POLYNOMIAL",
    "25, 32618, 30, POLYNOMIAL",
    "4, 32617, 30, TPS",
    "30, 4326, 0.0003, TPS",
    "200, 32617, 60, TPS"
  })
  void controlPointsPlacePixelsWhereGdalPutsThem(
      int count, int epsg, double resolution, ControlPointMethod method) throws Exception {
    Path points = folder.resolve("points.tif");
    placed(file("landsat/LC80200392015216LGN00_crop/l8_B4.tif"), count, 1, points);
    Path expected = folder.resolve("expected.tif");
    ExportPlan plan =
        PlannerFixture.files(points)
            .reading(new SourceReading(null, null, method, null, null))
            .to(epsg, resolution)
            .plan();
    assertThat(plan.warnings())
        .anySatisfy(
            warning -> assertThat(warning).contains("points.tif", count + " control points"));
    GdalWarp.assertSame(
        plan, points, expected, method == ControlPointMethod.TPS ? "-tps" : "-overwrite");
    try (RasterFile theirs = TiffFile.open(FileByteSource.open(suggested(points, epsg, method)))) {
      GeoTransform own = theirs.info().transform();
      double resolutionOfGdal = own.pixelWidth();
      PixelGrid grid =
          PlannerFixture.files(points)
              .reading(new SourceReading(null, null, method, null, null))
              .to(epsg, null)
              .plan()
              .grid();
      assertThat(grid.pixelWidth()).isCloseTo(resolutionOfGdal, within(0.001 * resolutionOfGdal));
      assertThat(grid.west()).isCloseTo(own.originX(), within(2 * resolutionOfGdal));
      assertThat(grid.north()).isCloseTo(own.originY(), within(2 * resolutionOfGdal));
    }
  }

  private Path suggested(Path points, int epsg, ControlPointMethod method) throws Exception {
    Path whole = folder.resolve("whole.tif");
    String way = method == ControlPointMethod.TPS ? "-tps" : "-overwrite";
    GdalWarp.answer("", "gdalwarp", "-q", way, "-t_srs", "EPSG:" + epsg, points, whole);
    return whole;
  }

  /** Copies a raster with points all over it, on a plane that is bent the more the larger. */
  private static void placed(String raster, int count, int bend, Path to) throws Exception {
    RasterInfo.Size size;
    try (RasterFile file = TiffFile.open(FileByteSource.open(Path.of(raster)))) {
      size = file.info().size(0);
    }
    List<Object> words = new ArrayList<>(List.of("gdal_translate", "-q", "-a_srs", "EPSG:32617"));
    int across = (int) Math.ceil(Math.sqrt(count));
    int down = (count + across - 1) / across;
    for (int i = 0; i < count; i++) {
      double u = (i % across) / Math.max(1.0, across - 1.0);
      double v = (i / across) / Math.max(1.0, down - 1.0);
      double x = 500_000 + 30 * size.width() * u + bend * (400 * u * v + 300 * Math.sin(3 * v));
      double y = 4_000_000 - 30 * size.height() * v + bend * (250 * u * u - 100 * Math.cos(4 * u));
      words.addAll(List.of("-gcp", u * size.width(), v * size.height(), x, y));
    }
    words.addAll(List.of(raster, to));
    GdalWarp.answer("", words.toArray());
  }

  private static String file(String name) {
    return PlannerFixture.data(name).toString();
  }
}
