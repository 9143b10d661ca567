package io.landfall.raster.tiff.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.PixelGrid;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.tiff.MemoryBytes;
import io.landfall.raster.tiff.TiffFile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DirectoryWriterTest {
  private static final List<TiffField> FIELDS =
      List.of(
          TiffField.ascii(Tag.SOFTWARE, "me 1"), // 5 bytes: beyond a classic entry, in a big one
          TiffField.shorts(Tag.IMAGE_WIDTH, 0x1234),
          TiffField.doubles(Tag.MODEL_PIXEL_SCALE, 1, 2));

  @ParameterizedTest
  @CsvSource({
    "CLASSIC, "
        + "49492a00 08000000" // header
        + "0300"
        + "0001 0300 01000000 34120000"
        + "3101 0200 05000000 32000000" // at byte 50
        + "0e83 0c00 02000000 38000000" // at byte 56
        + "99000000"
        + "6d65203100 00" // to an even byte
        + "000000000000f03f 0000000000000040",
    "BIG_TIFF, "
        + "49492b00 08000000 1000000000000000"
        + "0300000000000000"
        + "0001 0300 0100000000000000 3412000000000000"
        + "3101 0200 0500000000000000 6d65203100000000"
        + "0e83 0c00 0200000000000000 5c00000000000000" // at byte 92
        + "9900000000000000"
        + "000000000000f03f 0000000000000040",
  })
  void theBytesAreThoseOfTheSpecification(TiffVariant variant, String hex) {
    DirectoryWriter writer = new DirectoryWriter(variant);
    int valuesAt = writer.headerBytes() + writer.directoryBytes(FIELDS);
    ByteBuffer out = DirectoryWriter.allocate(valuesAt + writer.valueBytes(FIELDS));

    writer.putHeader(out, writer.headerBytes());
    writer.putDirectory(out, FIELDS, valuesAt, 0x99);

    assertThat(HexFormat.of().formatHex(out.array())).isEqualTo(hex.replace(" ", ""));
    assertThat(out.position()).isEqualTo(valuesAt);
  }

  /** The directory lies behind its values, and these behind the pixels. */
  @ParameterizedTest
  @EnumSource
  void theReaderFindsADirectoryAtTheEnd(TiffVariant variant) {
    DirectoryWriter writer = new DirectoryWriter(variant);
    List<TiffField> fields = new ArrayList<>(GeoFields.of(grid(32_616), false));
    fields.add(TiffField.shorts(Tag.IMAGE_WIDTH, 3));
    fields.add(TiffField.shorts(Tag.IMAGE_LENGTH, 1));
    fields.add(TiffField.shorts(Tag.BITS_PER_SAMPLE, 8));
    fields.add(TiffField.longs(Tag.STRIP_OFFSETS, writer.headerBytes()));
    fields.add(TiffField.longs(Tag.STRIP_BYTE_COUNTS, 3));
    fields.add(TiffField.ascii(Tag.GDAL_NODATA, "9"));
    int valuesAt = writer.headerBytes() + 4;
    int directoryAt = valuesAt + writer.valueBytes(fields);
    ByteBuffer out = DirectoryWriter.allocate(directoryAt + writer.directoryBytes(fields));
    writer.putHeader(out, directoryAt);
    out.put(new byte[] {7, 8, 9});
    writer.putDirectory(out.position(directoryAt), fields, valuesAt, 0);

    assertThat(out.hasRemaining()).isFalse();
    try (var file = TiffFile.open(new MemoryBytes("written.tif", out.array()))) {
      RasterInfo info = file.info();
      assertThat(info.format()).isEqualTo(variant == TiffVariant.BIG_TIFF ? "BigTIFF" : "GeoTIFF");
      assertThat(info.epsg()).isEqualTo(32_616);
      assertThat(info.transform()).isEqualTo(grid(32_616).transform());
      assertThat(info.bands().get(0).nodata()).isEqualTo(9);
      assertThat((byte[]) file.readBlock(0, 0, 0).planes()[0]).containsExactly(7, 8, 9);
    }
  }

  @Test
  void aGeographicCrsHasItsOwnModelAndKey() {
    TiffField projected = GeoFields.of(grid(3857), false).get(2);
    TiffField geographic = GeoFields.of(grid(4326), true).get(2);

    assertThat(shorts(projected))
        .containsExactly(1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 3857);
    assertThat(shorts(geographic))
        .containsExactly(1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326);
  }

  private static PixelGrid grid(int epsg) {
    return new PixelGrid(epsg, 500_010, 4_100_010, 30, 3, 1);
  }

  private static int[] shorts(TiffField field) {
    int[] shorts = new int[(int) field.count()];
    ByteBuffer values = DirectoryWriter.allocate((int) field.bytes());
    field.values().accept(values);
    values.flip();
    Arrays.setAll(shorts, i -> values.getShort() & 0xffff);
    return shorts;
  }
}
