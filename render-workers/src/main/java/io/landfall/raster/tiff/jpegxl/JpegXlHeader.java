package io.landfall.raster.tiff.jpegxl;

import io.landfall.raster.tiff.jpegxl.JpegXlBits.Form;
import java.util.zip.DataFormatException;

/**
 * What a JPEG XL codestream says of itself before its pixels (ISO/IEC 18181-1), read in Java before
 * a library sees a byte of it: the decoder takes memory for each frame by that frame's word, and
 * frames may be larger than the image, hidden, and many. So only codestreams of one frame that is
 * no larger than the image are let through, which is what encoders make of a block.
 *
 * @param width of the image, in pixels
 * @param height of the image, in pixels
 * @param bits of a sample
 * @param isFloat whether samples are floating-point numbers
 * @param extraChannels those beside the colours
 */
record JpegXlHeader(int width, int height, int bits, boolean isFloat, int extraChannels) {
  private static final int MAX_EXTRA_CHANNELS = 256; // what decoders take, too
  private static final long ALPHA = 0;
  private static final long SPOT_COLOR = 2;
  private static final long COLOR_FILTER = 5;
  private static final long GRAY = 1;
  private static final long XYB = 2;
  private static final long CUSTOM = 2;
  private static final long REGULAR_FRAME = 0;
  private static final long PATCHES = 2;
  private static final long SPLINES = 16;
  private static final long USES_LOW_FREQUENCY_FRAME = 32;
  private static final int[] UPSAMPLING_WEIGHTS = {15, 55, 210};
  private static final int[][] RATIOS = {
    {1, 1}, {12, 10}, {4, 3}, {3, 2}, {16, 9}, {5, 4}, {2, 1},
  };

  private static final Form SIDE = Form.of(1, 9, 1, 13, 1, 18, 1, 30);
  private static final Form WHOLE_BITS = Form.of(8, 0, 10, 0, 12, 0, 1, 6);
  private static final Form FLOAT_BITS = Form.of(32, 0, 16, 0, 24, 0, 1, 6);
  private static final Form CHANNELS = Form.of(0, 0, 1, 0, 2, 4, 1, 12);
  private static final Form SHIFT = Form.of(0, 0, 3, 0, 4, 0, 1, 3);
  private static final Form NAME = Form.of(0, 0, 0, 4, 16, 5, 48, 10);
  private static final Form FILTER_CHANNEL = Form.of(1, 0, 0, 2, 3, 4, 19, 8);
  private static final Form CHROMATICITY = Form.of(0, 19, 1 << 19, 19, 1 << 20, 20, 1 << 21, 21);
  private static final Form POWER_OF_TWO = Form.of(1, 0, 2, 0, 4, 0, 8, 0);
  private static final Form PASSES = Form.of(1, 0, 2, 0, 3, 0, 4, 3);
  private static final Form DOWNSAMPLINGS = Form.of(0, 0, 1, 0, 2, 0, 3, 1);
  private static final Form LAST_PASS = Form.of(0, 0, 1, 0, 2, 0, 0, 3);
  private static final Form PLACE = Form.of(0, 8, 256, 11, 2304, 14, 18_688, 30);
  private static final Form BLENDING = Form.of(0, 0, 1, 0, 2, 0, 3, 2);
  private static final Form ALPHA_CHANNEL = Form.of(0, 0, 1, 0, 2, 0, 3, 3);

  /**
   * Reads it of a codestream without a container.
   *
   * @throws UnsupportedJpegXlException if it is of several frames or images, has a frame larger
   *     than the image, or an ICC profile inside
   * @throws DataFormatException if it is no codestream
   */
  static JpegXlHeader read(byte[] codestream, int length) throws DataFormatException {
    var in = new JpegXlBits(codestream, length);
    if (in.bits(16) != 0x0aff) {
      throw new DataFormatException("it is not JPEG XL");
    }
    return new HeaderReader(in).read();
  }

  private static final class HeaderReader {
    private final JpegXlBits in;
    private long width;
    private long height;
    private int bits = 8;
    private boolean isFloat;
    private int extraChannels;
    private boolean xyb = true;

    HeaderReader(JpegXlBits in) {
      this.in = in;
    }

    JpegXlHeader read() throws DataFormatException {
      readSize();
      readMetadata();
      readTransform();
      in.toNextByte();
      readFrame();
      return new JpegXlHeader((int) width, (int) height, bits, isFloat, extraChannels);
    }

    private void readSize() throws DataFormatException {
      boolean small = in.flag();
      height = small ? 8 * (1 + in.bits(5)) : in.number(SIDE);
      int ratio = (int) in.bits(3);
      if (ratio != 0) {
        width = height * RATIOS[ratio - 1][0] / RATIOS[ratio - 1][1];
      } else {
        width = small ? 8 * (1 + in.bits(5)) : in.number(SIDE);
      }
      if (width > Integer.MAX_VALUE) {
        throw new DataFormatException("it has %d pixels across".formatted(width));
      }
    }

    private void readMetadata() throws DataFormatException {
      if (in.flag()) {
        return;
      }
      boolean more = in.flag();
      if (more) {
        in.skip(3); // orientation: the block's pixels lie as they are in the file
        if (in.flag() | in.flag() | in.flag()) {
          throw new UnsupportedJpegXlException(
              "JPEG XL with a preview, an animation or another size to be shown at");
        }
      }
      bits = readDepth();
      in.skip(1);
      extraChannels = (int) in.number(CHANNELS);
      if (extraChannels > MAX_EXTRA_CHANNELS) {
        throw new DataFormatException("it has %d further channels".formatted(extraChannels));
      }
      for (int i = 0; i < extraChannels; i++) {
        readChannel();
      }
      xyb = in.flag();
      readColors();
      if (more && !in.flag()) {
        in.skip(16 + 16 + 1 + 16); // how bright the screen is
      }
      skipExtensions();
    }

