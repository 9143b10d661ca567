package io.landfall.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.landfall.crs.GeoToolsTransforms;
import io.landfall.model.ErrorCode;
import io.landfall.model.GeoTransform;
import io.landfall.model.PixelGrid;
import io.landfall.model.RasterGeometry;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.tiff.TiffFile;
import io.landfall.source.FileByteSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Unusual places: rotated grids, poles and CRSs without a code, against GDAL's own tools. */
@Tag("gdal")
class GdalWarpIT {
  private static final GeoToolsTransforms TRANSFORMS = new GeoToolsTransforms();

  /** Centres that lie on the edge of two pixels: one of a million is another here than there. */
  @TempDir Path folder;

  /** As it is; with rows that run north; with columns that run west. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-a_ullr 500000 3999550 500300 4000000",
        "-a_ullr 500300 4000000 500000 3999550"
      })
  void aRasterThatIsNotNorthUpIsWarpedAsGdalDoes(String place) throws Exception {
    Path turned = folder.resolve("turned.tif");
    translate(place, "Area", turned);
    assertSame(turned, 32617, 5);
    assertSame(turned, 3857, 5);
  }

  @Test
  void aPolarSceneInItsOwnCrsIsWarpedAsGdalDoes() throws Exception {
    Path polar = folder.resolve("polar.tif");
    run(
        "gdalwarp",
        "-q",
        "-t_srs",
        "+proj=stere +lat_0=90 +lat_ts=71 +lon_0=-40 +datum=WGS84",
        "-tr",
        "300",
        "300",
        file("raster/cog.tif"),
        polar);
    assertSame(polar, 4326, 0.01);
    assertSame(polar, 3413, 300);
  }

  @Test
  void aSceneAroundThePoleIsWarpedAsGdalDoes() throws Exception {
    Path polar = folder.resolve("pole.tif");
    run(
        "gdalwarp",
        "-q",
        "-t_srs",
        "EPSG:3995",
        "-te",
        "-2500000",
        "-2000000",
        "1500000",
        "1800000",
        "-tr",
        "20000",
        "20000",
        file("raster/world.rgb.tif"),
        polar);
    PixelGrid grid = PlannerFixture.files(polar).to(4326, 0.25).plan().grid();
    assertThat(grid.west()).isEqualTo(-180);
    assertThat(grid.width()).isEqualTo(1440);
    assertThat(grid.north()).isEqualTo(90);
    assertSame(polar, 4326, 0.25);
  }

  @Test
  void aSceneOfMiddleLatitudesGoesOnToAPolarMap() throws Exception {
    assertSame(Path.of(file("landsat/LC80200392015216LGN00_crop/l8_B4.tif")), 3031, 2000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "layouts/geotools/lcc-datu.tiff",
        "layouts/geotools/no_uom.tif",
        "layouts/gdal/pcscitation.tif",
        "layouts/gdal/weird_mercator_2sp.tif",
        "layouts/gdal/WGS_1984_Web_Mercator_Auxiliary_Sphere.tif",
        "layouts/gdal/test3658.tif",
        "raster/cog_tags.tif"
      })
  void aCrsSpelledOutInTheFileIsWhereGdalPutsIt(String name) throws Exception {
    try (RasterFile raster = TiffFile.open(FileByteSource.open(Path.of(file(name))))) {
      RasterInfo info = raster.info();
      assertThat(info.crs() != null || info.epsg() != null).as(info.crsNote()).isTrue();
      RasterGeometry geometry =
          new RasterGeometry(
              info.epsg() == null ? 0 : info.epsg(),
              info.crs(),
              info.transform(),
              info.width(),
              info.height());
      for (int corner = 0; corner < 4; corner++) {
        int column = (corner & 1) * info.width();
        int row = (corner >> 1) * info.height();
        double[] x = {info.transform().x(column, row)};
        double[] y = {info.transform().y(column, row)};
        TRANSFORMS.between(geometry, 4326).transform(x, y, 1);
        double[] theirs =
            position(
                column + " " + row,
                "gdaltransform",
                "-t_srs",
                "EPSG:4326",
                "-output_xy",
                file(name));
        assertThat(x[0]).isCloseTo(theirs[0], within(5e-8));
        assertThat(y[0]).isCloseTo(theirs[1], within(5e-8));
      }
    }
  }

  /** North up, rotated, and four control points. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-a_ullr 500000 4000000 500300 3999550",
        "",
        "-gcp 0 0 500000 4000000 -gcp 10 0 500300 4000030"
            + " -gcp 0 15 500045 3999550 -gcp 10 15 500345 3999580"
      })
  void positionsOfPixelCentresMoveTheGridAsInGdal(String place) throws Exception {
    for (String kind : List.of("Area", "Point")) {
      Path file = folder.resolve(kind + ".tif");
      translate(place, kind, file);
      try (RasterFile raster = TiffFile.open(FileByteSource.open(file))) {
        assertThat(raster.info().pixelIsPoint()).isEqualTo(kind.equals("Point"));
        GeoTransform ours = raster.info().transform();
        for (int corner = 0; corner < 4; corner++) {
          double column = 10 * (corner & 1);
          double row = 15 * (corner >> 1);
          double[] theirs = position(column + " " + row, "gdaltransform", "-output_xy", file);
          assertThat(ours.x(column, row)).isCloseTo(theirs[0], within(1e-6));
          assertThat(ours.y(column, row)).isCloseTo(theirs[1], within(1e-6));
        }
      }
    }
  }

  /** The error names a command; what that makes is exported. */
  @Test
  void aWorldFileCountsOnceItIsWrittenIntoTheFile() throws Exception {
    Path plain = folder.resolve("plain.tif");
    run("gdal_translate", "-q", "-co", "PROFILE=BASELINE", file("raster/rotated.tif"), plain);
    Files.deleteIfExists(folder.resolve("plain.tif.aux.xml"));
    Files.writeString(
        folder.resolve("plain.tfw"), "30\n0\n0\n-30\n500015\n3999985\n"); // of a pixel's centre
    assertThat(PlannerFixture.files(plain).refused(ErrorCode.SCENE_UNSUPPORTED))
        .hasMessageContaining("plain.tif")
        .hasMessageContaining("gdal_translate -a_srs EPSG:CODE")
        .hasMessageContaining("world file");
    Path placed = folder.resolve("placed.tif");
    run("gdal_translate", "-q", "-a_srs", "EPSG:32617", plain, placed);
    assertThat(PlannerFixture.files(placed).plan().grid())
        .isEqualTo(new PixelGrid(32617, 500_000, 4_000_000, 30, 10, 15));
  }

  /** Compares the whole of GDAL's result, 0 where there is nothing. */
  private void assertSame(Path scene, int epsg, double resolution) throws Exception {
    GdalWarp.assertSame(
        PlannerFixture.files(scene).to(epsg, resolution).plan(),
        scene,
        folder.resolve("expected-" + epsg + ".tif"),
        "-overwrite");
  }

  private static String file(String name) {
    return PlannerFixture.data(name).toString();
  }

  private static void run(Object... command) throws Exception {
    GdalWarp.answer("", command);
  }

  /** Copies the rotated raster, with its CRS and perhaps another place. */
  private static void translate(String place, String kind, Path to) throws Exception {
    List<Object> words =
        new ArrayList<>(
            List.of(
                "gdal_translate", "-q", "-a_srs", "EPSG:32617", "-mo", "AREA_OR_POINT=" + kind));
    if (!place.isEmpty()) {
      words.addAll(List.of(place.split(" ")));
    }
    words.addAll(List.of(file("raster/rotated.tif"), to));
    run(words.toArray());
  }

  private static double[] position(String input, Object... command) throws Exception {
    return Arrays.stream(GdalWarp.answer(input, command).split("\\s+"))
        .mapToDouble(Double::parseDouble)
        .toArray();
  }
}
