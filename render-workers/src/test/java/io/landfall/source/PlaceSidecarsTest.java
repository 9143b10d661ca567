package io.landfall.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.GeoTransform;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.tiff.TinyTiff;
import io.landfall.raster.tiff.format.Tag;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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