    private int readDepth() throws DataFormatException {
      boolean floating = in.flag();
      int found = (int) in.number(floating ? FLOAT_BITS : WHOLE_BITS);
      if (floating) {
        in.skip(4);
      }
      isFloat = floating;
      return found;
    }

    private void readChannel() throws DataFormatException {
      if (in.flag()) {
        requireDepth(8, false);
        return;
      }
      long type = in.choice();
      int colorBits = bits;
      boolean colorFloat = isFloat;
      int found = readDepth();
      boolean foundFloat = isFloat;
      isFloat = colorFloat;
      bits = colorBits;
      requireDepth(found, foundFloat);
      if (in.number(SHIFT) != 0) {
        throw new UnsupportedJpegXlException("JPEG XL with bands of lower resolution");
      }
      in.skip(8 * in.number(NAME));
      if (type == ALPHA) {
        in.skip(1);
      } else if (type == SPOT_COLOR) {
        in.skip(4 * 16);
      } else if (type == COLOR_FILTER) {
        in.number(FILTER_CHANNEL);
      }
    }

    private void requireDepth(int channelBits, boolean channelFloat) throws DataFormatException {
      if (channelBits != bits || channelFloat != isFloat) {
        throw new UnsupportedJpegXlException("JPEG XL with bands of different types");
      }
    }

    private void readColors() throws DataFormatException {
      if (in.flag()) {
        return;
      }
      if (in.flag()) {
        throw new UnsupportedJpegXlException("JPEG XL with an ICC profile inside");
      }
      long space = in.choice();
      if (space != XYB) {
        if (in.choice() == CUSTOM) {
          skipChromaticities(1);
        }
        if (space != GRAY && in.choice() == CUSTOM) {
          skipChromaticities(3);
        }
        if (in.flag()) {
          in.skip(24); // gamma
        } else {
          in.choice();
        }
      }
      in.choice(); // rendering intent
    }

    private void skipChromaticities(int count) throws DataFormatException {
      for (int i = 0; i < 2 * count; i++) {
        in.number(CHROMATICITY);
      }
    }

    private void skipExtensions() throws DataFormatException {
      long which = in.longNumber();
      long sum = 0;
      for (int i = 0; i < Long.bitCount(which); i++) {
        long extension = in.longNumber();
        if (extension < 0 || extension > Integer.MAX_VALUE) {
          throw new DataFormatException("an extension is longer than the block");
        }
        sum += extension;
      }
      in.skip(sum);
    }

    private void readTransform() throws DataFormatException {
      if (in.flag()) {
        return;
      }
      if (xyb && !in.flag()) {
        in.skip(16 * 16);
      }
      long weights = in.bits(3);
      for (int i = 0; i < UPSAMPLING_WEIGHTS.length; i++) {
        in.skip((weights >> i & 1) * 16 * UPSAMPLING_WEIGHTS[i]);
      }
    }

    private void readFrame() throws DataFormatException {
      if (in.flag()) {
        return; // a frame like the image, the only one
      }
      if (in.bits(2) != REGULAR_FRAME) {
        throw severalFrames();
      }
      boolean modular = in.flag();
      long flags = in.longNumber();
      if ((flags & (PATCHES | USES_LOW_FREQUENCY_FRAME)) != 0) {
        throw severalFrames();
      }
      if ((flags & SPLINES)
          != 0) { // a few bytes that take seconds to draw, which no encoder writes
        throw new UnsupportedJpegXlException("JPEG XL with splines");
      }
      if (!xyb && in.flag()) {
        in.skip(3 * 2); // of YCbCr
      }
      for (int i = 0; i <= extraChannels; i++) {
        in.number(POWER_OF_TWO);
      }
      if (modular) {
        in.skip(2);
      } else if (xyb) {
        in.skip(3 + 3);
      }
      skipPasses();
      boolean partial = in.flag() && readPlace();
      for (int i = 0; i <= extraChannels; i++) {
        skipBlending(partial);
      }
      if (!in.flag()) {
        throw severalFrames();
      }
    }

    private void skipPasses() throws DataFormatException {
      int passes = (int) in.number(PASSES);
      if (passes == 1) {
        return;
      }
      int downsamplings = (int) in.number(DOWNSAMPLINGS);
      in.skip(2L * (passes - 1));
      for (int i = 0; i < downsamplings; i++) {
        in.number(POWER_OF_TWO);
      }
      for (int i = 0; i < downsamplings; i++) {
        in.number(LAST_PASS);
      }
    }

    /** Returns whether the frame leaves pixels of the image out. */
    private boolean readPlace() throws DataFormatException {
      long x = signed(in.number(PLACE));
      long y = signed(in.number(PLACE));
      long across = in.number(PLACE);
      long down = in.number(PLACE);
      if (across > width || down > height) {
        throw new UnsupportedJpegXlException("JPEG XL with a frame larger than its image");
      }
      return x > 0 || y > 0 || x + across < width || y + down < height;
    }

    private static long signed(long packed) {
      return packed >> 1 ^ -(packed & 1);
    }

    private void skipBlending(boolean partial) throws DataFormatException {
      long mode = in.number(BLENDING);
      boolean byAlpha = extraChannels > 0 && (mode == 2 || mode == 3);
      if (byAlpha) {
        in.number(ALPHA_CHANNEL);
      }
      if (byAlpha || mode == 4) {
        in.skip(1);
      }
      if (mode != 0 || partial) {
        in.skip(2);
      }
    }

    private static UnsupportedJpegXlException severalFrames() {
      return new UnsupportedJpegXlException(
          "JPEG XL of several frames, as of patches that repeat or previews of low resolution,");
    }
  }
}
