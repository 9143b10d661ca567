package io.landfall.system;

import static io.landfall.system.EverydayOutcome.assertBand;
import static io.landfall.system.EverydayOutcome.quiet;
import static io.landfall.system.EverydayOutcome.refused;
import static io.landfall.system.EverydayOutcome.warned;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.landfall.system.EverydayOutcome.Check;
import io.landfall.system.EverydayOutcome.Truth;
import io.landfall.system.GdalRasters.GdalBand;
import io.landfall.system.GdalRasters.GdalRaster;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The right answers to the everyday cases, by their ids. */
final class EverydayChecks {
  private static final String S2C =
      "S2C_MSIL2A_20250218T101021_N0511_R022_T33TVL_20250218T140000/S2C_33TVL_20250218_";
  private static final String S2B_PRODUCT =
      "S2B_MSIL2A_20200101T100000_N0213_R122_T33TVL_20200101T120000";
  private static final String S2B = S2B_PRODUCT + "/T33TVL_20200101T100000_";
  private static final String SAFE =
      S2B_PRODUCT + ".SAFE/GRANULE/L2A_T33TVL/IMG_DATA/R10m/T33TVL_20200101T100000_";
  private static final String L1TP = "LC08_L1TP_190028_20200601_20200825_02_T1";
  private static final String L2SP = "LC08_L2SP_190028_20200601_20200825_02_T1_SR_";
  private static final String MTL = "s/LC08_L2SP_008059_20191201_20200825_02_T1_SR_";

  /** Metres between the operations that EPSG knows for an area are at most 8: of a pixel of 100. */
  private static final double PROJ_ACCURACY_PIXELS = 0.085;

  private EverydayChecks() {}

  static final Map<String, Check> ALL =
      Map.ofEntries(
          entry("A01_nodata_out_of_range_uint8", same("expected.tif", 0)),
          entry("A05_rgb_nodata0_partial", EverydayChecks::onlyBlackIsNoData),
          entry("A06_mosaic_nodata_differs", EverydayChecks::holesShowWhatIsBelow),
          entry("A07_folder_band_nodata_differs", EverydayChecks::eachBandHasItsOwnNoData),
          entry("B01_jpeg_internal_mask", same("expected.tif", 2)),
          entry("B02_rgba_alpha_as_mask", EverydayChecks::alphaIsValidity),
          entry("B05_external_msk", same("expected.tif", 0)),
          entry(
              "C01_rgb8_colorinterp", same("expected.tif", 0).and(colors("Red", "Green", "Blue"))),
          entry(
              "C03_palette_classes_warp",
              nearly("expected.tif", 0, 0.98)
                  .and(values(11.0, 41.0, 81.0, 95.0))
                  .and(palette("a.tif"))),
          entry("C04_palette_colortable_kept", same("expected.tif", 0).and(palette("a.tif"))),
          entry(
              "C05_scale_offset_kept",
              nearly("expected.tif", 0, 0.98).and(EverydayChecks::scaleIsKept)),
          entry("C07_descriptions_kept", same("expected.tif", 0).and(descriptions("expected.tif"))),
          entry(
              "C10_unit_and_band_metadata",
              same("expected.tif", 0).and(time("2021:06:01 10:00:00")).and(EverydayChecks::kelvin)),
          entry(
              "D07_esri_pe_string_mollweide",
              refused("(?i)mollweide").or(EverydayChecks::isWhereMollweideIs)),
          entry("D11_geographic_3d_4979", nearly("expected.tif", 0.01, 0.95)),
          entry("D13_prj_tfw", refused("(?i)world file|\\.tfw|georeferenc").or(same("a.tif", 0))),
          entry("D16_landsat_native", same("expected.tif", 0).and(EverydayChecks::onItsOwnGrid)),
          entry("D20_crs_26715", nearly("expected.tif", 0.02, 0.9)),
          entry("D20_crs_4267", nearly("expected.tif", 0.02, 0.9)),
          entry("D20_crs_8857", nearly("expected.tif", 0.02, 0.9)),
          entry("D21_20355", datum("e20355.tif")),
          entry("D21_2097", datum("e2097.tif")),
          entry("D21_26741", datum("e26741.tif")),
          entry("D21_29101", datum("e29101.tif")),
          entry("D21_29192", datum("e29192.tif")),
          entry("D21_30729", datum("e30729.tif")),
          entry("D21_32043", datum("e32043.tif")),
          entry("E01_bytecount_zero_one_strip", same("expected.tif", 0)),
          entry("E05_ifd_loop", same("expected.tif", 0).and(warned("(?i)director|IFD|page|image"))),
          entry("E07_70_pages", same("expected.tif", 0).and(warned("(?i)director|IFD|page|image"))),
          entry("E28_jp2", same("T33UUP_20200101T100000_B04.jp2", 0)),
          entry("E29_vrt", same("a.tif", 0).and(quiet())),
          entry("F01_adjacent_polygons", same("expected.tif", 0).and(quiet())),
          entry("F05_utf8_bom", same("expected.tif", 0).and(quiet())),
          entry("F06_crs_member_3857", same("expected.tif", 0).and(quiet())),
          entry("F19_kml", clipped("aoi.kml")),
          entry("F20_gpkg", clipped("aoi.gpkg")),
          entry("F21_shp", clipped("shp/t.shp")),
          entry("F24_nan_property", same("expected.tif", 0).and(quiet())),
          entry("G01_stac11_bands", bands("B04.tif", "B03.tif", "B02.tif")),
          entry(
              "G03_real_item_preview_before_red",
              bands("R10m/B04.tif", "R10m/B03.tif", "R10m/B02.tif")),
          entry("G04_asset_without_eobands", bands("dem.tif")),
          entry("G06_landsat_c2_ndvi", index(0, L2SP + "B4.TIF", L2SP + "B5.TIF")),
          entry("G09_stac_acquired", bands(L2SP + "B4.TIF").and(time("2023:06:25 10:20:30"))),
          entry("G13_item_geojson_ending", bands("img dir/B04 x.tif")),
          entry("H02_s2c", bands(S2C + "B04.tif", S2C + "B03.tif", S2C + "B02.tif")),
          entry(
              "H03_s2_l2a_10m_names",
              bands(S2B + "B04_10m.tif", S2B + "B03_10m.tif", S2B + "B02_10m.tif")),
          entry("H08_tar_bz", refused("(?i)bz").or(members("/vsitar/", ".tar"))),
          entry("H09_zip", refused("(?i)zip").or(members("/vsizip/", ".zip"))),
          entry("H13_two_scenes_in_a_folder", refused("190028_20200601.*191028_20200711")),
          entry("H14_mtl_xml_evi", index(0.5, MTL + "B4.TIF", MTL + "B5.TIF")),
          entry("H15_l2sp_ndvi", index(0, MTL + "B4.TIF", MTL + "B5.TIF")),
          entry("N01_nan_without_tag", EverydayChecks::nanIsNoData),
          entry("N03_rgb_stretch", colors("Red", "Green", "Blue")),
          entry("N06_70_float_bands", same("a.tif", 0)),
          entry("N07_safe_root", refused("R10m").or(bands(SAFE + "B04_10m.tif"))),
          entry("N09_resolution_not_dividing", EverydayChecks::nothingIsInvented));

