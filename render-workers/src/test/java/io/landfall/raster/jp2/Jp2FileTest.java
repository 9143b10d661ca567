package io.landfall.raster.jp2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.landfall.model.GeoTransform;
import io.landfall.model.SampleType;
import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterException;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.SampleBlock;
import io.landfall.raster.jp2.tile.Marker;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Small files that GDAL 3.6 wrote. {@code tiles.jp2}: 150 x 110 of 12 bits in tiles of 64, {@code
 * (7x + 13y) % 4096}; {@code gml.jp2}: 40 x 30 in RGB, placed by GML; {@code lonlat.jp2}: in
 * EPSG:4326; {@code lossy.jp2}: RGB without place, tiles of 32.
 */
@ParameterizedClass(name = "in Java: {0}")
@ValueSource(booleans = {false, true})
class Jp2FileTest {
  private final boolean inJava;

  Jp2FileTest(boolean inJava) {
    this.inJava = inJava;
  }

  @BeforeEach
  void thisMachineHasTheDecoder() {
    assumeThat(inJava || Jp2File.isNative()).isTrue();
  }

  @Test
  void allPixelsOfAllTilesAreRead() throws IOException {
    try (Jp2File file = open(bytes("tiles.jp2"))) {
      RasterInfo info = file.info();
      assertThat(info.size(0)).isEqualTo(new RasterInfo.Size(150, 110));
      assertThat(info.bands().get(0).type()).isEqualTo(SampleType.UINT16);
      assertThat(info.stored()).isEqualTo("uint12");
      assertThat(info.epsg()).isEqualTo(32633);
      assertThat(info.transform()).isEqualTo(new GeoTransform(500_000, 10, 0, 5_000_000, 0, -10));
      SampleBlock block = file.readBlock(0, 0, 0);
      assertThat(block.width()).isEqualTo(150);
      short[] plane = (short[]) block.planes()[0];
      for (int y = 0; y < 110; y++) {
        for (int x = 0; x < 150; x++) {
          assertThat(plane[y * 150 + x]).isEqualTo((short) ((7 * x + 13 * y) % 4096));
        }
      }
    }
  }

  @Test
  void reducedResolutionsHaveTheSizesOfTheStandard() throws IOException {
    try (Jp2File file = open(bytes("tiles.jp2"))) {
      assertThat(file.info().overviews()).containsExactly(new RasterInfo.Size(75, 55));
      SampleBlock block = file.readBlock(1, 0, 0);
      assertThat(block.width()).isEqualTo(75);
      assertThat(block.height()).isEqualTo(55);
    }
  }

  /**
   * What GDAL does not write, OpenJPEG's {@code opj_compress} does: {@code order.j2k} with changes
   * of the order of packets, {@code region.j2k} with a region of interest, {@code offset.j2k} off
   * the origin of the grid, {@code styles.j2k} with all styles of code-blocks, markers and small
   * precincts.
   */
  @ParameterizedTest
  @ValueSource(strings = {"order.j2k", "region.j2k", "offset.j2k", "styles.j2k"})
  void bothDecodersGiveTheSameNumbers(String name) throws IOException {
    assumeThat(inJava && Jp2File.isNative()).isTrue();
    try (Jp2File ours = open(bytes(name));
        Jp2File theirs = Jp2File.open(new Jp2Place.BoxSource(bytes(name), name))) {
      for (int level = 0; level <= theirs.info().overviews().size(); level++) {
        assertThat(ours.readBlock(level, 0, 0).planes())
            .as("level %d", level)
            .isEqualTo(theirs.readBlock(level, 0, 0).planes());
      }
    }
  }

  @Test
  void gmlTellsWhereAnImageLies() throws IOException {
    try (Jp2File file = open(bytes("gml.jp2"))) {
      RasterInfo info = file.info();
      assertThat(info.epsg()).isEqualTo(32633);
      assertThat(info.transform()).isEqualTo(new GeoTransform(500_000, 10, 0, 5_000_000, 0, -10));
      assertThat(info.bands().stream().map(RasterInfo.BandInfo::color))
          .containsExactly("red", "green", "blue");
    }
  }

