package io.landfall.raster.tiff.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.SampleType;
import io.landfall.raster.tiff.TiffFile;
import io.landfall.raster.tiff.TinyTiff;
import io.landfall.raster.tiff.format.Photometric;
import io.landfall.raster.tiff.format.Tag;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import org.junit.jupiter.api.Test;

/** Blobs of a few pixels, laid out by hand; those of other programs are in EveryLayoutTest. */
class LercCodecTest {
  private static final int FLOAT = 6;
  private final Codec codec = Codecs.standard().of(34887);

  @Test
  void pixelsWithoutAValueAreNoNumber() throws DataFormatException {
    byte[] mask = {1, 0, (byte) 0b1010_0000, 0, (byte) 0x80}; // one byte as it is, the end
    byte[] blob = blob(2, 2, FLOAT, 2, mask, values -> values.putFloat(7).putFloat(7));

    assertThat(floats(blob)).containsExactly(7, Float.NaN, 7, Float.NaN);
  }

  @Test
  void stepsAreCountedFromTheOffset() throws DataFormatException {
    byte[] blob =
        blob(
            2,
            2,
            FLOAT,
            4,
            new byte[0],
            values ->
                values
                    .putFloat(1) // the least
                    .putFloat(4) // the greatest
                    .put((byte) 0) // in tiles
                    .put((byte) (2 << 6 | 1)) // steps from an offset of one byte
                    .put((byte) 1)
                    .put((byte) (2 << 6 | 2)) // numbers of two bits, their count in a byte
                    .put((byte) 4)
                    .put((byte) 0b11_10_01_00)); // 0, 1, 2, 3 from the lowest bit

    assertThat(floats(blob)).containsExactly(1, 2, 3, 4);
  }

  @Test
  void aChangedByteIsNoticed() {
    byte[] blob = blob(1, 1, FLOAT, 1, new byte[0], values -> values.putFloat(7).putFloat(7));
    blob[blob.length - 1]++;

    assertThatThrownBy(() -> floats(blob)).hasMessageContaining("sum of the LERC data is wrong");
  }

  @Test
  void soundSumsDoNotMakeSoundBlobs() {
    var random = new Random(3);
    for (int i = 0; i < 3000; i++) {
      byte[] noise = new byte[random.nextInt(40)];
      random.nextBytes(noise);
      int type = random.nextInt(8);
      byte[] blob = blob(2, 2, type, random.nextInt(5), noise, values -> values.put(noise));
      var parameters =
          new Codec.CodecParameters(Photometric.BLACK_IS_ZERO, 0, new byte[0], SampleType.FLOAT32);
      try {
        codec.decode(
            new Codec.EncodedBlock(blob, blob.length, 2, 2, 1, parameters), new byte[16], 16);
      } catch (DataFormatException refused) {
        assertThat(refused.getMessage()).isNotBlank();
      }
    }
  }

  @Test
  void refusesSizesBeforeItAllocates() {
    byte[] blob = blob(1 << 20, 1 << 20, FLOAT, 4, new byte[0], values -> values.putFloat(7));

    assertThatThrownBy(() -> floats(blob)).hasMessageContaining("impossible sizes");
  }

  /** Most writers pad tiles with what compresses well; nothing makes them. */
  @Test
  void tilesAtTheLowerEdgeAreDecodedWhole() {
    int side = 256;
    int rows = 3;
    var random = new Random(4);
    float[] samples = new float[side * side];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = 1 + 3 * random.nextFloat();
    }
    byte[] blob =
        blob(
            side,
            side,
            FLOAT,
            samples.length,
            new byte[0],
            values -> {
              values.putFloat(1).putFloat(4).put((byte) 1); // the values as they are
              for (float sample : samples) {
                values.putFloat(sample);
              }
              return values;
            });
    for (byte[] compressed : new byte[][] {blob, TinyTiff.deflated(blob)}) {
      var tags = TinyTiff.gray(side, rows, 1, 32, 3);
      tags.remove(Tag.ROWS_PER_STRIP);
      tags.put(Tag.TILE_WIDTH, new long[] {side});
      tags.put(Tag.TILE_LENGTH, new long[] {side});
      tags.put(Tag.COMPRESSION, new long[] {34887});
      try (var file =
          TiffFile.open(
              new TinyTiff(ByteOrder.LITTLE_ENDIAN, false).image(tags, compressed).file())) {
        assertThat((float[]) file.readBlock(0, 0, 0).planes()[0])
            .isEqualTo(Arrays.copyOf(samples, side * rows));
      }
    }
  }

  @Test
  void rowsThatTheBlockHasNotAreRefused() {
    byte[] blob =
        blob(2, 3, FLOAT, 6, new byte[0], values -> values.putFloat(7).putFloat(7).putFloat(7));

    assertThatThrownBy(() -> floats(blob)).hasMessageContaining("it has 2 x 3 pixels");
  }

  private float[] floats(byte[] blob) throws DataFormatException {
    var parameters =
        new Codec.CodecParameters(Photometric.BLACK_IS_ZERO, 0, new byte[0], SampleType.FLOAT32);
    byte[] into = new byte[16];
    assertThat(
            codec.decode(new Codec.EncodedBlock(blob, blob.length, 2, 2, 1, parameters), into, 16))
        .isEqualTo(16);
    float[] floats = new float[4];
    ByteBuffer.wrap(into).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
    return floats;
  }

  /** Writes the values of a blob. */
  private interface Values {
    ByteBuffer to(ByteBuffer out);
  }

  private static byte[] blob(
      int width, int height, int type, int valid, byte[] mask, Values values) {
    var out = ByteBuffer.allocate(1 << 19).order(ByteOrder.LITTLE_ENDIAN);
    out.put(new byte[] {'L', 'e', 'r', 'c', '2', ' '}).putInt(4).putInt(0);
    out.putInt(height).putInt(width).putInt(1).putInt(valid).putInt(8);
    int sizeAt = out.position();
    out.putInt(0).putInt(type).putDouble(0.5).putDouble(1).putDouble(4);
    out.putInt(mask.length).put(mask);
    values.to(out);
    int size = out.position();
    out.putInt(sizeAt, size);
    byte[] blob = Arrays.copyOf(out.array(), size);
    long low = 0xffff;
    long high = 0xffff;
    for (int i = 14; i < size; i += 2) { // Fletcher-32, of words highest byte first
      low = (low + ((blob[i] & 0xff) << 8 | (i + 1 < size ? blob[i + 1] & 0xff : 0))) % 0xffff;
      high = (high + low) % 0xffff;
    }
    ByteBuffer.wrap(blob).order(ByteOrder.LITTLE_ENDIAN).putInt(10, (int) (high << 16 | low));
    return blob;
  }
}