  /** Every band is as in a file on a grid of the same pixels, and is valid where that is. */
  private static Check same(String name, double tolerance) {
    return outcome -> {
      GdalRaster ours = outcome.ours();
      GdalRaster right = outcome.file(name);
      for (int band = 0; band < right.bands().size(); band++) {
        if (!right.bands().get(band).color().equals("Alpha")) {
          assertBand(ours, band, right, truth(right, band), tolerance);
        }
      }
    };
  }

  /** The raster is clipped as gdalwarp does by the same file. */
  private static Check clipped(String area) {
    return outcome -> {
      GdalRaster ours = outcome.ours();
      String right = outcome.output().resolveSibling("clipped.tif").toString();
      Programs.run(
              ("gdalwarp -q -overwrite -tr 10 10 -tap -et 0 -r near -crop_to_cutline -dstnodata 0"
                      + " -cutline")
                  .concat(
                      " %s %s %s"
                          .formatted(
                              outcome.folder().resolve(area),
                              outcome.folder().resolve("a.tif"),
                              right))
                  .split(" "))
          .expectSuccess();
      GdalRaster theirs = outcome.rasters().read(Path.of(right));
      assertBand(ours, 0, theirs, truth(theirs, 0), 0);
    };
  }

  /** The bands are those of files, in their order; 0 is no data only where a file says so. */
  private static Check bands(String... files) {
    return outcome -> {
      GdalRaster ours = outcome.ours();
      assertThat(ours.bands()).hasSize(files.length);
      for (int band = 0; band < files.length; band++) {
        GdalRaster right = outcome.file(files[band]);
        assertBand(ours, band, right, truth(right, 0), 0);
      }
    };
  }

  private static Check members(String prefix, String ending) {
    return outcome -> {
      GdalRaster ours = outcome.ours();
      for (int band = 0; band < 3; band++) {
        String member = "%s_B%d.TIF".formatted(L1TP, 4 - band);
        GdalRaster right =
            outcome.rasters().read(prefix + outcome.folder().resolve(L1TP + ending) + "/" + member);
        assertBand(ours, band, right, truth(right, 0), 0);
      }
    };
  }

  private static Truth truth(GdalRaster raster, int band) {
    double[] values = raster.values(band);
    boolean[] valid = raster.valid(band);
    return pixel -> valid[pixel] ? (Double) values[pixel] : null;
  }

