package io.landfall.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.tiff.TinyTiff;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VirtualRastersTest {
  private static final int SIDE = 8;

  @TempDir Path folder;
  private final SceneFiles files = new SceneFiles();

  @BeforeEach
  void sources() throws IOException {
    image("a.tif", 7);
    image("b.tif", 9);
  }

  @AfterEach
  void close() {
    files.close();
  }

  @Test
  void laterSourcesLieOverEarlierOnes() throws IOException {
    Path vrt = write("m.vrt", source("a.tif", 0) + source("b.tif", 4));

    RasterFile file = files.open(href(vrt), files.version(href(vrt)));

    byte[] row = Arrays.copyOf((byte[]) file.readBlock(0, 0, 0).planes()[0], 16);
    assertThat(row).containsExactly(7, 7, 7, 7, 9, 9, 9, 9, 9, 9, 9, 9, 5, 5, 5, 5);
    RasterInfo info = file.info();
    assertThat(info.format()).isEqualTo("VRT");
    assertThat(info.bands().get(0).nodata()).isEqualTo(5.0);
    assertThat(info.epsg()).isEqualTo(32633);
    assertThat(info.transform().originX()).isEqualTo(500_000);
    assertThat(info.warnings()).isEmpty();
  }

  @Test
  void blocksOfAStackOfManyBandsAreNoLargerThanThoseOfATiff() throws IOException {
    byte[][] strip = {new byte[512 * 512]};
    Files.write(
        folder.resolve("large.tif"),
        new TinyTiff(ByteOrder.LITTLE_ENDIAN, false)
            .image(TinyTiff.gray(512, 512, 512, 8, 1), strip)
            .file()
            .bytes());
    String band =
        "<VRTRasterBand dataType='Byte'><SimpleSource><SourceFilename"
            + " relativeToVRT='1'>large.tif</SourceFilename></SimpleSource></VRTRasterBand>";
    Path few = folder.resolve("few.vrt");
    Path many = folder.resolve("many.vrt");
    String stack = "<VRTDataset rasterXSize='512' rasterYSize='512'>%s</VRTDataset>";
    Files.writeString(few, stack.formatted(band.repeat(200)));
    Files.writeString(many, stack.formatted(band.repeat(600)));

    assertThat(files.open(href(few), files.version(href(few))).blockSize(0).width()).isEqualTo(512);
    assertThat(files.open(href(many), files.version(href(many))).blockSize(0))
        .isEqualTo(new RasterInfo.Size(128, 128));
  }

  @Test
  void aSourceThatChangesAfterPlanningIsTold() throws IOException {
    Path vrt = write("m.vrt", source("a.tif", 0));
    Path above = write("above.vrt", source("m.vrt", 0));
    var version = files.version(href(above));
    RasterFile open = files.open(href(above), version);
    Files.setLastModifiedTime(folder.resolve("a.tif"), FileTime.fromMillis(1000));

    for (Path one : List.of(vrt, above)) {
      assertThat(files.version(href(one)).etag()).isNotEqualTo(version.etag());
    }
    assertThat(catchThrowableOfType(ExportFailure.class, () -> open.readBlock(0, 0, 0)).code())
        .isEqualTo(ErrorCode.SCENE_CHANGED);
    try (SceneFiles others = new SceneFiles()) {
      assertThat(
              catchThrowableOfType(ExportFailure.class, () -> others.open(href(above), version))
                  .code())
          .isEqualTo(ErrorCode.SCENE_CHANGED);
    }
  }

  /** Statistics that a viewer writes, overviews that somebody makes: pixels stay what they are. */
  @ParameterizedTest
  @ValueSource(strings = {"a.tif.aux.xml", "a.tfw", "a.prj", "a.tif.ovr", "m.vrt.ovr"})
  void whatComesBesideASourceDoesNotEndAnExport(String name) throws IOException {
    write("m.vrt", source("a.tif", 0));
    Path above = write("above.vrt", source("m.vrt", 0));
    var version = files.version(href(above));
    Files.writeString(folder.resolve(name), "<PAMDataset/>");

    try (SceneFiles others = new SceneFiles()) {
      RasterFile open = others.open(href(above), version);
      assertThat(((byte[]) open.readBlock(0, 0, 0).planes()[0])[0]).isEqualTo((byte) 7);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.tif.msk", "a.tif.ovr"})
  void aMaskThatComesIsNotReadWithAPlanThatHadNone(String name) throws IOException {
    Path vrt =
        write(
            "m.vrt",
            source("a.tif", 0)
                .replace("<SourceBand>", "<UseMaskBand>true</UseMaskBand><SourceBand>")
                .replace("SimpleSource", "ComplexSource"));
    var version = files.version(href(vrt));
    Files.copy(folder.resolve("b.tif"), folder.resolve(name));

    assertThat(files.version(href(vrt)).etag()).isNotEqualTo(version.etag());
    try (SceneFiles others = new SceneFiles()) {
      RasterFile open = others.open(href(vrt), version);
      assertThat(((byte[]) open.readBlock(0, 0, 0).planes()[0])[0]).isEqualTo((byte) 7);
    }
  }

  @Test
  void aMaskThatComesWhereAnotherSourceHadOneEndsInWords() throws IOException {
    String masked =
        (source("a.tif", 0) + source("b.tif", 1))
            .replace("<SourceBand>", "<UseMaskBand>true</UseMaskBand><SourceBand>")
            .replace("SimpleSource", "ComplexSource");
    Path vrt = write("m.vrt", masked);
    Files.copy(folder.resolve("b.tif"), folder.resolve("b.tif.msk"));
    var version = files.version(href(vrt));
    Files.copy(folder.resolve("b.tif"), folder.resolve("a.tif.msk"));

    try (SceneFiles others = new SceneFiles()) {
      ExportFailure failure =
          catchThrowableOfType(ExportFailure.class, () -> others.open(href(vrt), version));
      assertThat(failure.code()).isEqualTo(ErrorCode.SCENE_CHANGED);
      assertThat(failure).hasMessageContainingAll("m.vrt", "mask beside one", "Export again");
    }
  }

  @Test
  void overviewsBesideASourceAreNoLongerThoseOfThePlan() throws IOException {
    Path vrt = write("m.vrt", source("a.tif", 0));
    Path overviews = Files.copy(folder.resolve("b.tif"), folder.resolve("a.tif.ovr"));
    var version = files.version(href(vrt));
    Files.setLastModifiedTime(overviews, FileTime.fromMillis(1000));

    try (SceneFiles others = new SceneFiles()) {
      assertThat(
              catchThrowableOfType(ExportFailure.class, () -> others.open(href(vrt), version))
                  .code())
          .isEqualTo(ErrorCode.SCENE_CHANGED);
    }
  }

  /** What was registered by a release that did not look beside a raster has not changed by that. */
  @ParameterizedTest(name = "{0}, now {1}: {2}")
  @CsvSource({
    "7-1,              7-1,                    true",
    "7-1,              7-1+.aux.xml=3-1,       true",
    "7-1,              8-1+.aux.xml=3-1,       false",
    "7-1,              7-12+.aux.xml=3-1,      false",
    "7-1+.ovr=3-1,     7-1+.ovr=3-2,           false",
    "7-1+.ovr=3-1,     7-1,                    false",
    "7-1+.ovr=3-1,     7-1+.ovr=3-1+.prj=1-1,  false",
  })
  void versionsAreComparedAsFarAsTheyGo(String before, String now, boolean same) {
    assertThat(SceneFiles.isSameVersion(before, now)).isEqualTo(same);
  }

  @Test
  void aSourceThatIsNotThereIsNamed() throws IOException {
    Path vrt = write("m.vrt", source("a.tif", 0) + source("none.tif", 4));

    var failure = catchThrowableOfType(ExportFailure.class, () -> files.version(href(vrt)));

    assertThat(failure.code()).isEqualTo(ErrorCode.SCENE_UNREADABLE);
    assertThat(failure).hasMessageContaining("none.tif");
  }

  /** GDAL says that it cannot open them, and reads the others. */
  @Test
  void overviewsThatAreNotThereAreLeftOutWithAWarning() throws IOException {
    String overview =
        "<Overview><SourceFilename"
            + " relativeToVRT='1'>%s</SourceFilename><SourceBand>1</SourceBand></Overview>";
    Path vrt =
        write(
            "m.vrt",
            source("a.tif", 0) + overview.formatted("none.tif") + overview.formatted("b.tif"));

    RasterInfo info = files.open(href(vrt), files.version(href(vrt))).info();

    assertThat(info.overviews()).containsExactly(new RasterInfo.Size(SIDE, SIDE));
    assertThat(info.warnings())
        .singleElement()
        .asString()
        .endsWith("is read without an overview that it names: there is no none.tif.");
  }

  @Test
  void vrtsThatNameEachOtherAreRefused() throws IOException {
    write("m.vrt", source("n.vrt", 0));
    Path vrt = write("n.vrt", source("m.vrt", 0));

    var failure = catchThrowableOfType(ExportFailure.class, () -> files.version(href(vrt)));

    assertThat(failure.code()).isEqualTo(ErrorCode.SCENE_UNSUPPORTED);
    assertThat(failure).hasMessageContaining("names itself");
  }

  @Test
  void aTowerOfVrtsIsRefused() throws IOException {
    write("v0.vrt", source("a.tif", 0));
    for (int i = 1; i < 10; i++) {
      write("v" + i + ".vrt", source("v" + (i - 1) + ".vrt", 0));
    }
    assertThat(files.version(href(folder.resolve("v7.vrt"))).etag()).isNotEmpty();

    var failure =
        catchThrowableOfType(
            ExportFailure.class, () -> files.version(href(folder.resolve("v8.vrt"))));

    assertThat(failure).hasMessageContaining("below 8 other VRTs");
  }

  @Test
  void aLargeVrtThatIsNamedAgainAndAgainIsRefused() throws IOException {
    Path large = write("large.vrt", source("a.tif", 0));
    Files.writeString(large, " ".repeat(30 << 20) + Files.readString(large));
    var names = new StringBuilder();
    for (int i = 0; i < 9; i++) {
      names.append(source("./".repeat(i) + "large.vrt", 0));
    }
    Path vrt = write("m.vrt", names.toString());
    assertThat(files.version(href(large)).etag()).isNotEmpty();

    var failure = catchThrowableOfType(ExportFailure.class, () -> files.version(href(vrt)));

    assertThat(failure.code()).isEqualTo(ErrorCode.SCENE_UNSUPPORTED);
    assertThat(failure).hasMessageContaining("over 268435456 bytes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<SimpleSource><SourceFilename>a.tif</SourceFilename></SimpleSource> | relativeToVRT",
        "<SimpleSource><SourceFilename>/vsizip/a.zip/a.tif</SourceFilename></SimpleSource> |"
            + " vsizip",
        "<SimpleSource><SourceFilename>NETCDF:a.nc:t</SourceFilename></SimpleSource> | NETCDF",
        "<SimpleSource><SourceFilename>&lt;VRTDataset/></SourceFilename></SimpleSource> | <VRT",
        "<SimpleSource></SimpleSource> | names no file",
        "<SimpleSource><SourceBand>mask,2</SourceBand></SimpleSource> | the mask of one band",
        "<KernelFilteredSource/> | a filter of pixels",
        "<AveragedSource/> | averages",
        "<PixelFunctionType>sum</PixelFunctionType> | pixel function",
        "<ComplexSource><ColorTableComponent>1</ColorTableComponent></ComplexSource> | palette",
        "<ComplexSource><Exponent>2</Exponent></ComplexSource> | exponent",
        "<ComplexSource><ScaleRatio>x</ScaleRatio></ComplexSource> | no number for ScaleRatio",
        "<SimpleSource><OpenOptions/></SimpleSource> | OpenOptions",
        "<ComplexSource><LUT>3:1,2:2</LUT></ComplexSource> | not in order",
        "<MaskBand/> | a mask of one band",
        "</VRTRasterBand><VRTRasterBand dataType='CFloat32'> | a band of CFloat32",
        "</VRTRasterBand><VRTRasterBand subClass='VRTDerivedRasterBand'> | a pixel function",
        "</VRTRasterBand><VRTRasterBand subClass='VRTRawRasterBand'> | raw bytes"
      })
  void whatIsNotReadIsRefusedByName(String band, String why) throws IOException {
    Path vrt = write("m.vrt", band);

    var failure = catchThrowableOfType(ExportFailure.class, () -> files.version(href(vrt)));

    assertThat(failure).hasMessageContaining(why).hasMessageContaining("m.vrt");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<VRTDataset rasterXSize='1' rasterYSize='1'> | not valid XML",
        "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><VRTDataset rasterXSize='1'"
            + " rasterYSize='1'><VRTRasterBand>&x;</VRTRasterBand></VRTDataset> | not valid XML",
        "<PAMDataset/> | its root is <PAMDataset>",
        "<VRTDataset rasterXSize='1' rasterYSize='1'/> | no bands",
        "<VRTDataset rasterXSize='-1' rasterYSize='1'/> | rasterXSize",
        "<VRTDataset rasterXSize='99999999' rasterYSize='1'/> | rasterXSize",
        "<VRTDataset rasterYSize='1'/> | rasterXSize",
        "<VRTDataset subClass='VRTWarpedDataset' rasterXSize='1' rasterYSize='1'/> | a warp",
        "<VRTDataset subClass='VRTPansharpenedDataset' rasterXSize='1' rasterYSize='1'/> |"
            + " pan-sharpening"
      })
  void whatIsNoVrtIsRefused(String xml, String why) throws IOException {
    Path vrt = Files.writeString(folder.resolve("m.vrt"), xml);

    var failure = catchThrowableOfType(ExportFailure.class, () -> files.version(href(vrt)));

    assertThat(failure).hasMessageContaining(why).hasMessageContaining("m.vrt");
  }

  @Test
  void filesAreListedWithThoseOfVrtsAmongThem() throws IOException {
    write("m.vrt", source("a.tif", 0));
    Path vrt = write("n.vrt", source("m.vrt", 0) + source("b.tif", 0));
    List<String> names = new ArrayList<>();

    VirtualRasters.eachLocalFile(vrt, file -> names.add(file.getFileName().toString()));

    assertThat(names).containsExactly("m.vrt", "a.tif", "b.tif");
  }

  private static String source(String file, int x) {
    return "<SimpleSource><SourceFilename relativeToVRT='1'>%s</SourceFilename><SourceBand>1</SourceBand><SrcRect xOff='0' yOff='0' xSize='8' ySize='8'/><DstRect xOff='%d' yOff='0' xSize='8' ySize='8'/></SimpleSource>"
        .formatted(file, x);
  }

  private Path write(String name, String band) throws IOException {
    return Files.writeString(
        folder.resolve(name),
        """
        <VRTDataset rasterXSize="16" rasterYSize="8">
          <SRS>PROJCS["WGS 84 / UTM zone 33N",AUTHORITY["EPSG","32633"]]</SRS>
          <GeoTransform>500000, 10, 0, 5000000, 0, -10</GeoTransform>
          <VRTRasterBand dataType="Byte" band="1"><NoDataValue>5</NoDataValue>%s</VRTRasterBand>
        </VRTDataset>
        """
            .formatted(band));
  }

  private void image(String name, int value) throws IOException {
    byte[][] strip = {new byte[SIDE * SIDE]};
    Arrays.fill(strip[0], (byte) value);
    var tiff =
        new TinyTiff(ByteOrder.LITTLE_ENDIAN, false)
            .image(TinyTiff.gray(SIDE, SIDE, SIDE, 8, 1), strip);
    Files.write(folder.resolve(name), tiff.file().bytes());
  }

  private static String href(Path file) {
    return file.toUri().toString();
  }
}
