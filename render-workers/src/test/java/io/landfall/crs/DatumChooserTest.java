package io.landfall.crs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.landfall.model.Aoi;
import io.landfall.model.GeoTransform;
import io.landfall.model.RasterGeometry;
import io.landfall.raster.crs.CoordinateTransforms;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatumChooserTest {
  private final GeoToolsTransforms transforms = new GeoToolsTransforms();

  /** A raster of longitude and latitude around a place, a twentieth of a degree wide. */
  private static RasterGeometry around(int epsg, double lon, double lat) {
    return new RasterGeometry(
        epsg, new GeoTransform(lon - 0.025, 0.0005, 0, lat + 0.025, 0, -0.0005), 100, 100);
  }

  private static double[] moved(CoordinateTransforms here, int from, int to, double x, double y) {
    double[] lon = {x};
    double[] lat = {y};
    here.between(from, to).transform(lon, lat, 1);
    return new double[] {lon[0], lat[0]};
  }

  /** The expected positions are those of PROJ 9.1.1 for the raster's area, without grid files. */
  @ParameterizedTest
  @CsvSource({
    "4230, 2.3, 48.8, 2.2987298, 48.7990864", // ED50 in France
    "4230, -3.7, 40.4, -3.7013051, 40.3988189", // in Spain
    "4267, -100.0, 35.0, -100.0003888, 35.0000817", // NAD27 west of the Mississippi
    "4267, -80.0, 40.0, -79.9997669, 40.0000256", // east of it
  })
  void theAreaDecides(int epsg, double lon, double lat, double expectedLon, double expectedLat) {
    CoordinateTransforms here = transforms.over(List.of(around(epsg, lon, lat)), null, 4326);
    double[] place = moved(here, epsg, 4326, lon, lat);
    assertThat(place[0]).isCloseTo(expectedLon, within(2e-7));
    assertThat(place[1]).isCloseTo(expectedLat, within(2e-7));
    double[] home = moved(here, 4326, epsg, place[0], place[1]);
    assertThat(home[0]).isCloseTo(lon, within(2e-7));
    assertThat(home[1]).isCloseTo(lat, within(2e-7));
  }

  @Test
  void everyNodeAndEveryOrderOfScenesChoosesAlike() {
    List<RasterGeometry> scenes = List.of(around(4230, 2.3, 48.8), around(4230, -3.7, 40.4));
    List<RasterGeometry> turned = List.of(scenes.get(1), scenes.get(0));
    double[] one = moved(transforms.over(scenes, null, 4326), 4230, 4326, 1, 45);
    double[] other = moved(new GeoToolsTransforms().over(turned, null, 4326), 4230, 4326, 1, 45);
    assertThat(other).isEqualTo(one);
  }

  /** A mosaic from France to Spain, exported for an area in Spain: as if of Spain alone. */
  @Test
  void theAreaOfInterestIsTheArea() {
    double[][] ring = {
      {-3.72, 40.38}, {-3.68, 40.38}, {-3.68, 40.42}, {-3.72, 40.42}, {-3.72, 40.38}
    };
    Aoi spain = new Aoi(new double[][][][] {{ring}});
    var wide = new RasterGeometry(4230, new GeoTransform(-5, 0.01, 0, 50, 0, -0.01), 800, 1000);
    double[] cropped = moved(transforms.over(List.of(wide), spain, 4326), 4230, 4326, -3.7, 40.4);
    assertThat(cropped[0]).isCloseTo(-3.7013051, within(2e-7));
    assertThat(cropped[1]).isCloseTo(40.3988189, within(2e-7));
  }

  @Test
  void aGridFileThatWouldDoBetterIsTold() {
    RasterGeometry texas = around(4267, -98, 33);
    CoordinateTransforms here = transforms.over(List.of(texas), null, 4269);
    assertThat(here.warning(texas, 4269).orElseThrow())
        .contains("off by 11 m", "EPSG:4267", "EPSG:4269")
        .contains("NAD27 to WGS 84 (6) + NAD83 to WGS 84 (1)")
        .contains("The grid file of \"NAD27 to NAD83 (1)\" would bring that to 0.2 m");
  }

  @ParameterizedTest
  @CsvSource({"4326", "4258", "4612"})
  void whatIsGoodToAMetreOrTwoIsNotWorthAWord(int epsg) {
    RasterGeometry raster = epsg == 4612 ? around(epsg, 139, 36) : around(epsg, 10, 50);
    assertThat(transforms.over(List.of(raster), null, 4326).warning(raster, 4326)).isEmpty();
  }

  /** NAD83 counts as WGS 84 in most of America, to the last digit. */
  @Test
  void nullShiftsMoveNothing() {
    RasterGeometry kansas = around(4269, -98, 39);
    CoordinateTransforms here = transforms.over(List.of(kansas), null, 4326);
    assertThat(moved(here, 4269, 4326, -98.123456789, 39.123456789))
        .containsExactly(-98.123456789, 39.123456789);
    assertThat(here.warning(kansas, 4326)).isEmpty();
  }

  /** Its decree of 2022 replaced the numbers of 2006 by others that claim to be as good. */
  @Test
  void operationsThatContradictEachOtherAreTold() {
    RasterGeometry algeria = around(4307, -7.3, 27.8);
    assertThat(transforms.over(List.of(algeria), null, 4326).warning(algeria, 4326))
        .hasValueSatisfying(
            text -> assertThat(text).contains("12 m", "Nord Sahara 1959 to WGS 84 (9)"));
  }

  @Test
  void offsetsAndTurnsOfLongitudeAreTaken() {
    RasterGeometry greek = around(4120, 23.9, 38.3); // cs2cs: Greek to WGS 84 (1), by offsets
    double[] place =
        moved(
            transforms.over(List.of(greek), null, 4326), 4120, 4326, 23.9332134519, 38.3140336647);
    assertThat(place[0]).isCloseTo(23.935, within(2e-7));
    assertThat(place[1]).isCloseTo(38.315, within(2e-7));
  }

  @Test
  void heightsAreLeftOut() {
    assertThat(transforms.plane(4979)).isEqualTo(4326);
    assertThat(transforms.plane(4937)).isEqualTo(4258);
    assertThat(transforms.plane(32633)).isEqualTo(32633);
  }
}
