package io.landfall.raster.sidecar;

import io.landfall.model.SampleType;
import io.landfall.raster.ForwardingRasterFile;
import io.landfall.raster.MaskBlocks;
import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterException;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.SampleBlock;
import java.util.ArrayList;
import java.util.List;

/**
 * A raster with a mask in a file beside it, whose blocks may be of another size. Overviews that the
 * mask does not have are left out. Closing it closes neither file.
 */
public final class MaskedRasterFile extends ForwardingRasterFile {
  private final String name;
  private final RasterInfo info;
  private final List<MaskedLevel> levels;

  /**
   * One resolution.
   *
   * @param level of the image
   */
  private record MaskedLevel(int level, MaskBlocks mask) {}

  /**
   * Joins two files.
   *
   * @throws RasterException UNSUPPORTED if the mask is none of the image
   */
  public MaskedRasterFile(String name, RasterFile image, RasterFile mask) {
    super(image);
    check(image.info(), mask);
    this.name = name;
    List<MaskedLevel> both = new ArrayList<>();
    List<RasterInfo.Size> overviews = new ArrayList<>();
    for (int level = 0; level <= image.info().overviews().size(); level++) {
      int ofMask = level(mask.info(), image.info().size(level));
      if (ofMask >= 0) {
        var blocks =
            new MaskBlocks(
                mask.blockSize(ofMask), (column, row) -> mask.readBlock(ofMask, column, row));
        both.add(new MaskedLevel(level, blocks));
        overviews.add(image.info().size(level));
      }
    }
    this.levels = List.copyOf(both);
    this.info = image.info().withOverviews(overviews.subList(1, overviews.size()));
  }

  /** Refuses a file that does not tell of each pixel of an image if it is valid. */
  public static void check(RasterInfo image, RasterFile mask) {
    var info = mask.info();
    boolean fits = info.size(0).equals(image.size(0));
    if (!fits || info.bands().size() != 1 || info.bands().get(0).type() != SampleType.UINT8) {
      throw new RasterException(
          RasterException.Reason.UNSUPPORTED,
          "Cannot use %s as a mask: it has %d x %d pixels of %d bands of %s, and the image beside it has %d x %d. Make it one band of 8 bits of that size, or remove it."
              .formatted(
                  mask.name(),
                  info.width(),
                  info.height(),
                  info.bands().size(),
                  info.stored(),
                  image.width(),
                  image.height()));
    }
  }

  private static int level(RasterInfo mask, RasterInfo.Size size) {
    for (int level = 0; level <= mask.overviews().size(); level++) {
      if (mask.size(level).equals(size)) {
        return level;
      }
    }
    return -1;
  }

  @Override
  public RasterInfo info() {
    return info;
  }

  @Override
  public SampleBlock readBlock(int level, int blockColumn, int blockRow) {
    var of = levels.get(level);
    var block = file().readBlock(of.level(), blockColumn, blockRow);
    var size = file().blockSize(of.level());
    byte[] mask =
        of.mask()
            .read(
                new PixelRect(
                    blockColumn * size.width(),
                    blockRow * size.height(),
                    block.width(),
                    block.height()));
    return new SampleBlock(
        block.type(), block.width(), block.height(), block.planes(), both(mask, block.mask()));
  }

  /** Returns what is valid in both masks; {@code null}: all of it. */
  private static byte[] both(byte[] mask, byte[] other) {
    if (mask == null || other == null) {
      return mask == null ? other : mask;
    }
    byte[] both = mask.clone();
    for (int i = 0; i < both.length; i++) {
      if (other[i] == 0) {
        both[i] = 0;
      }
    }
    return both;
  }

  @Override
  public boolean hasMask() {
    return true;
  }

  /** Tells of the image: the mask is on this machine. */
  @Override
  public void encodedRanges(int level, int blockColumn, int blockRow, EncodedRangeSink sink) {
    super.encodedRanges(levels.get(level).level(), blockColumn, blockRow, sink);
  }

  @Override
  public RasterInfo.Size blockSize(int level) {
    return super.blockSize(levels.get(level).level());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void close() {
    // others may read the files
  }
}
