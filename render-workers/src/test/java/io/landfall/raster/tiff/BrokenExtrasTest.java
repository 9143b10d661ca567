package io.landfall.raster.tiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.raster.RasterException;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.tiff.format.Tag;
import io.landfall.raster.tiff.format.TagValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A sound image is read though what comes with it is broken, and a warning says so. */
class BrokenExtrasTest {
  private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;
  private static final byte[] FOUR = {1, 2, 3, 4};

  @ParameterizedTest
  @ValueSource(ints = {100_000, -1, 3})
  void aNextDirectoryThatIsNoneIsLeft(int next) {
    var source = new TinyTiff(LITTLE, false).image(image(2), FOUR).file();
    var buffer = ByteBuffer.wrap(source.bytes()).order(LITTLE);
    int directory = buffer.getInt(4);
    buffer.putInt(directory + 2 + 12 * buffer.getShort(directory), next);

    var file = TiffFile.open(source);

    assertThat((byte[]) file.readBlock(0, 0, 0).planes()[0]).isEqualTo(FOUR);
    assertThat(file.info().warnings()).first().asString().contains("image directories after");
  }

  @Test
  void pagesAreToldFromOverviews() {
    var tiff = new TinyTiff(LITTLE, false).image(image(2), FOUR);
    for (int page = 2; page <= 70; page++) {
      tiff.image(image(2), new byte[] {9, 9, 9, 9});
    }

    var file = TiffFile.open(tiff.file());

    assertThat((byte[]) file.readBlock(0, 0, 0).planes()[0]).isEqualTo(FOUR);
    assertThat(file.info().overviews()).isEmpty();
    assertThat(file.info().warnings())
        .containsExactly(
            "tiny.tif is read without its image directories after the first 64.",
            "tiny.tif is read without the 63 pages after the first.");
  }

  /**
   * Width 0, no block offsets or one beyond the file, compression that there is not, text for a
   * number.
   */
  @ParameterizedTest(name = "tag {0}: {1}")
  @CsvSource({"256, 0", "273,", "273, 1000000", "259, 99", "277, 0", "278, 0"})
  void anOverviewThatIsBrokenIsDropped(int tag, Long value) {
    var overview = image(1);
    overview.put(Tag.NEW_SUBFILE_TYPE, new long[] {TagValue.REDUCED_IMAGE});
    overview.put(tag, value == null ? new long[0] : new long[] {value});
    var tiff =
        new TinyTiff(LITTLE, false).image(image(4), new byte[16]).image(overview, new byte[1]);
    var good = image(2);
    good.put(Tag.NEW_SUBFILE_TYPE, new long[] {TagValue.REDUCED_IMAGE});

    var info = TiffFile.open(tiff.image(good, FOUR).file()).info();

    assertThat(info.overviews()).containsExactly(new RasterInfo.Size(2, 2));
    assertThat(info.warnings()).singleElement().asString().contains("without its overview (");
  }

  @Test
  void anOverviewWhoseMaskIsBrokenIsDropped() {
    var mask = image(2);
    mask.put(Tag.NEW_SUBFILE_TYPE, new long[] {5});
    mask.put(Tag.STRIP_OFFSETS, new long[0]);
    var overview = image(2);
    overview.put(Tag.NEW_SUBFILE_TYPE, new long[] {TagValue.REDUCED_IMAGE});
    var whole = image(4);
    whole.put(Tag.NEW_SUBFILE_TYPE, new long[] {TagValue.TRANSPARENCY_MASK});
    var tiff =
        new TinyTiff(LITTLE, false)
            .image(image(4), new byte[16])
            .image(whole, new byte[16])
            .image(overview, FOUR)
            .image(mask, FOUR);

    var file = TiffFile.open(tiff.file());

    assertThat(file.hasMask()).isTrue();
    assertThat(file.info().overviews()).isEmpty();
    assertThat(file.info().warnings()).singleElement().asString().contains("mask of its overview");
  }

  @Test
  void aMaskOfTheImageThatIsBrokenIsARefusal() {
    var mask = image(4);
    mask.put(Tag.NEW_SUBFILE_TYPE, new long[] {TagValue.TRANSPARENCY_MASK});
    mask.put(Tag.STRIP_OFFSETS, new long[0]);
    var source =
        new TinyTiff(LITTLE, false).image(image(4), new byte[16]).image(mask, new byte[16]).file();

    assertThatThrownBy(() -> TiffFile.open(source))
        .isInstanceOf(RasterException.class)
        .hasMessageContaining("this is its mask");
  }