  /** What another program resampled: most pixels are the same, valid or not, where both reach. */
  private static Check nearly(String name, double tolerance, double share) {
    return outcome -> {
      GdalRaster ours = outcome.ours();
      GdalRaster right = outcome.file(name);
      int x0 = ours.columnIn(right);
      int y0 = ours.rowIn(right);
      int valid = 0;
      int equal = 0;
      for (int band = 0; band < right.bands().size(); band++) {
        for (int pixel = 0; pixel < right.width() * right.height(); pixel++) {
          int x = pixel % right.width() - x0;
          int y = pixel / right.width() - y0;
          boolean isOurs =
              x >= 0
                  && y >= 0
                  && x < ours.width()
                  && y < ours.height()
                  && ours.valid(band)[y * ours.width() + x];
          if (right.valid(band)[pixel]) {
            valid++;
            equal +=
                isOurs && close(ours, band, y * ours.width() + x, right, pixel, tolerance) ? 1 : 0;
          }
        }
      }
      assertThat(equal / (double) valid)
          .as("share of pixels within %s", tolerance)
          .isGreaterThan(share);
      assertThat(count(ours))
          .as("valid pixels")
          .isBetween((int) (valid * 0.9), (int) (valid * 1.1));
    };
  }

  private static boolean close(
      GdalRaster a, int band, int pixelOfA, GdalRaster b, int pixelOfB, double tolerance) {
    return Math.abs(a.values(band)[pixelOfA] - b.values(band)[pixelOfB]) <= tolerance;
  }

  private static int count(GdalRaster raster) {
    int count = 0;
    for (GdalBand band : raster.bands()) {
      for (boolean valid : band.valid()) {
        count += valid ? 1 : 0;
      }
    }
    return count;
  }

  /** As PROJ by its best operation, or with a warning that tells the error to expect. */
  private static Check datum(String name) {
    return nearly(name, PROJ_ACCURACY_PIXELS, 0.9).or(warned("\\d ?(m|metres)\\b"));
  }

  private static Check colors(String... names) {
    return outcome ->
        assertThat(outcome.ours().bands()).extracting(GdalBand::color).containsExactly(names);
  }

  private static Check values(Double... allowed) {
    return outcome -> {
      GdalRaster ours = outcome.ours();
      for (int pixel = 0; pixel < ours.values(0).length; pixel++) {
        if (ours.valid(0)[pixel]) {
          assertThat(ours.values(0)[pixel]).isIn((Object[]) allowed);
        }
      }
    };
  }

  /** The colours of the classes that occur are as in a file. */
  private static Check palette(String name) {
    return outcome -> {
      GdalBand ours = outcome.ours().bands().get(0);
      GdalBand right = outcome.file(name).bands().get(0);
      assertThat(ours.color()).isEqualTo("Palette");
      for (int value : new int[] {11, 41, 81, 95}) {
        assertThat(ours.palette().get(value)).isEqualTo(right.palette().get(value));
      }
    };
  }

  private static Check descriptions(String name) {
    return outcome ->
        assertThat(outcome.ours().bands())
            .extracting(GdalBand::description)
            .isEqualTo(outcome.file(name).bands().stream().map(GdalBand::description).toList());
  }

  private static Check time(String dateTime) {
    return outcome ->
        assertThat(outcome.ours().metadata()).containsEntry("TIFFTAG_DATETIME", dateTime);
  }

  /** A (soil-adjusted) vegetation index of surface reflectance of Landsat, Collection 2. */
  private static Check index(double soil, String red, String nir) {
    return outcome -> {
      GdalRaster reds = outcome.file(red);
      GdalRaster nirs = outcome.file(nir);
      Truth truth =
          pixel -> {
            if (!reds.valid(0)[pixel] || !nirs.valid(0)[pixel]) {
              return null;
            }
            double r = reds.values(0)[pixel] * 2.75e-5 - 0.2;
            double n = nirs.values(0)[pixel] * 2.75e-5 - 0.2;
            return (1 + soil) * (n - r) / (n + r + soil);
          };
      assertBand(outcome.ours(), 0, reds, truth, 1e-5);
    };
  }

  private static void onlyBlackIsNoData(EverydayOutcome outcome) {
    GdalRaster source = outcome.file("a.tif");
    GdalRaster ours = outcome.ours();
    for (int band = 0; band < 3; band++) {
      double[] values = source.values(band);
      Truth truth =
          pixel -> {
            double sum =
                source.values(0)[pixel] + source.values(1)[pixel] + source.values(2)[pixel];
            return sum == 0 ? null : (Double) values[pixel];
          };
      assertBand(ours, band, source, truth, 0);
    }
  }

