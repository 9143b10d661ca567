package io.landfall.raster.tiff.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.landfall.raster.tiff.TiffFile;
import io.landfall.raster.tiff.TinyTiff;
import io.landfall.raster.tiff.format.Photometric;
import io.landfall.raster.tiff.format.Tag;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;

class JpegCodecTest {
  private static final int SIDE = 32;
  private final Codec codec = new JpegCodec();

  @Test
  void decodesTheRowsOfTheBlock() throws IOException, DataFormatException {
    byte[] into = new byte[SIDE * 20];

    assertThat(codec.decode(block(jpeg(), SIDE, 20), into, into.length)).isEqualTo(into.length);
    for (int i = 0; i < into.length; i++) {
      assertThat(into[i] & 0xff).isCloseTo(grey(i % SIDE, i / SIDE), within(6));
    }
  }

  @Test
  void refusesASizeThatIsNotTheBlocks() throws IOException {
    var wider = block(jpeg(), SIDE + 1, SIDE);

    assertThatThrownBy(() -> codec.decode(wider, new byte[9999], 9999))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("32 x 32 pixels of 1 samples");
  }

  @Test
  void refusesAClaimOfGigapixelsBeforeItDecodes() throws IOException {
    byte[] jpeg = jpeg();
    int frame = frameOf(jpeg);
    Arrays.fill(jpeg, frame + 5, frame + 9, (byte) 0xff); // 65535 x 65535
    var block = block(jpeg, 65_535, SIDE);

    assertThatThrownBy(() -> codec.decode(block, new byte[99], 99))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("65535 x 65535");
  }

  @Test
  void namesWhatItDoesNotRead() throws IOException {
    byte[] jpeg = jpeg();
    jpeg[frameOf(jpeg) + 4] = 12;

    assertThatThrownBy(() -> codec.decode(block(jpeg, SIDE, SIDE), new byte[1024], 1024))
        .isInstanceOf(UnsupportedStreamException.class)
        .hasMessageContaining("12 bits");
  }

  @Test
  void greyInPlaceOfMissingPixelsIsDamage() throws IOException {
    byte[] jpeg = jpeg();
    byte[] cut = Arrays.copyOf(jpeg, jpeg.length - 120);

    assertThatThrownBy(() -> codec.decode(block(cut, SIDE, SIDE), new byte[1024], 1024))
        .isInstanceOf(DataFormatException.class);
  }

  @Test
  void refusesMoreScansThanAnyoneWrites() throws IOException {
    byte[] jpeg = jpeg();
    byte[] scans = Arrays.copyOf(jpeg, jpeg.length + 400);
    for (int i = jpeg.length; i < scans.length; i += 2) {
      scans[i] = (byte) 0xff;
      scans[i + 1] = (byte) 0xda;
    }

    assertThatThrownBy(() -> codec.decode(block(scans, SIDE, SIDE), new byte[1024], 1024))
        .hasMessageContaining("more than 64 scans");
  }

  /** libjpeg would take the size of the first, and memory for it: 65535 x 65535 if it says so. */
  @Test
  void refusesAnImageAmongTheSharedTables() throws IOException {
    byte[] jpeg = jpeg();
    byte[] tables = jpeg.clone();
    Arrays.fill(tables, frameOf(tables) + 5, frameOf(tables) + 9, (byte) 0xff);
    var parameters = new Codec.CodecParameters(Photometric.BLACK_IS_ZERO, 0, tables);
    var block = new Codec.EncodedBlock(jpeg, jpeg.length, SIDE, SIDE, 1, parameters);

    assertThatThrownBy(() -> codec.decode(block, new byte[1024], 1024))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("among its shared tables");
  }

  /** Its first rows are not sharp before its last scan is read. */
  @Test
  void progressiveTilesAtTheLowerEdgeAreDecodedWhole() throws IOException {
    int side = 400;
    int rows = 2;
    var image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
    byte[] noise = new byte[side * side];
    new Random(1).nextBytes(noise);
    image.getRaster().setDataElements(0, 0, side, side, noise);
    var tags = TinyTiff.gray(side, rows, 1, 8, 1);
    tags.remove(Tag.ROWS_PER_STRIP);
    tags.put(Tag.TILE_WIDTH, new long[] {side});
    tags.put(Tag.TILE_LENGTH, new long[] {side});
    tags.put(Tag.COMPRESSION, new long[] {7});
    var tiff = new TinyTiff(ByteOrder.LITTLE_ENDIAN, false).image(tags, progressive(image));

    try (var file = TiffFile.open(tiff.file())) {
      byte[] read = (byte[]) file.readBlock(0, 0, 0).planes()[0];
      assertThat(read).hasSize(side * rows);
      for (int i = 0; i < read.length; i++) {
        assertThat(read[i] & 0xff).isCloseTo(noise[i] & 0xff, within(4));
      }
    }
  }

  private static byte[] progressive(BufferedImage image) throws IOException {
    var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    var param = writer.getDefaultWriteParam();
    param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    param.setCompressionQuality(1);
    var out = new ByteArrayOutputStream();
    try (var stream = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), param);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  private static int grey(int x, int y) {
    return 4 * x + 3 * y;
  }

  private static byte[] jpeg() throws IOException {
    var image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < SIDE * SIDE; i++) {
      image.getRaster().setSample(i % SIDE, i / SIDE, 0, grey(i % SIDE, i / SIDE));
    }
    var out = new ByteArrayOutputStream();
    ImageIO.write(image, "jpeg", out);
    return out.toByteArray();
  }

  private static int frameOf(byte[] jpeg) {
    for (int i = 0; i < jpeg.length; i++) {
      if (jpeg[i] == (byte) 0xff && jpeg[i + 1] == (byte) 0xc0) {
        return i;
      }
    }
    throw new AssertionError("no frame");
  }

  private static Codec.EncodedBlock block(byte[] jpeg, int width, int height) {
    var parameters = new Codec.CodecParameters(Photometric.BLACK_IS_ZERO, 0, new byte[0]);
    return new Codec.EncodedBlock(jpeg, jpeg.length, width, height, 1, parameters);
  }
}