  /** Strips of 2 x 1 pixels. */
  @ParameterizedTest(name = "lengths {0}")
  @ValueSource(strings = {"2 2 2", "none"})
  void stripsOfWhichNoLengthIsToldEndWhereTheNextBegins(String told) {
    var tags = TinyTiff.gray(2, 3, 1, 8, 1);
    if (!told.equals("2 2 2")) {
      tags.put(Tag.STRIP_BYTE_COUNTS, new long[0]);
    }
    byte[][] strips = {{1, 2}, {3, 4}, {5, 6}};
    var file = TiffFile.open(new TinyTiff(LITTLE, false).image(tags, strips).file());

    for (int strip = 0; strip < strips.length; strip++) {
      assertThat((byte[]) file.readBlock(0, 0, strip).planes()[0]).isEqualTo(strips[strip]);
    }
  }

  @Test
  void aStripWithoutAPlaceIsSparse() {
    var tags = TinyTiff.gray(2, 2, 1, 8, 1);
    tags.put(Tag.GDAL_NODATA, "7");
    var file =
        TiffFile.open(
            new TinyTiff(LITTLE, false).image(tags, new byte[0], new byte[] {3, 4}).file());

    assertThat((byte[]) file.readBlock(0, 0, 0).planes()[0]).containsExactly(7, 7);
    assertThat((byte[]) file.readBlock(0, 0, 1).planes()[0]).containsExactly(3, 4);
  }

  /** GDAL leaves tiles out by such entries. */
  @Test
  void tilesOfLengthZeroAreSparse() {
    var tags = TinyTiff.gray(16, 32, 16, 8, 1);
    tags.put(Tag.TILE_WIDTH, new long[] {16});
    tags.put(Tag.TILE_LENGTH, new long[] {16});
    tags.put(Tag.TILE_BYTE_COUNTS, new long[] {0, 256});
    byte[] first = new byte[256];
    byte[] second = new byte[256];
    first[0] = 11;
    second[255] = 12;
    var file = TiffFile.open(new TinyTiff(LITTLE, false).image(tags, first, second).file());

    assertThat((byte[]) file.readBlock(0, 0, 0).planes()[0]).isEqualTo(new byte[256]);
    assertThat((byte[]) file.readBlock(0, 0, 1).planes()[0]).isEqualTo(second);
    assertThat(file.info().warnings())
        .singleElement()
        .asString()
        .endsWith("is read without tiles that have a place but no length.");
  }

  /** So GDAL reads strips of which too few lengths are told, or some as 0. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({"4, 4 0", "4 0, 4 0", "0 4, 0 4", "0 0, 0 0"})
  void stripsWithoutALengthAreSparse(String told, String read) {
    var tags = TinyTiff.gray(2, 4, 2, 8, 1);
    tags.put(Tag.STRIP_BYTE_COUNTS, numbers(told));
    tags.put(Tag.GDAL_NODATA, "7");
    var file = TiffFile.open(new TinyTiff(LITTLE, false).image(tags, FOUR, FOUR).file());

    long[] lengths = numbers(read);
    for (int strip = 0; strip < 2; strip++) {
      assertThat((byte[]) file.readBlock(0, 0, strip).planes()[0])
          .isEqualTo(lengths[strip] == 0 ? new byte[] {7, 7, 7, 7} : FOUR);
    }
    assertThat(file.info().warnings())
        .singleElement()
        .asString()
        .endsWith("is read without strips that have a place but no length.");
  }

  @Test
  void theOnlyStripOfAnImageIsAsLongAsItMustBe() {
    var tags = image(2);
    tags.put(Tag.STRIP_BYTE_COUNTS, new long[] {1});
    var file = TiffFile.open(new TinyTiff(LITTLE, false).image(tags, FOUR).file());

    assertThat((byte[]) file.readBlock(0, 0, 0).planes()[0]).isEqualTo(FOUR);
  }

  private static long[] numbers(String text) {
    return Arrays.stream(text.split(" ")).mapToLong(Long::parseLong).toArray();
  }

  private static Map<Integer, Object> image(int side) {
    return TinyTiff.gray(side, side, side, 8, 1);
  }
}
