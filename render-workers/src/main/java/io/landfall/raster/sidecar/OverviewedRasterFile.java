package io.landfall.raster.sidecar;

import io.landfall.raster.ForwardingRasterFile;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.SampleBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A raster whose overviews are in another file, as {@code gdaladdo -ro} makes it. Levels that are
 * no reduction of the raster are left out. Closing it closes both files.
 */
public final class OverviewedRasterFile extends ForwardingRasterFile {
  private final RasterFile overviews;
  private final RasterInfo info;
  private final int[] levels;

  private OverviewedRasterFile(RasterFile image, RasterFile overviews, List<Integer> levels) {
    super(image);
    this.overviews = overviews;
    this.levels = levels.stream().mapToInt(Integer::intValue).toArray();
    this.info =
        image
            .info()
            .withOverviews(levels.stream().map(level -> overviews.info().size(level)).toList());
  }

  /**
   * Joins two files.
   *
   * @param image whose own overviews, if it has some, do not count
   * @return the image alone, with a warning and without the other file, which is then closed, where
   *     none of that can be used
   */
  public static RasterFile join(RasterFile image, RasterFile overviews) {
    List<Integer> levels = new ArrayList<>();
    int bands = image.info().bands().size();
    RasterInfo.Size smallest = image.info().size(0);
    boolean fits =
        overviews.info().bands().size() == bands
            && IntStream.range(0, bands)
                .allMatch(
                    i ->
                        overviews.info().bands().get(i).type()
                            == image.info().bands().get(i).type());
    for (int level = 0; fits && level <= overviews.info().overviews().size(); level++) {
      RasterInfo.Size size = overviews.info().size(level);
      boolean reduces =
          size.width() <= smallest.width()
              && size.height() <= smallest.height()
              && !size.equals(smallest);
      if (reduces) {
        levels.add(level);
        smallest = size;
      }
    }
    if (image.hasMask() && !overviews.hasMask()) { // nothing tells what of an overview is valid
      levels.clear();
    }
    if (!levels.isEmpty()) {
      return new OverviewedRasterFile(image, overviews, levels);
    }
    overviews.close();
    String why =
        image.hasMask() && fits
            ? "it has no overviews of the mask"
            : "it holds no reduced images of %d bands of %s"
                .formatted(bands, image.info().bands().get(0).type());
    return withWarning(image, "%s is not read: %s.".formatted(overviews.name(), why));
  }

  /** Returns a raster with one more warning. */
  public static RasterFile withWarning(RasterFile image, String warning) {
    List<String> warnings = new ArrayList<>(image.info().warnings());
    warnings.add(warning);
    RasterInfo info = image.info().withBands(image.info().bands(), warnings);
    return new ForwardingRasterFile(image) {
      @Override
      public RasterInfo info() {
        return info;
      }
    };
  }

  @Override
  public RasterInfo info() {
    return info;
  }

  @Override
  public SampleBlock readBlock(int level, int blockColumn, int blockRow) {
    return level == 0
        ? super.readBlock(level, blockColumn, blockRow)
        : overviews.readBlock(levels[level - 1], blockColumn, blockRow);
  }

  @Override
  public void encodedRanges(int level, int blockColumn, int blockRow, EncodedRangeSink sink) {
    if (level == 0) {
      super.encodedRanges(level, blockColumn, blockRow, sink);
    } else {
      overviews.encodedRanges(levels[level - 1], blockColumn, blockRow, sink);
    }
  }

  @Override
  public RasterInfo.Size blockSize(int level) {
    return level == 0 ? super.blockSize(level) : overviews.blockSize(levels[level - 1]);
  }

  @Override
  public void close() {
    super.close();
    overviews.close();
  }
}
