package io.landfall.raster.tiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.GeoTransform;
import io.landfall.model.SampleType;
import io.landfall.raster.ByteSource;
import io.landfall.raster.RasterException;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.tiff.format.Tag;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TiffFileTest {
  private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;
  private static final ByteOrder BIG = ByteOrder.BIG_ENDIAN;

  @Test
  void readsStripsInBothByteOrdersAndBothFileSizes() {
    for (var order : new ByteOrder[] {LITTLE, BIG}) {
      for (boolean big : new boolean[] {false, true}) {
        var source =
            new TinyTiff(order, big)
                .image(
                    TinyTiff.gray(2, 3, 2, 16, 2),
                    shorts(order, 1, -2, 300, 4),
                    shorts(order, 5, 6))
                .file();

        var file = TiffFile.open(source);

        assertThat(file.info().format()).isEqualTo(big ? "BigTIFF" : "GeoTIFF");
        assertThat(file.info().bands().get(0).type()).isEqualTo(SampleType.INT16);
        assertThat(file.readBlock(0, 0, 0).planes()[0]).isEqualTo(new short[] {1, -2, 300, 4});
        assertThat(file.readBlock(0, 0, 1).planes()[0]).isEqualTo(new short[] {5, 6});
      }
    }
  }

  @Test
  void cutsTilesAtTheEdgeAndSplitsBands() {
    var tags = TinyTiff.gray(3, 2, 2, 8, 1);
    tags.put(Tag.SAMPLES_PER_PIXEL, new long[] {2});
    tags.put(Tag.TILE_WIDTH, new long[] {2});
    tags.put(Tag.TILE_LENGTH, new long[] {4});
    byte[] west = {1, 101, 2, 102, 4, 104, 5, 105, 0, 0, 0, 0, 0, 0, 0, 0};
    byte[] east = {3, 103, 0, 0, 6, 106, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

    var file = TiffFile.open(new TinyTiff(LITTLE, false).image(tags, west, east).file());

    var block = file.readBlock(0, 1, 0);
    assertThat(block.width()).isEqualTo(1);
    assertThat(block.height()).isEqualTo(2);
    assertThat(block.planes()).containsExactly(new byte[] {3, 6}, new byte[] {103, 106});
    assertThat(file.readBlock(0, 0, 0).planes()[1]).isEqualTo(new byte[] {101, 102, 104, 105});
  }

  @Test
  void undoesHorizontalDifferencesOfEverySize() {
    var tags = TinyTiff.gray(3, 1, 1, 64, 3);
    tags.put(Tag.COMPRESSION, new long[] {8});
    tags.put(Tag.PREDICTOR, new long[] {2});
    long one = Double.doubleToLongBits(1.5);
    long two = Double.doubleToLongBits(-2.25);
    var raw = ByteBuffer.allocate(24).order(BIG);
    raw.putLong(one).putLong(two - one).putLong(0);

    var file =
        TiffFile.open(new TinyTiff(BIG, true).image(tags, TinyTiff.deflated(raw.array())).file());

    assertThat(file.readBlock(0, 0, 0).planes()[0]).isEqualTo(new double[] {1.5, -2.25, -2.25});
  }

  @Test
  void aSparseBlockHoldsNoData() {
    var tags = TinyTiff.gray(2, 2, 1, 16, 1);
    tags.put(Tag.GDAL_NODATA, "65535");
    var source = new TinyTiff(LITTLE, false).image(tags, new byte[0], shorts(LITTLE, 7, 8)).file();

    var file = TiffFile.open(source);

    assertThat(file.info().bands().get(0).nodata()).isEqualTo(65535.0);
    assertThat(file.readBlock(0, 0, 0).planes()[0]).isEqualTo(new short[] {-1, -1});
    assertThat(file.readBlock(0, 0, 1).planes()[0]).isEqualTo(new short[] {7, 8});
  }

  @Test
  void ordersOverviewsAndPassesOverMasksAndPages() {
    var half = TinyTiff.gray(2, 2, 2, 8, 1);
    half.put(Tag.NEW_SUBFILE_TYPE, new long[] {1});
    var quarter = TinyTiff.gray(1, 1, 1, 8, 1);
    quarter.put(Tag.NEW_SUBFILE_TYPE, new long[] {1});
    var mask = TinyTiff.gray(2, 2, 2, 8, 1);
    mask.put(Tag.NEW_SUBFILE_TYPE, new long[] {5});
    var source =
        new TinyTiff(LITTLE, false)
            .image(TinyTiff.gray(4, 4, 4, 8, 1), new byte[16])
            .image(quarter, new byte[] {9})
            .image(mask, new byte[4])
            .image(TinyTiff.gray(3, 3, 3, 8, 1), new byte[9])
            .image(half, new byte[] {1, 2, 3, 4})
            .file();

    var file = TiffFile.open(source);

    assertThat(file.info().overviews())
        .containsExactly(new RasterInfo.Size(2, 2), new RasterInfo.Size(1, 1));
    assertThat(file.readBlock(1, 0, 0).planes()[0]).isEqualTo(new byte[] {1, 2, 3, 4});
    assertThat(file.readBlock(2, 0, 0).planes()[0]).isEqualTo(new byte[] {9});
  }

  @Test
  void readsCrsAndTransformAndShiftsPixelIsPointByHalfAPixel() {
    var tags = TinyTiff.gray(1, 1, 1, 8, 1);
    tags.put(Tag.MODEL_PIXEL_SCALE, new double[] {30, 20, 0});
    tags.put(Tag.MODEL_TIEPOINT, new double[] {0, 0, 0, 500_000, 4_000_000, 0});
    tags.put(
        Tag.GEO_KEYS, new long[] {1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 2, 3072, 0, 1, 32617});

    var info = TiffFile.open(new TinyTiff(LITTLE, false).image(tags, new byte[1]).file()).info();

    assertThat(info.epsg()).isEqualTo(32617);
    assertThat(info.crsNote()).isNull();
    assertThat(info.pixelIsPoint()).isTrue();
    assertThat(info.transform()).isEqualTo(new GeoTransform(499_985, 30, 0, 4_000_010, 0, -20));
  }

  @Test
  void saysWhyThereIsNoEpsgCode() {
    var tags = TinyTiff.gray(1, 1, 1, 8, 1);
    tags.put(
        Tag.GEO_KEYS,
        new long[] {1, 1, 0, 3, 1024, 0, 1, 1, 3072, 0, 1, 32767, 3073, Tag.GEO_ASCII, 7, 0});
    tags.put(Tag.GEO_ASCII, "my CRS|");

    var info = TiffFile.open(new TinyTiff(LITTLE, false).image(tags, new byte[1]).file()).info();

    assertThat(info.epsg()).isNull();
    assertThat(info.crsNote()).contains("own CRS").endsWith("my CRS");
  }

  /** As GDAL writes +proj=tmerc +ellps=bessel +towgs84=...: without the shift it is 100 m away. */
  @ParameterizedTest
  @CsvSource({"577.3, true", "0, false"})
  void aDatumThatIsToldByNumbersAloneIsNotTakenForWgs84(double shift, boolean isRefused) {
    var tags = TinyTiff.gray(1, 1, 1, 8, 1);
    tags.put(
        Tag.GEO_KEYS,
        new long[] {
          1,
          1,
          0,
          7,
          1024,
          0,
          1,
          1,
          2048,
          0,
          1,
          32767,
          2050,
          0,
          1,
          32767,
          2056,
          0,
          1,
          7004,
          2062,
          Tag.GEO_DOUBLES,
          3,
          0,
          3072,
          0,
          1,
          32767,
          3075,
          0,
          1,
          1
        });
    tags.put(Tag.GEO_DOUBLES, new double[] {0, shift, 0});

    var info = TiffFile.open(new TinyTiff(LITTLE, false).image(tags, new byte[1]).file()).info();

    assertThat(info.crs() == null).isEqualTo(isRefused);
    assertThat(info.crsNote() != null && info.crsNote().contains("TOWGS84 [0.0, 577.3, 0.0]"))
        .isEqualTo(isRefused);
  }

  /** Keys may be written as integers of 32 bits, and claim any length. */
  @Test
  void aDatumShiftThatClaimsMoreNumbersThanThereAreHasThoseThereAre() {
    var tags = TinyTiff.gray(1, 1, 1, 8, 1);
    long[] keys = {1, 1, 0, 2, 1024, 0, 1, 2, 2062, Tag.GEO_DOUBLES, Integer.MAX_VALUE, 1};
    tags.put(Tag.GEO_KEYS, keys);
    tags.put(Tag.GEO_DOUBLES, new double[] {0, 577.3});

    var info = TiffFile.open(new TinyTiff(LITTLE, false).image(tags, new byte[1]).file()).info();

    assertThat(info.crs()).isNull();
  }

  @Test
  void doesNotTakeAMetricCodeAtItsWordWhenTheFileSaysFeet() {
    var tags = TinyTiff.gray(1, 1, 1, 8, 1);
    tags.put(
        Tag.GEO_KEYS, new long[] {1, 1, 0, 3, 1024, 0, 1, 1, 3072, 0, 1, 26967, 3076, 0, 1, 9003});

    var info = TiffFile.open(new TinyTiff(LITTLE, false).image(tags, new byte[1]).file()).info();

    assertThat(info.epsg()).isNull();
    assertThat(info.crsNote()).contains("EPSG:26967").contains("EPSG:9003");
  }

  @Test
  void takesBandNamesFromGdalMetadata() {
    var tags = TinyTiff.gray(1, 1, 1, 8, 1);
    tags.put(
        Tag.GDAL_METADATA,
        "<GDALMetadata><Item name=\"DESCRIPTION\" sample=\"0\" role=\"description\">red &amp;"
            + " hot</Item></GDALMetadata>");

    var info = TiffFile.open(new TinyTiff(LITTLE, false).image(tags, new byte[1]).file()).info();

    assertThat(info.bands().get(0).name()).isEqualTo("red & hot");
  }

  @Test
  void cutsOneBigUncompressedStripIntoSmallOnes() {
    var tags = TinyTiff.gray(1000, 1040, 1040, 8, 1);
    byte[] raw = new byte[1000 * 1040];
    raw[1039 * 1000 + 7] = 42;
    var source = new TinyTiff(LITTLE, false);
    var file = TiffFile.open(source.image(tags, raw).file());

    assertThat(file.blockSize(0).height()).isLessThanOrEqualTo(1048);
    int lastRow = 1039 / file.blockSize(0).height();
    var last = file.readBlock(0, 0, lastRow);
    assertThat(((byte[]) last.planes()[0])[(last.height() - 1) * 1000 + 7]).isEqualTo((byte) 42);
  }

  @Test
  void overviewsMayBeChildrenOfTheImage() {
    var tags = TinyTiff.gray(2, 2, 2, 8, 1);
    tags.put(Tag.SUB_IFDS, new long[] {0});
    var half = TinyTiff.gray(1, 1, 1, 8, 1);
    half.put(Tag.NEW_SUBFILE_TYPE, new long[] {1});
    var tiny = new TinyTiff(LITTLE, false).image(tags, new byte[4]).image(half, new byte[] {7});
    var bytes = ByteBuffer.wrap(tiny.file().bytes()).order(LITTLE);
    int entries = bytes.getInt(4);
    int count = bytes.getShort(entries);
    int link = entries + 2 + 12 * count;
    for (int i = 0; i < count; i++) {
      int entry = entries + 2 + 12 * i;
      if (bytes.getShort(entry) == Tag.SUB_IFDS) {
        bytes.putInt(entry + 8, bytes.getInt(link));
      }
    }
    bytes.putInt(link, 0);

    var file = TiffFile.open(new MemoryBytes("child.tif", bytes.array()));

    assertThat(file.info().overviews()).containsExactly(new RasterInfo.Size(1, 1));
    assertThat((byte[]) file.readBlock(1, 0, 0).planes()[0]).containsExactly((byte) 7);
  }

  @Test
  void overviewsWithoutAMaskAreMissedWhereTheImageHasOne() {
    var half = TinyTiff.gray(1, 1, 1, 8, 1);
    half.put(Tag.NEW_SUBFILE_TYPE, new long[] {1});
    var mask = TinyTiff.gray(2, 2, 1, 1, 1);
    mask.put(Tag.NEW_SUBFILE_TYPE, new long[] {4});
    var file =
        TiffFile.open(
            new TinyTiff(LITTLE, false)
                .image(TinyTiff.gray(2, 2, 2, 8, 1), new byte[4])
                .image(half, new byte[1])
                .image(mask, new byte[] {(byte) 0x80}, new byte[] {(byte) 0xc0})
                .file());

    assertThat(file.info().overviews()).isEmpty();
    assertThat(file.readBlock(0, 0, 0).mask()).containsExactly(1, 0, 1, 1);
  }

  @Test
  void tellsASourceThatFailsFromAFileThatIsDamaged() {
    var sound = new TinyTiff(LITTLE, false).image(TinyTiff.gray(1, 1, 1, 8, 1), new byte[1]).file();
    var broken =
        new ByteSource() {
          @Override
          public String name() {
            return "s3://bucket/a.tif";
          }

          @Override
          public long size() {
            return sound.size();
          }

          @Override
          public void read(long position, byte[] into, int at, int length) throws IOException {
            throw new IOException("connection reset");
          }

          @Override
          public void close() {}
        };

    assertThatThrownBy(() -> TiffFile.open(broken))
        .isInstanceOfSatisfying(
            RasterException.class,
            e -> assertThat(e.reason()).isEqualTo(RasterException.Reason.UNREADABLE))
        .hasMessage("Cannot read s3://bucket/a.tif at byte 0: reading failed: connection reset");
  }

  @Test
  void refusesWhatItCannotReadAndNamesIt() {
    refuses(Map.of(Tag.COMPRESSION, new long[] {34712}), "compression JPEG 2000");
    refuses(Map.of(Tag.COMPRESSION, new long[] {4}), "CCITT fax 4 with samples of 8 bits");
    refuses(Map.of(Tag.COMPRESSION, new long[] {4711}), "compression number 4711");
    refuses(Map.of(Tag.BITS_PER_SAMPLE, new long[] {33}), "an unsigned integer of 33 bits");
    refuses(Map.of(Tag.SAMPLE_FORMAT, new long[] {6}), "a complex number of 8 bits");
    refuses(Map.of(Tag.PHOTOMETRIC, new long[] {8}), "colour space Lab");
    refusesBytes("<VRTDataset rasterXSize=\"1\">", ".vrt");
    refusesBytes("\0\0\0\fjP  \r\n", "JPEG 2000");
    refusesBytes("\u0089PNG....", "does not start as a TIFF");
  }

  private static void refuses(Map<Integer, Object> change, String what) {
    var tags = TinyTiff.gray(1, 1, 1, 8, 1);
    tags.putAll(change);
    var source = new TinyTiff(LITTLE, false).image(tags, new byte[4]).file();
    assertThatThrownBy(() -> TiffFile.open(source))
        .isInstanceOfSatisfying(
            RasterException.class,
            e -> assertThat(e.reason()).isEqualTo(RasterException.Reason.UNSUPPORTED))
        .hasMessageContaining(what)
        .hasMessageContaining("tiny.tif");
  }

  private static void refusesBytes(String text, String what) {
    var source = new MemoryBytes("x.tif", text.getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> TiffFile.open(source))
        .isInstanceOf(RasterException.class)
        .hasMessageContaining(what);
  }

  private static byte[] shorts(ByteOrder order, int... values) {
    var buffer = ByteBuffer.allocate(values.length * 2).order(order);
    for (int value : values) {
      buffer.putShort((short) value);
    }
    return buffer.array();
  }
}