  /** EPSG:4326 has latitude first, and so has its GML. */
  @Test
  void longitudeIsEast() throws IOException {
    try (Jp2File file = open(bytes("lonlat.jp2"))) {
      GeoTransform transform = file.info().transform();
      assertThat(file.info().epsg()).isEqualTo(4326);
      assertThat(transform.originX()).isCloseTo(10, within(1e-9));
      assertThat(transform.originY()).isCloseTo(50, within(1e-9));
      assertThat(transform.pixelWidth()).isEqualTo(0.01);
      assertThat(transform.pixelHeight()).isEqualTo(-0.02);
    }
  }

  @Test
  void aFileWithoutPlaceHasNone() throws IOException {
    try (Jp2File file = open(bytes("lossy.jp2"))) {
      assertThat(file.info().epsg()).isNull();
      assertThat(file.info().transform()).isNull();
      assertThat(file.readBlock(0, 0, 0).planes()).hasSize(3);
    }
  }

  @Test
  void aFileThatEndsEarlyIsRefusedWhereItEnds() throws IOException {
    byte[] whole = bytes("tiles.jp2");
    byte[] cut = Arrays.copyOf(whole, whole.length - 200);
    try (Jp2File file = open(cut)) {
      assertThatThrownBy(() -> file.readBlock(0, 0, 0))
          .isInstanceOf(RasterException.class)
          .hasMessageContaining("cut.jp2 at byte ")
          .hasMessageContaining("ends before the end of its tile");
    }
  }

  @ParameterizedTest(name = "byte {1} of SIZ as {2}: {3}")
  @CsvSource({
    "tiles.jp2, 6, 255, is too large",
    "tiles.jp2, 22, 255, is too large",
    "tiles.jp2, 39, 9, bytes for", // components
    "tiles.jp2, 40, 37, of 38 bits", // and one more
    "gml.jp2, 42, 2, differ from one another in resolution",
  })
  void whatAHeaderClaimsIsCheckedFirst(String name, int at, int value, String why)
      throws IOException {
    byte[] bytes = bytes(name);
    bytes[find(bytes, 0xff51) + at] = (byte) value;
    assertThatThrownBy(() -> open(bytes))
        .isInstanceOf(RasterException.class)
        .hasMessageContaining(why);
  }

  /** A small file may ask for a code-block for each four by four pixels of a huge tile. */
  @Test
  void aTileOfTooManyCodeBlocksIsRefusedBeforeItIsDecoded() throws IOException {
    byte[] bytes = bytes("gml.jp2");
    int siz = find(bytes, 0xff51);
    var buffer = ByteBuffer.wrap(bytes);
    for (int at : new int[] {6, 10, 22, 26}) { // image and tile
      buffer.putInt(siz + at, 30_000);
    }
    int cod = find(bytes, 0xff52);
    bytes[cod + 10] = 0;
    bytes[cod + 11] = 0;
    try (Jp2File file = open(bytes)) {
      assertThatThrownBy(() -> file.readBlock(0, 0, 0))
          .isInstanceOf(RasterException.class)
          .hasMessageContaining("code-blocks");
    }
  }