  private static void holesShowWhatIsBelow(EverydayOutcome outcome) {
    double[] top = outcome.file("top.tif").values(0);
    GdalRaster below = outcome.file("below.tif");
    Truth truth =
        pixel -> {
          double value = top[pixel] != 0 ? top[pixel] : below.values(0)[pixel];
          return top[pixel] == 0 && value == 255 ? null : (Double) value;
        };
    assertBand(outcome.ours(), 0, below, truth, 0);
  }

  /** Where both bands have data, both are kept, B3 with its zeros; elsewhere no band makes some. */
  private static void eachBandHasItsOwnNoData(EverydayOutcome outcome) {
    GdalRaster ours = outcome.ours();
    List<GdalRaster> sources = List.of(outcome.file("s/x_B2.tif"), outcome.file("s/x_B3.tif"));
    for (int pixel = 0; pixel < sources.get(0).values(0).length; pixel++) {
      boolean both = sources.get(0).valid(0)[pixel] && sources.get(1).valid(0)[pixel];
      for (int band = 0; band < 2; band++) {
        if (both) {
          assertThat(ours.valid(band)[pixel]).as("pixel %d", pixel).isTrue();
          assertThat(ours.values(band)[pixel]).isEqualTo(sources.get(band).values(0)[pixel]);
        } else if (!sources.get(band).valid(0)[pixel]) {
          assertThat(ours.valid(band)[pixel]).as("pixel %d", pixel).isFalse();
        }
      }
    }
  }

  private static void alphaIsValidity(EverydayOutcome outcome) {
    GdalRaster source = outcome.file("a.tif");
    GdalRaster ours = outcome.ours();
    for (int band = 0; band < 3; band++) {
      assertBand(ours, band, source, truth(source, band), 0);
    }
    if (ours.bands().size() == 4) {
      assertThat(ours.bands().get(3).color()).isEqualTo("Alpha");
    }
  }

  private static void scaleIsKept(EverydayOutcome outcome) {
    GdalBand band = outcome.ours().bands().get(0);
    assertThat(band.scale()).isEqualTo(0.1);
    assertThat(band.offset()).isEqualTo(-5);
  }

  private static void kelvin(EverydayOutcome outcome) {
    assertThat(outcome.ours().bands().get(0).unit()).isEqualTo("kelvin");
  }

  /** Within a pixel of where GDAL puts it, with the same mean. */
  private static void isWhereMollweideIs(EverydayOutcome outcome) {
    GdalRaster ours = outcome.ours();
    GdalRaster right = outcome.file("expected.tif");
    assertThat(ours.epsg()).isEqualTo("4326");
    assertThat(ours.transform()[0]).isCloseTo(right.transform()[0], within(0.01));
    assertThat(ours.transform()[3]).isCloseTo(right.transform()[3], within(0.01));
    assertThat(ours.transform()[0] + ours.width() * ours.transform()[1])
        .isCloseTo(right.transform()[0] + right.width() * right.transform()[1], within(0.02));
    double mean = outcome.rasters().read(outcome.folder().resolve("a.tif")).mean(0);
    assertThat(ours.mean(0)).isCloseTo(mean, within(mean / 50));
  }

  private static void onItsOwnGrid(EverydayOutcome outcome) {
    GdalRaster source = outcome.file("a.tif");
    assertThat(outcome.ours().transform()).isEqualTo(source.transform());
    assertThat(outcome.ours().width()).isEqualTo(source.width());
    assertThat(outcome.ours().height()).isEqualTo(source.height());
  }

  private static void nanIsNoData(EverydayOutcome outcome) {
    GdalRaster source = outcome.file("a.tif");
    GdalRaster ours = outcome.ours();
    assertThat(ours.bands().get(0).nodata()).isNaN();
    double[] values = source.values(0);
    assertThat(Arrays.stream(values).filter(Double::isNaN).count()).isPositive();
    assertBand(
        ours, 0, source, pixel -> Double.isNaN(values[pixel]) ? null : (Double) values[pixel], 0);
  }

  private static void nothingIsInvented(EverydayOutcome outcome) {
    GdalRaster source = outcome.file("a.tif");
    GdalRaster ours = outcome.ours();
    for (int pixel = 0; pixel < ours.values(0).length; pixel++) {
      double x = ours.transform()[0] + (pixel % ours.width() + 0.5) * 7 - source.transform()[0];
      double y = source.transform()[3] - ours.transform()[3] + (pixel / ours.width() + 0.5) * 7;
      boolean isInside = x > 0 && y > 0 && x < source.width() * 10 && y < source.height() * 10;
      assertThat(ours.valid(0)[pixel]).as("x %s, y %s", x, y).isEqualTo(isInside);
      if (isInside) {
        double right = source.values(0)[(int) (y / 10) * source.width() + (int) (x / 10)];
        assertThat(ours.values(0)[pixel]).as("x %s, y %s", x, y).isEqualTo(right);
      }
    }
  }
}
