package io.landfall.raster.jp2;

import io.landfall.model.SampleType;
import io.landfall.model.color.ColorTable;
import io.landfall.raster.RasterInfo.BandInfo;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * What the components of a codestream are as bands. Source: ISO/IEC 15444-1, I.5.3.
 *
 * @param type of them all
 * @param stored as {@link io.landfall.raster.RasterInfo#stored}
 * @param colors of a palette, or {@code null}
 * @param scales by band: opacity of one bit is read as 0 and 255
 */
record Components(
    SampleType type, String stored, List<BandInfo> bands, ColorTable colors, int[] scales) {
  private static final int SRGB = 16;
  private static final int GRAY = 17;

  /** Those that store brightness and differences of colours, and Lab. */
  private static final Set<Integer> OTHER_SPACES = Set.of(1, 3, 4, 14, 18, 19, 24);

  private static final int COLOR_CHANNEL = 0;
  private static final int OPACITY = 1;
  private static final int PREMULTIPLIED_OPACITY = 2;
  private static final List<String> RGB = List.of("red", "green", "blue");

  static Components of(Jp2Bytes bytes, Boxes boxes, ImageSize size) {
    if (OTHER_SPACES.contains(boxes.colorSpace)) {
      throw bytes.unsupported(
          "JPEG 2000 in colour space %d (YCbCr or Lab)".formatted(boxes.colorSpace),
          "convert it to RGB");
    }
    boolean signed = size.signed()[0];
    for (boolean other : size.signed()) {
      if (other != signed) {
        throw bytes.unsupported(
            "JPEG 2000 of signed and unsigned components", "split it into files of one kind");
      }
    }
    int most = Arrays.stream(size.bits()).max().orElseThrow();
    SampleType type = type(most, signed);
    ColorTable colors = size.components() == 1 ? palette(bytes, boxes) : null;
    List<String> meanings = meanings(boxes, size.components(), colors != null);
    List<BandInfo> bands = new ArrayList<>();
    int[] scales = new int[size.components()];
    for (int i = 0; i < scales.length; i++) {
      bands.add(new BandInfo(String.valueOf(i + 1), type, null, meanings.get(i)));
      boolean isOneBitOpacity = meanings.get(i).equals("alpha") && size.bits()[i] == 1;
      scales[i] = isOneBitOpacity && type == SampleType.UINT8 && scales.length > 1 ? 255 : 1;
    }
    return new Components(type, (signed ? "int" : "uint") + most, bands, colors, scales);
  }

  private static SampleType type(int bits, boolean signed) {
    if (bits <= 8) {
      return signed ? SampleType.INT8 : SampleType.UINT8;
    } else if (bits <= 16) {
      return signed ? SampleType.INT16 : SampleType.UINT16;
    }
    return signed ? SampleType.INT32 : SampleType.UINT32;
  }

  private static List<String> meanings(Boxes boxes, int components, boolean isPalette) {
    String[] meanings = new String[components];
    Arrays.fill(meanings, "undefined");
    if (isPalette) {
      return List.of("palette");
    }
    if (boxes.colorSpace == GRAY || boxes.colorSpace != SRGB && components < 3) {
      meanings[0] = "gray";
    } else if (components == 3 || components > 3 && boxes.colorSpace == SRGB) {
      for (int i = 0; i < 3; i++) {
        meanings[i] = RGB.get(i);
      }
    }
    if (boxes.channels != null && boxes.channels.length >= 2) {
      readChannels(ByteBuffer.wrap(boxes.channels), boxes.colorSpace == SRGB, meanings);
    }
    return List.of(meanings);
  }

  private static void readChannels(ByteBuffer channels, boolean isRgb, String[] meanings) {
    int count = channels.getShort() & 0xffff;
    for (int i = 0; i < count && channels.remaining() >= 6; i++) {
      int channel = channels.getShort() & 0xffff;
      int kind = channels.getShort() & 0xffff;
      int of = channels.getShort() & 0xffff;
      if (channel >= meanings.length) {
        continue;
      }
      if (kind == OPACITY || kind == PREMULTIPLIED_OPACITY) {
        meanings[channel] = "alpha";
      } else if (kind == COLOR_CHANNEL && isRgb && of >= 1 && of <= 3) {
        meanings[channel] = RGB.get(of - 1);
      } else if (kind != COLOR_CHANNEL) {
        meanings[channel] = "undefined";
      }
    }
  }

  /** Returns the colours of three or four columns of bytes; a palette of other kinds is refused. */
  private static ColorTable palette(Jp2Bytes bytes, Boxes boxes) {
    if (boxes.palette == null) {
      return null;
    }
    var content = ByteBuffer.wrap(boxes.palette);
    int entries = content.remaining() < 3 ? 0 : content.getShort() & 0xffff;
    int columns = entries == 0 ? 0 : content.get() & 0xff;
    boolean isBytes = content.remaining() >= columns + entries * columns;
    for (int i = 0; isBytes && i < columns; i++) {
      isBytes = content.get() == 7;
    }
    if (!isBytes || entries > 1024 || columns != 3 && columns != 4) {
      throw bytes.unsupported(
          "JPEG 2000 with a palette of %d columns of %d colours".formatted(columns, entries),
          "convert it to RGB");
    }
    int[] colors = new int[3 * entries];
    for (int i = 0; i < entries; i++) {
      for (int column = 0; column < columns; column++) {
        int value = content.get() & 0xff;
        if (column < 3) {
          colors[3 * i + column] = value * 257;
        }
      }
    }
    return new ColorTable(colors);
  }
}
