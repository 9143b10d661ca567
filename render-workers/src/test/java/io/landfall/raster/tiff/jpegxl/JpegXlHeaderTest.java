package io.landfall.raster.tiff.jpegxl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import org.junit.jupiter.api.Test;

class JpegXlHeaderTest {
  /** Bits of headers, the lowest first, as text: {@code number:count}. */
  private static byte[] codestream(String... fields) {
    byte[] bytes = new byte[200];
    int at = 0;
    for (String field : fields) {
      if (field.equals("align")) {
        at = at + 7 & ~7;
        continue;
      }
      String[] parts = field.split(":");
      long value = Long.decode(parts[0]);
      int count = Integer.parseInt(parts[1]);
      for (int i = 0; i < count; i++, at++) {
        bytes[at >> 3] |= (byte) ((value >> i & 1) << (at & 7));
      }
    }
    return bytes;
  }

  private static String[] with(String... frame) {
    String[] image = {"0x0aff:16", "1:1", "3:5", "0:3", "3:5", "1:1", "1:1", "align"}; // 32 x 32
    String[] all = Arrays.copyOf(image, image.length + frame.length);
    System.arraycopy(frame, 0, all, image.length, frame.length);
    return all;
  }

  private static JpegXlHeader read(byte[] bytes) throws DataFormatException {
    return JpegXlHeader.read(bytes, bytes.length);
  }

  @Test
  void anImageOfOneFrameIsLetThrough() throws DataFormatException {
    assertThat(read(codestream(with("1:1")))).isEqualTo(new JpegXlHeader(32, 32, 8, false, 0));
  }

  @Test
  void aFrameLargerThanItsImageIsRefused() {
    String[] frame = {
      "0:1",
      "0:2",
      "1:1",
      "0:2",
      "0:2",
      "1:2",
      "0:2", // modular, regular, no upsampling
      "1:1",
      "0:10",
      "0:10", // cropped, at 0, 0
      "3:2",
      "30000:30",
      "3:2",
      "30000:30"
    };
    assertThatThrownBy(() -> read(codestream(with(frame))))
        .isInstanceOf(UnsupportedJpegXlException.class)
        .hasMessageContaining("a frame larger than its image");
  }

  @Test
  void hiddenAndFurtherFramesAreRefused() {
    for (String type : new String[] {"1:2", "2:2", "3:2"}) {
      assertThatThrownBy(() -> read(codestream(with("0:1", type))))
          .isInstanceOf(UnsupportedJpegXlException.class)
          .hasMessageContaining("several frames");
    }
    String[] first = {"0:1", "0:2", "1:1", "0:2", "0:2", "1:2", "0:2", "0:1", "0:2", "0:1"};
    assertThatThrownBy(() -> read(codestream(with(first))))
        .isInstanceOf(UnsupportedJpegXlException.class)
        .hasMessageContaining("several frames");
  }

  @Test
  void splinesAreRefused() {
    assertThatThrownBy(() -> read(codestream(with("0:1", "0:2", "1:1", "1:2", "15:4"))))
        .isInstanceOf(UnsupportedJpegXlException.class)
        .hasMessageContaining("splines");
  }

  @Test
  void aThousandMillionPixelsAreRefusedBeforeTheyAreDecoded() throws DataFormatException {
    byte[] bomb =
        codestream(
            "0x0aff:16",
            "0:1",
            "3:2",
            "99999:30",
            "0:3",
            "2:2",
            "9999:18",
            "1:1",
            "1:1",
            "align",
            "1:1");
    assertThat(read(bomb)).isEqualTo(new JpegXlHeader(10_000, 100_000, 8, false, 0));
    assumeTrue(LibJxl.find().isPresent());
    var expected = new LibJxl.JxlBlock(512, 512, 3, LibJxl.JxlSamples.UINT8);
    assertThatThrownBy(
            () -> LibJxl.find().orElseThrow().decode(bomb, bomb.length, expected, new byte[9], 9))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("10000 x 100000 pixels, the block 512 x 512");
  }

  @Test
  void headersCutOffOrOfAnyBitsAreReadOrRefused() throws DataFormatException {
    byte[] sound = codestream(with("1:1"));
    for (int length = 0; length < 5; length++) {
      int cut = length;
      assertThatThrownBy(() -> JpegXlHeader.read(sound, cut))
          .isInstanceOf(DataFormatException.class);
    }
    var random = new Random(20261130);
    int read = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(120)];
      random.nextBytes(bytes);
      if (bytes.length > 1) {
        bytes[0] = (byte) 0xff;
        bytes[1] = 0x0a;
      }
      try {
        JpegXlHeader header = read(bytes);
        assertThat(header.width()).isPositive();
        assertThat(header.height()).isPositive();
        read++;
      } catch (DataFormatException refused) {
        assertThat(refused).message().isNotBlank();
      }
    }
    assertThat(read).isPositive();
  }

  @Test
  void boxesThatDoNotEndWhereTheySayAreRefused() {
    byte[] box = {
      0, 0, 0, 12, 'J', 'X', 'L', ' ', '\r', '\n', (byte) 0x87, '\n', 0, 0, 9, 9, 'j', 'x', 'l', 'c'
    };
    assertThatThrownBy(() -> JpegXlContainer.codestream(box, box.length))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("its box at byte 12 has 2313 bytes of 8");
    for (int length = 0; length < 12; length++) { // no box: the signature fails later
      int cut = length;
      assertThatThrownBy(
              () -> {
                byte[] bytes = JpegXlContainer.codestream(box, cut);
                JpegXlHeader.read(bytes, bytes.length);
              })
          .isInstanceOf(DataFormatException.class);
    }
  }
}
