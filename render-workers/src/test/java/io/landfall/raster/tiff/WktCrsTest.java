package io.landfall.raster.tiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.CrsDefinition;
import io.landfall.model.CrsDefinition.Method;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WktCrsTest {
  private static final String WGS84 =
      "GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"WGS_1984\",6378137.0,298.257223563]],PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]]";

  private static String projected(String geographic, String projection, String rest) {
    return "PROJCS[\"a\",%s,PROJECTION[\"%s\"],%s]".formatted(geographic, projection, rest);
  }

  private static String on(String datum) {
    return WGS84.replace("D_WGS_1984", datum);
  }

  private static String utm(int zone, boolean south) {
    return "PARAMETER[\"False_Easting\",500000.0],PARAMETER[\"False_Northing\",%s],PARAMETER[\"Central_Meridian\",%d.0],PARAMETER[\"Scale_Factor\",0.9996],PARAMETER[\"Latitude_Of_Origin\",0.0],UNIT[\"Meter\",1.0]"
        .formatted(south ? "10000000.0" : "0.0", zone * 6 - 183);
  }

  @Test
  void mollweideIsReadAsWhatItSays() {
    var crs =
        WktCrs.read(
            projected(
                WGS84,
                "Mollweide",
                "PARAMETER[\"False_Easting\",0.0],PARAMETER[\"False_Northing\",0.0],PARAMETER[\"Central_Meridian\",11.0],UNIT[\"Meter\",1.0]"));
    assertThat(crs.epsg()).isNull();
    assertThat(crs.crs()).isEqualTo(CrsDefinition.of(Method.MOLLWEIDE, 4326).withOrigin(0, 11));
  }

  @ParameterizedTest
  @CsvSource({
    "D_WGS_1984, 33, false, 32633",
    "D_WGS_1984, 22, true, 32722",
    "D_North_American_1983, 16, false, 26916",
    "D_North_American_1927, 11, false, 26711",
    "D_ETRS_1989, 32, false, 25832",
    "D_GDA_1994, 55, true, 28355",
    "D_SIRGAS_2000, 22, true, 31982",
  })
  void utmIsKnownByItsCode(String datum, int zone, boolean south, int epsg) {
    var crs = WktCrs.read(projected(on(datum), "Transverse_Mercator", utm(zone, south)));
    assertThat(crs.epsg()).isEqualTo(epsg);
  }

  /** The numbers are those of EPSG:3035, 5070, 3413, 102039 and 2276. */
  @Test
  void projectionsOfManyKindsAreRead() {
    assertThat(
            WktCrs.read(
                    projected(
                        on("D_ETRS_1989"),
                        "Lambert_Azimuthal_Equal_Area",
                        "PARAMETER[\"False_Easting\",4321000.0],PARAMETER[\"False_Northing\",3210000.0],PARAMETER[\"Central_Meridian\",10.0],PARAMETER[\"Latitude_Of_Origin\",52.0],UNIT[\"Meter\",1.0]"))
                .epsg())
        .isEqualTo(3035);
    assertThat(
            WktCrs.read(
                    projected(
                        on("D_North_American_1983"),
                        "Albers",
                        "PARAMETER[\"Central_Meridian\",-96.0],PARAMETER[\"Standard_Parallel_1\",29.5],PARAMETER[\"Standard_Parallel_2\",45.5],PARAMETER[\"Latitude_Of_Origin\",23.0],UNIT[\"Meter\",1.0]"))
                .epsg())
        .isEqualTo(5070);
    assertThat(
            WktCrs.read(
                    projected(
                        WGS84,
                        "Stereographic_North_Pole",
                        "PARAMETER[\"Central_Meridian\",-45.0],PARAMETER[\"Standard_Parallel_1\",70.0],UNIT[\"Meter\",1.0]"))
                .epsg())
        .isEqualTo(3413);
    double foot = 0.3048006096012192;
    CrsDefinition feet =
        WktCrs.read(
                projected(
                    on("D_North_American_1983"),
                    "Lambert_Conformal_Conic",
                    "PARAMETER[\"False_Easting\",1968500.0],PARAMETER[\"False_Northing\",6561666.666666666],PARAMETER[\"Central_Meridian\",-98.5],PARAMETER[\"Standard_Parallel_1\",32.13333333333333],PARAMETER[\"Standard_Parallel_2\",33.96666666666667],PARAMETER[\"Latitude_Of_Origin\",31.66666666666667],UNIT[\"Foot_US\",%s]"
                        .formatted(foot)))
            .crs();
    assertThat(feet)
        .isEqualTo(
            CrsDefinition.of(Method.LAMBERT_CONFORMAL_2SP, 4269)
                .withOrigin(31.66666666666667, -98.5)
                .withParallels(32.13333333333333, 33.96666666666667)
                .withFalse(1968500.0 * foot, 6561666.666666666 * foot)
                .withUnit(foot));
  }

  @Test
  void codesAndGeographicSystemsAreTaken() {
    assertThat(WktCrs.read(WGS84).epsg()).isEqualTo(4326);
    assertThat(
            WktCrs.read(
                    "PROJCRS[\"WGS 84 / Equal Earth Greenwich\",BASEGEOGCRS[\"WGS"
                        + " 84\",ID[\"EPSG\",4326]],ID[\"EPSG\",8857]]")
                .epsg())
        .isEqualTo(8857);
    assertThat(
            WktCrs.read(
                    projected(
                        WGS84.replace("D_WGS_1984", "D_WGS_1984_Major_Auxiliary_Sphere"),
                        "Mercator_Auxiliary_Sphere",
                        "PARAMETER[\"Auxiliary_Sphere_Type\",0.0],UNIT[\"Meter\",1.0]"))
                .epsg())
        .isEqualTo(3857);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "D_Mars_2000; Mollweide; its datum (D_Mars_2000) is not known",
        "D_WGS_1984; Winkel_Tripel; its method of projection (Winkel_Tripel) is not known",
        "D_WGS_1984; Polar_Stereographic; which pole",
      })
  void whatIsNotKnownIsNamed(String datum, String projection, String why) {
    assertThatThrownBy(() -> WktCrs.read(projected(on(datum), projection, "UNIT[\"Meter\",1.0]")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  /** Such a cone has northings that no definition in numbers holds: 600 km off if guessed. */
  @Test
  void aConeOfOneParallelStartsItsNorthingsThere() {
    String numbers =
        "PARAMETER[\"Standard_Parallel_1\",46.5],PARAMETER[\"Latitude_Of_Origin\",%s],"
            + "UNIT[\"Meter\",1.0]";
    String method = "Lambert_Conformal_Conic";
    assertThat(
            WktCrs.read(projected(on("D_NTF"), method, numbers.formatted("46.5")))
                .crs()
                .originLatitude())
        .isEqualTo(46.5);
    assertThatThrownBy(() -> WktCrs.read(projected(on("D_NTF"), method, numbers.formatted("41.0"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one standard parallel");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "PROJCS",
        "PROJCS[\"a\"",
        "PROJCS[\"a]",
        "PROJCS[\"a\",]",
        "PROJCS[\"a\",GEOGCS[\"b\"],UNIT[\"Meter\"]]",
        "GEOGCS[\"b\",PRIMEM[\"Paris\",2.33722917],UNIT[\"Degree\",0.0174532925199433]]",
        "VERT_CS[\"heights\"]",
        "EPSG:32633",
        "[[[[[[",
      })
  void textThatTellsNoneIsRefused(String text) {
    assertThatThrownBy(() -> WktCrs.read(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void deepAndLongTextsAreRefused() {
    assertThatThrownBy(() -> WktCrs.read("A[".repeat(10_000)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> WktCrs.read("A[\"" + "b".repeat(100_000) + "\"]"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aCodeIsTakenWhereGdalTakesOne() {
    assertThat(ProjectionText.ofCodeOrText(" epsg:32633 ").epsg()).isEqualTo(32633);
    assertThat(
            ProjectionText.ofCodeOrText("GEOGCS[\"WGS 84\",AUTHORITY[\"EPSG\",\"4326\"]]").epsg())
        .isEqualTo(4326);
    assertThat(ProjectionText.ofCodeOrText("EPSG:4326+5773").why()).contains("4326+5773");
    assertThat(ProjectionText.read("EPSG:32633").why()).isNotNull(); // GDAL takes none in a .prj
  }
}
