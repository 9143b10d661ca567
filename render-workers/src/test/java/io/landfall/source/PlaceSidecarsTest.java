package io.landfall.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.landfall.model.GeoTransform;
import io.landfall.model.place.RationalMap;
import io.landfall.raster.ControlPoint;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.crs.SampleRational;
import io.landfall.raster.sidecar.DimapText;
import io.landfall.raster.tiff.TinyTiff;
import io.landfall.raster.tiff.format.Tag;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceSidecarsTest {
  private static final String UTM =
      "PROJCS[\"WGS_1984_UTM_Zone_33N\",GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"WGS_1984\",6378137.0,298.257223563]],PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]],PROJECTION[\"Transverse_Mercator\"],PARAMETER[\"False_Easting\",500000.0],PARAMETER[\"False_Northing\",0.0],PARAMETER[\"Central_Meridian\",15.0],PARAMETER[\"Scale_Factor\",0.9996],PARAMETER[\"Latitude_Of_Origin\",0.0],UNIT[\"Meter\",1.0]]";
  private static final String WORLD = "10\n0\n0\n-10\n500005\n4999995\n";
  private static final GeoTransform PLACE = new GeoTransform(500_000, 10, 0, 5_000_000, 0, -10);

  @TempDir Path folder;
  private final SceneFiles files = new SceneFiles();

  @AfterEach
  void close() {
    files.close();
  }

  private RasterInfo info(Map<Integer, Object> more) throws IOException {
    Map<Integer, Object> tags = TinyTiff.gray(32, 32, 32, 8, 1);
    tags.putAll(more);
    var tiff = new TinyTiff(ByteOrder.LITTLE_ENDIAN, false).image(tags, new byte[1024]);
    Path file = folder.resolve("a.tif");
    Files.write(file, tiff.file().bytes());
    String href = file.toUri().toString();
    return new SceneSidecars(files).info(href, files.version(href));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.tfw", "a.TFW", "a.wld", "a.tifw"})
  void worldFileAndTextTellThePlace(String name) throws IOException {
    Files.writeString(folder.resolve(name), WORLD);
    Files.writeString(folder.resolve("a.prj"), "\uFEFF" + UTM);
    RasterInfo info = info(Map.of());
    assertThat(info.transform()).isEqualTo(PLACE);
    assertThat(info.epsg()).isEqualTo(32633);
    assertThat(info.warnings()).isEmpty();
  }

  /** Rows of the file: A, D, B, E, C, F; C and F are the centre of the first pixel. */
  @Test
  void rotatedWorldFilesStartAtTheCornerOfTheFirstPixel() throws IOException {
    Files.writeString(folder.resolve("a.tfw"), "8 2 4 -6 1000 2000");
    assertThat(info(Map.of()).transform()).isEqualTo(new GeoTransform(994, 8, 4, 2002, 2, -6));
  }

  @Test
  void whatTheFileTellsComesFirst() throws IOException {
    Files.writeString(folder.resolve("a.tfw"), WORLD);
    Files.writeString(folder.resolve("a.prj"), UTM);
    RasterInfo info =
        info(
            Map.of(
                Tag.MODEL_PIXEL_SCALE, new double[] {1, 1, 0},
                Tag.MODEL_TIEPOINT, new double[] {0, 0, 0, 7, 8, 0},
                Tag.GEO_KEYS, new long[] {1, 1, 0, 2, 1024, 0, 1, 2, 2048, 0, 1, 4326}));
    assertThat(info.transform()).isEqualTo(new GeoTransform(7, 1, 0, 8, 0, -1));
    assertThat(info.epsg()).isEqualTo(4326);
    assertThat(info.warnings())
        .anySatisfy(warning -> assertThat(warning).contains("a.tfw places", "the latter counts"));
  }

  @Test
  void aWorldFileOfTheSamePlaceIsNoWarning() throws IOException {
    Files.writeString(folder.resolve("a.tfw"), "1.0000\n0\n0\n-1.0000\n7.5003\n7.5\n");
    RasterInfo info =
        info(
            Map.of(
                Tag.MODEL_PIXEL_SCALE, new double[] {1, 1, 0},
                Tag.MODEL_TIEPOINT, new double[] {0, 0, 0, 7, 8, 0}));
    assertThat(info.warnings()).isEmpty();
  }

  @Test
  void rationalCoefficientsBesideTheFileGoBeforeItsOwn() throws IOException {
    RationalMap map = SampleRational.of(10, 10);
    RationalMap other = SampleRational.of(10, 10, 12, 34.75);
    Files.writeString(folder.resolve("a_RPC.TXT"), SampleRational.text(map));
    assertThat(info(Map.of()).rational()).isEqualTo(map);
    assertThat(info(Map.of()).warnings()).isEmpty();

    Map<Integer, Object> tag = Map.of(Tag.RPC_COEFFICIENTS, tag(other));
    assertThat(info(tag).rational()).isEqualTo(map);
    assertThat(info(tag).warnings())
        .anySatisfy(
            warning -> assertThat(warning).contains("a_RPC.TXT has other", "the former count"));

    Files.writeString(folder.resolve("a_RPC.TXT"), "LINE_OFF: 1");
    assertThat(info(tag).rational()).isEqualTo(other);
    assertThat(info(tag).warnings())
        .anySatisfy(warning -> assertThat(warning).contains("a_RPC.TXT is not read: "));
    assertThat(info(Map.of(Tag.RPC_COEFFICIENTS, new double[91])).crsNote())
        .contains("they are 91 numbers, not 92");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a_RPC.TXT",
        "a_rpc.txt",
        "a_RPC.txt",
        "a_rpc.TXT",
        "a.rpc",
        "a.RPC",
        "a.rpb",
        "a.RPB"
      })
  void rationalCoefficientsAreFoundByTheNamesOfManyVendors(String name) throws IOException {
    RationalMap map = SampleRational.of(10, 10);
    RasterInfo before = info(Map.of());
    String href = folder.resolve("a.tif").toUri().toString();
    String version = files.version(href).etag();
    Files.writeString(folder.resolve(name), SampleRational.text(map));
    assertThat(before.rational()).isNull();
    assertThat(info(Map.of()).rational()).isEqualTo(map);
    assertThat(files.version(href).etag()).isNotEqualTo(version);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RPC_A-001.XML", "RPC_A-001.xml", "RPC_A-001_R1C1.XML"})
  void rationalCoefficientsOfPleiadesAreFoundByTheNameOfTheImage(String name) throws IOException {
    RationalMap map = SampleRational.of(10, 10);
    String href = image("IMG_A-001_R1C1.TIF").toUri().toString();
    SceneFiles.FileVersion before = files.version(href);
    Files.writeString(folder.resolve(name), DimapText.version2(map));
    assertThat(new SceneSidecars(files).info(href, files.version(href)).rational()).isEqualTo(map);
    assertThat(files.version(href).etag()).isNotEqualTo(before.etag());
    assertThat(files.open(href, before).info().width()).isEqualTo(32); // planned before it came
  }

  @Test
  void aTileOfPleiadesNeedsTheDescriptionOfItsImage() throws IOException {
    Files.writeString(
        folder.resolve("RPC_A-001.XML"), DimapText.version2(SampleRational.of(10, 10)));
    String href = image("IMG_A-001_R1C2.TIF").toUri().toString();
    RasterInfo info = new SceneSidecars(files).info(href, files.version(href));
    assertThat(info.rational()).isNull();
    assertThat(info.warnings())
        .anySatisfy(
            warning ->
                assertThat(warning)
                    .contains("RPC_A-001.XML is not read", "DIM_A-001.XML", "is not there"));
    Files.writeString(folder.resolve("DIM_A-001.XML"), "<Dimap_Document/>");
    info = new SceneSidecars(files).info(href, files.version(href));
    assertThat(info.warnings())
        .anySatisfy(warning -> assertThat(warning).contains("does not tell the size of tiles"));
  }

  private Path image(String name) throws IOException {
    var tiff =
        new TinyTiff(ByteOrder.LITTLE_ENDIAN, false)
            .image(TinyTiff.gray(32, 32, 32, 8, 1), new byte[1024]);
    return Files.write(folder.resolve(name), tiff.file().bytes());
  }

  private static double[] tag(RationalMap map) {
    DoubleStream offsets =
        DoubleStream.of(
            -1,
            -1,
            map.line().offset(),
            map.sample().offset(),
            map.latitude().offset(),
            map.longitude().offset(),
            map.height().offset(),
            map.line().scale(),
            map.sample().scale(),
            map.latitude().scale(),
            map.longitude().scale(),
            map.height().scale());
    DoubleStream coefficients =
        Stream.of(
                map.line().numerator(),
                map.line().denominator(),
                map.sample().numerator(),
                map.sample().denominator())
            .flatMap(List::stream)
            .mapToDouble(Double::doubleValue);
    return DoubleStream.concat(offsets, coefficients).toArray();
  }

  /** As gdal_edit.py writes them beside a file that may not be changed. */
  @Test
  void controlPointsBesideTheFilePlaceIt() throws IOException {
    String bent =
        """
        <PAMDataset><GCPList Projection="PROJCS[&quot;WGS 84 / UTM zone 33N&quot;,AUTHORITY[&quot;EPSG&quot;,&quot;32633&quot;]]">
          <GCP Id="1" Pixel="0" Line="0" X="500000" Y="5000000"/>
          <GCP Id="2" Pixel="10" Line="0" X="500100" Y="5000000" Z="3"/>
          <GCP Id="3" Pixel="0" Line="10" X="500000" Y="4999900"/>
          <GCP Id="4" Pixel="10" Line="10" X="%s" Y="4999900"/>
        </GCPList></PAMDataset>
        """;
    Path beside = folder.resolve("a.tif.aux.xml");
    Files.writeString(beside, bent.formatted("500100"));
    RasterInfo grid = info(Map.of());
    assertThat(grid.epsg()).isEqualTo(32633);
    assertThat(grid.transform().pixelWidth()).isCloseTo(10, within(1e-9));
    assertThat(grid.controlPoints()).isEmpty();

    Files.writeString(beside, bent.formatted("500150"));
    RasterInfo warped = info(Map.of());
    assertThat(warped.transform()).isNull();
    assertThat(warped.controlPoints()).hasSize(4).contains(new ControlPoint(10, 0, 500100, 5e6));

    Files.writeString(beside, bent.formatted("nowhere"));
    assertThat(info(Map.of()).controlPoints()).isEmpty();
  }

  /** As GDAL writes it for what GeoKeys cannot tell. */
  @Test
  void gdalsPlaceBesideTheFileGoesBeforeAll() throws IOException {
    Files.writeString(
        folder.resolve("a.tif.aux.xml"),
        """
        <PAMDataset>
          <SRS dataAxisToSRSAxisMapping="1,2">PROJCRS["WGS 84 / Equal Earth Greenwich",ID["EPSG",8857]]</SRS>
          <GeoTransform>  1.0e+06, 5.0, 0, 4.0e+06, 0, -5.0</GeoTransform>
          <PAMRasterBand band="1"><Description>x</Description></PAMRasterBand>
        </PAMDataset>
        """);
    RasterInfo info = info(Map.of());
    assertThat(info.epsg()).isEqualTo(8857);
    assertThat(info.transform()).isEqualTo(new GeoTransform(1e6, 5, 0, 4e6, 0, -5));
    assertThat(info.bands().get(0).name()).isEqualTo("x");
  }

  @Test
  void whatCannotBeReadIsTold() throws IOException {
    Files.writeString(folder.resolve("a.tfw"), "10\n0\n0\n");
    Files.writeString(folder.resolve("a.prj"), UTM.replace("Transverse_Mercator", "Bonne"));
    RasterInfo info = info(Map.of());
    assertThat(info.transform()).isNull();
    assertThat(info.warnings()).hasSize(1).first().asString().contains("a.tfw", "six numbers");
    assertThat(info.crsNote()).contains("a.prj", "Bonne");
  }
}