  /**
   * One code-block whose passes all end segments of no bytes: in each of 65,535 layers as many as a
   * packet may announce. Four megabytes of a file would take hundreds of a heap.
   */
  @Test
  void segmentsOfNoBytesAreBounded() throws IOException {
    assumeThat(inJava && Runtime.getRuntime().maxMemory() <= 4L << 30).isTrue();
    int layers = 65_535;
    int packets = 1 + 64 * layers;
    var file = ByteBuffer.allocate(94 + packets);
    file.putShort(Marker.SOC).putShort(Marker.SIZ).putShort((short) 41).putShort((short) 0);
    file.putInt(64).putInt(64).putInt(0).putInt(0).putInt(64).putInt(64).putInt(0).putInt(0);
    file.putShort((short) 1).put(new byte[] {7, 1, 1});
    file.putShort(Marker.COD).putShort((short) 12).put(new byte[2]).putShort((short) layers);
    file.put(new byte[] {0, 0, 4, 4, 4, 1}); // each pass ends a segment
    file.putShort(Marker.QCD).putShort((short) 4).put(new byte[] {0x40, 0x40});
    file.putShort(Marker.SOT).putShort((short) 10).putShort((short) 0).putInt(14 + packets);
    file.put(new byte[] {0, 1}).putShort(Marker.SOD);
    // ones: there, in, no zero planes; 16 for 164 passes; then their lengths of 3 bits
    file.put(Arrays.copyOf(new byte[] {(byte) 0xff, 0x7f, (byte) 0xf0}, 65));
    for (int layer = 1; layer < layers; layer++) {
      file.put(Arrays.copyOf(new byte[] {(byte) 0xff, 0x7f, (byte) 0xe0}, 64));
    }
    file.putShort(Marker.EOC);
    try (Jp2File opened = open(file.array())) {
      assertThatThrownBy(() -> opened.readBlock(0, 0, 0))
          .isInstanceOf(RasterException.class)
          .hasMessageContaining("too many segments");
    }
  }

  /** One component of small precincts among a thousand takes places for as many in each. */
  @Test
  void placesOfPacketsAreBounded() {
    var style = new CodingStyle(1024);
    style.readDefault(ByteBuffer.wrap(new byte[] {0, 0, 0, 1, 0, 32, 4, 4, 0, 0}));
    var tile = new PixelRect(0, 0, 1300, 1300);
    assertThatCode(() -> style.requireDecodable(tile)).doesNotThrowAnyException();
    style.readComponent(ByteBuffer.wrap(new byte[] {0, 0, 1, 0, 4, 4, 0, 0, 0x11}));
    assertThatThrownBy(() -> style.requireDecodable(tile))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("packets");
  }

  /** A megabyte of zeros is gone over once, and not once for each of them. */
  @Test
  @Timeout(60)
  void aLabelOfZerosTakesNoTime() throws IOException {
    byte[] bytes = bytes("gml.jp2");
    var labelled = ByteBuffer.allocate(bytes.length + (1 << 20));
    labelled.put(bytes, 0, 12).putInt(1 << 20).put("lbl ".getBytes(StandardCharsets.US_ASCII));
    labelled.put(12 + (1 << 20) - 1, (byte) 'x');
    labelled.position(12 + (1 << 20)).put(bytes, 12, bytes.length - 12);
    try (Jp2File file = open(labelled.array())) {
      assertThat(file.info().epsg()).isEqualTo(32633);
    }
  }

  /** Small tiles are put together, but not of a thousand components to gigabytes. */
  @ParameterizedTest
  @CsvSource({"2000, 1, 1024", "256, 16, 1000", "1024, 1024, 1", "16, 16, 3", "2048, 2048, 3"})
  void blocksAreOfBoundedSize(int tileWidth, int tileHeight, int components) {
    var area = new PixelRect(0, 0, 2000, 1000);
    var image =
        new ImageSize(
            0,
            area,
            tileWidth,
            tileHeight,
            0,
            0,
            new int[components],
            new boolean[components],
            false);
    RasterInfo.Size block = BlockSizes.of(image, 5).full();
    assertThat((long) block.width() * block.height() * components).isLessThanOrEqualTo(8 << 20);
  }

  private static int find(byte[] bytes, int marker) {
    for (int i = 0; i < bytes.length - 1; i++) {
      if ((bytes[i] & 0xff) == marker >> 8 && (bytes[i + 1] & 0xff) == (marker & 0xff)) {
        return i;
      }
    }
    throw new AssertionError("no marker " + Integer.toHexString(marker));
  }

  private static byte[] bytes(String name) throws IOException {
    try (InputStream in = Jp2FileTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  private Jp2File open(byte[] bytes) {
    var source = new Jp2Place.BoxSource(bytes, "cut.jp2");
    return inJava ? Jp2File.openInJava(source) : Jp2File.open(source);
  }
}
