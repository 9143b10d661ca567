package io.landfall.raster;

import io.landfall.model.SampleType;
import java.util.List;
import java.util.function.ToLongBiFunction;

/**
 * A raster of one band whose headers alone are looked at.
 *
 * @param blockSide of its blocks, in pixels
 * @param encodedSizes of the block in a column and row
 */
public record UnreadRaster(
    int width,
    int height,
    int blockSide,
    List<RasterInfo.Size> overviews,
    ToLongBiFunction<Integer, Integer> encodedSizes)
    implements RasterFile {

  @Override
  public RasterInfo info() {
    return RasterInfo.builder(
            "GeoTIFF",
            width,
            height,
            List.of(new RasterInfo.BandInfo("1", SampleType.UINT8, null, "gray")))
        .compression("DEFLATE")
        .blocks(blockSide, blockSide)
        .overviews(overviews)
        .build();
  }

  @Override
  public long encodedBytes(int blockColumn, int blockRow) {
    return encodedSizes.applyAsLong(blockColumn, blockRow);
  }

  @Override
  public SampleBlock readBlock(int level, int blockColumn, int blockRow) {
    throw new AssertionError("no pixel is read");
  }

  @Override
  public RasterInfo.Size blockSize(int level) {
    return new RasterInfo.Size(blockSide, blockSide);
  }

  @Override
  public String name() {
    return "unread";
  }

  @Override
  public void close() {}
}
