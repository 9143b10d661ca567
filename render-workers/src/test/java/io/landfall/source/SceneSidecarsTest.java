package io.landfall.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.GeoTransform;
import io.landfall.model.RasterGeometry;
import io.landfall.model.Rescaling;
import io.landfall.model.SampleType;
import io.landfall.model.plan.ExternalMask;
import io.landfall.model.plan.PlannedBand;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.tiff.TinyTiff;
import io.landfall.raster.tiff.format.Tag;
import io.landfall.raster.tiff.format.TagValue;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SceneSidecarsTest {
  private static final int SIDE = 32;

  @TempDir Path folder;
  private final SceneFiles files = new SceneFiles();
  private final SceneSidecars sidecars = new SceneSidecars(files);

  @AfterEach
  void close() {
    files.close();
  }

  /** The XML is as GDAL 3.6 writes it; what it adds to, and what it overrides, is as there. */
  @Test
  void metadataBesideAFileAddToThoseInIt() throws IOException {
    Path file = image("ä %.tif", tags());
    Files.writeString(
        folder.resolve("ä %.tif.aux.xml"),
        """
        <PAMDataset>
          <PAMRasterBand band="1">
            <Description>in pam &lt;ü&gt; &amp; "q"</Description>
            <NoDataValue le_hex_equiv="0000000000001CC0">-7.00000000000000E+00</NoDataValue>
            <UnitType>ft</UnitType>
            <Offset>7</Offset>
            <Scale>5</Scale>
            <ColorInterp>Red</ColorInterp>
            <Histograms><HistItem><HistMin>0</HistMin></HistItem></Histograms>
            <Metadata><MDI key="wave">pam</MDI><MDI key="STATISTICS_MEAN">3</MDI></Metadata>
            <Metadata domain="DOM"><MDI key="OTHER">z</MDI></Metadata>
          </PAMRasterBand>
          <PAMRasterBand band="9"><NoDataValue>1</NoDataValue></PAMRasterBand>
          <Subdataset name="x"><PAMDataset><PAMRasterBand band="1"><NoDataValue>99</NoDataValue>
          </PAMRasterBand></PAMDataset></Subdataset>
        </PAMDataset>
        """);

    var band = info(file).bands().get(0);

    assertThat(band.name()).isEqualTo("in pam <ü> & \"q\"");
    assertThat(band.nodata()).isEqualTo(-7.0);
    assertThat(band.unit()).isEqualTo("ft");
    assertThat(band.calibration()).isEqualTo(new Rescaling(5, 7));
    assertThat(band.color()).isEqualTo("red");
    assertThat(band.items()).isEqualTo(Map.of("wave", "pam"));
    assertThat(info(file).warnings()).isEmpty();
  }

  @Test
  void nameCalibrationAndUnitInTheFileComeFirstAndNoDataBesideIt() throws IOException {
    var tags = tags();
    tags.put(Tag.GDAL_NODATA, "-1");
    tags.put(
        Tag.GDAL_METADATA,
        """
        <GDALMetadata>
          <Item name="SCALE" sample="0" role="scale">2</Item>
          <Item name="UNITTYPE" sample="0" role="unittype">m</Item>
          <Item name="DESCRIPTION" sample="0" role="description">in tiff</Item>
        </GDALMetadata>
        """);
    Path file = image("a.tif", tags);
    Files.writeString(
        folder.resolve("a.tif.aux.xml"),
        """
        <PAMDataset><PAMRasterBand band="1"><Description>x</Description><NoDataValue>5</NoDataValue>
        <UnitType>ft</UnitType><Scale>9</Scale></PAMRasterBand></PAMDataset>
        """);

    var band = info(file).bands().get(0);

    assertThat(band.name()).isEqualTo("in tiff");
    assertThat(band.calibration()).isEqualTo(new Rescaling(2, 0));
    assertThat(band.unit()).isEqualTo("m");
    assertThat(band.nodata()).isEqualTo(5.0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<PAMDataset>",
        "",
        "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><PAMDataset><PAMRasterBand"
            + " band=\"1\"><Description>&x;</Description></PAMRasterBand></PAMDataset>",
      })
  void metadataThatAreNoXmlAreAWarning(String xml) throws IOException {
    Path file = image("a.tif", tags());
    Path beside = Files.writeString(folder.resolve("a.tif.aux.xml"), xml);

    assertThat(info(file).bands().get(0).name()).isEqualTo("1");
    assertThat(info(file).warnings())
        .containsExactly(beside + " is not read: it is not valid XML.");
  }

  @Test
  void metadataOfManyMegabytesAreAWarning() throws IOException {
    Path file = image("a.tif", tags());
    Files.write(folder.resolve("a.tif.aux.xml"), new byte[(4 << 20) + 1]);

    assertThat(info(file).warnings()).singleElement().asString().contains("4194305 bytes");
  }

  @Test
  void aFileAloneHasNoMask() throws IOException {
    Path file = image("a.tif", tags());

    assertThat(sidecars.mask(href(file), info(file))).isNull();
    assertThat(info(file)).isEqualTo(files.open(href(file), files.version(href(file))).info());
  }

  /** The mask is in strips of 5 rows, the image in strips of 7: its rows 0 to 9 are not valid. */
  @Test
  void aMaskBesideAFileTellsWhatIsValid() throws IOException {
    Path file = image("a.tif", tags());
    mask("a.tif.msk", SIDE, 10);
    ExternalMask mask = sidecars.mask(href(file), info(file));

    RasterFile masked = files.open(band(file, mask));

    assertThat(masked.hasMask()).isTrue();
    assertThat(masked.name()).isNotEqualTo(files.open(band(file, null)).name());
    assertThat(files.open(band(file, mask))).isSameAs(masked);
    assertThat(masked.readBlock(0, 0, 0).mask()).containsOnly(0);
    byte[] second = new byte[7 * SIDE];
    Arrays.fill(second, 3 * SIDE, second.length, (byte) 255);
    assertThat(masked.readBlock(0, 0, 1).mask()).isEqualTo(second);
    assertThat(masked.readBlock(0, 0, 2).mask()).isNull();
    assertThat(files.open(band(file, null)).readBlock(0, 0, 0).mask()).isNull();
  }

  @Test
  void overviewsThatTheMaskDoesNotHaveAreLeftOut() throws IOException {
    Path file = folder.resolve("a.tif");
    var tiff = new TinyTiff(ByteOrder.LITTLE_ENDIAN, false).image(tags(), rows(SIDE, 7));
    Files.write(
        file, tiff.image(reduced(16), rows(16, 7)).image(reduced(8), rows(8, 7)).file().bytes());
    var mask = new TinyTiff(ByteOrder.LITTLE_ENDIAN, false);
    mask.image(TinyTiff.gray(SIDE, SIDE, 7, 8, 1), rows(SIDE, 7));
    Files.write(folder.resolve("a.tif.msk"), mask.image(reduced(8), rows(8, 7)).file().bytes());

    RasterFile masked = files.open(band(file, sidecars.mask(href(file), info(file))));

    assertThat(info(file).overviews()).hasSize(2);
    assertThat(masked.info().overviews()).containsExactly(new RasterInfo.Size(8, 8));
    assertThat(masked.readBlock(1, 0, 0).width()).isEqualTo(8);
    assertThat(masked.readBlock(1, 0, 0).mask()).containsOnly(0);
  }

  @Test
  void overviewsBesideAFileAreItsOwn() throws IOException {
    Path file = image("a.tif", tags());
    overviews("a.tif.ovr", 16, 8);

    RasterFile opened = files.open(band(file, null));

    assertThat(opened.info().overviews())
        .containsExactly(new RasterInfo.Size(16, 16), new RasterInfo.Size(8, 8));
    assertThat(((byte[]) opened.readBlock(1, 0, 0).planes()[0])[0]).isEqualTo((byte) 16);
    assertThat(((byte[]) opened.readBlock(2, 0, 0).planes()[0])[0]).isEqualTo((byte) 8);
    assertThat(opened.blockSize(1)).isEqualTo(new RasterInfo.Size(16, 7));
    assertThat(info(file).warnings()).isEmpty();
  }

  @Test
  void overviewsInTheFileComeBeforeThoseBesideIt() throws IOException {
    Path file = folder.resolve("a.tif");
    var tiff = new TinyTiff(ByteOrder.LITTLE_ENDIAN, false).image(tags(), rows(SIDE, 7));
    Files.write(file, tiff.image(reduced(10), rows(10, 7)).file().bytes());
    overviews("a.tif.ovr", 16);

    assertThat(info(file).overviews()).containsExactly(new RasterInfo.Size(10, 10));
  }

  @Test
  void overviewsThatAreNoneAreAWarning() throws IOException {
    Path file = image("a.tif", tags());
    Path beside = overviews("a.tif.ovr", SIDE, 64);
    assertThat(info(file).overviews()).isEmpty();
    assertThat(info(file).warnings())
        .singleElement()
        .asString()
        .contains("a.tif.ovr is not read: it holds no reduced images");

    Files.writeString(beside, "no image at all");
    assertThat(info(file).warnings()).singleElement().asString().contains("a.tif.ovr is not read");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.tif.ovr", "a.tif.aux.xml", "a.tfw", "a.TFW", "a.wld", "a.prj"})
  void aFileBesideThatChangesAfterPlanningIsTold(String name) throws IOException {
    Path file = image("a.tif", tags());
    Path beside = overviews(name, 16);
    PlannedBand band = band(file, null);
    files.open(band);
    Files.setLastModifiedTime(beside, FileTime.fromMillis(1000));
    assertThat(catchThrowableOfType(ExportFailure.class, () -> files.open(band)).code())
        .isEqualTo(ErrorCode.SCENE_CHANGED);

    Files.delete(beside);
    assertThat(catchThrowableOfType(ExportFailure.class, () -> files.open(band)).code())
        .isEqualTo(ErrorCode.SCENE_CHANGED);
  }

  @Test
  void aFileThatComesBesideAfterPlanningChangesNothing() throws IOException {
    Path file = image("a.tif", tags());
    PlannedBand band = band(file, null);
    overviews("a.tif.ovr", 16);

    assertThat(files.open(band).info().overviews()).isEmpty();
    assertThat(files.open(band(file, null)).info().overviews()).hasSize(1);
  }

  @Test
  void aMaskThatChangesAfterPlanningIsTold() throws IOException {
    Path file = image("a.tif", tags());
    Path beside = mask("a.tif.msk", SIDE, 10);
    PlannedBand band = band(file, sidecars.mask(href(file), info(file)));
    files.open(band);
    Files.setLastModifiedTime(beside, FileTime.fromMillis(1000));

    var failure = catchThrowableOfType(ExportFailure.class, () -> files.open(band));

    assertThat(failure.code()).isEqualTo(ErrorCode.SCENE_CHANGED);
    assertThat(failure).hasMessageContaining("a.tif.msk");
  }

  @Test
  void aMaskOfAnotherSizeOrThatIsNoImageIsRefused() throws IOException {
    Path file = image("a.tif", tags());
    Path beside = mask("a.tif.msk", 16, 1);
    var other =
        catchThrowableOfType(ExportFailure.class, () -> sidecars.mask(href(file), info(file)));
    assertThat(other.code()).isEqualTo(ErrorCode.SCENE_UNSUPPORTED);
    assertThat(other).hasMessageContaining("16 x 16").hasMessageContaining("32 x 32");

    Files.writeString(beside, "no image at all");
    var none =
        catchThrowableOfType(ExportFailure.class, () -> sidecars.mask(href(file), info(file)));
    assertThat(none).hasMessageContaining("a.tif.msk");
  }

  private RasterInfo info(Path file) {
    return sidecars.info(href(file), files.version(href(file)));
  }

  private PlannedBand band(Path file, ExternalMask mask) {
    var version = files.version(href(file));
    var geometry = new RasterGeometry(1, GeoTransform.northUp(0, 0, 1, 1), SIDE, SIDE);
    return new PlannedBand(
        "1",
        href(file),
        version.etag(),
        version.bytes(),
        0,
        SampleType.UINT8,
        null,
        geometry,
        null,
        null,
        mask,
        null,
        false);
  }

  private static String href(Path file) {
    return file.toUri().toString();
  }

  private static Map<Integer, Object> tags() {
    return TinyTiff.gray(SIDE, SIDE, 7, 8, 1);
  }

  private static Map<Integer, Object> reduced(int side) {
    var tags = TinyTiff.gray(side, side, 7, 8, 1);
    tags.put(Tag.NEW_SUBFILE_TYPE, new long[] {TagValue.REDUCED_IMAGE});
    return tags;
  }

  private Path image(String name, Map<Integer, Object> tags) throws IOException {
    var tiff = new TinyTiff(ByteOrder.LITTLE_ENDIAN, false).image(tags, rows(SIDE, 7));
    return Files.write(folder.resolve(name), tiff.file().bytes());
  }

  /** Writes images whose samples are their sides. */
  private Path overviews(String name, int... sides) throws IOException {
    var tiff = new TinyTiff(ByteOrder.LITTLE_ENDIAN, false);
    for (int side : sides) {
      byte[][] strips = rows(side, 7);
      for (byte[] strip : strips) {
        Arrays.fill(strip, (byte) side);
      }
      tiff.image(reduced(side), strips);
    }
    return Files.write(folder.resolve(name), tiff.file().bytes());
  }

  private Path mask(String name, int side, int invalidRows) throws IOException {
    byte[][] strips = rows(side, 5);
    for (int row = invalidRows; row < side; row++) {
      Arrays.fill(strips[row / 5], row % 5 * side, (row % 5 + 1) * side, (byte) 255);
    }
    var tiff = new TinyTiff(ByteOrder.BIG_ENDIAN, false);
    tiff.image(TinyTiff.gray(side, side, 5, 8, 1), strips);
    return Files.write(folder.resolve(name), tiff.file().bytes());
  }

  /** Returns strips of zeros, the last as short as it is. */
  private static byte[][] rows(int side, int perStrip) {
    byte[][] strips = new byte[(side + perStrip - 1) / perStrip][];
    for (int i = 0; i < strips.length; i++) {
      strips[i] = new byte[Math.min(perStrip, side - i * perStrip) * side];
    }
    return strips;
  }
}
