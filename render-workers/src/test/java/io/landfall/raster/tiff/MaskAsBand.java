package io.landfall.raster.tiff;

import io.landfall.model.SampleType;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.SampleBlock;
import java.util.Arrays;
import java.util.List;

/** The mask of a level as GDAL presents it: a band of 255 where pixels are valid, else 0. */
record MaskAsBand(RasterFile file, int level) implements RasterFile {
  @Override
  public RasterInfo info() {
    var of = file.info();
    var size =
        level == 0 ? new RasterInfo.Size(of.width(), of.height()) : of.overviews().get(level - 1);
    return of.toBuilder()
        .width(size.width())
        .height(size.height())
        .epsg(null)
        .crsNote(null)
        .transform(null)
        .bands(List.of(new RasterInfo.BandInfo("mask", SampleType.UINT8, null, "gray")))
        .predictor(1)
        .interleave("BAND")
        .overviews(List.of())
        .crs(null)
        .build();
  }

  @Override
  public SampleBlock readBlock(int first, int column, int row) {
    var block = file.readBlock(level, column, row);
    byte[] mask = new byte[block.width() * block.height()];
    if (block.mask() == null) {
      Arrays.fill(mask, (byte) 255);
    } else {
      for (int i = 0; i < mask.length; i++) {
        mask[i] = (byte) (block.mask()[i] == 0 ? 0 : 255);
      }
    }
    return new SampleBlock(SampleType.UINT8, block.width(), block.height(), new Object[] {mask});
  }

  @Override
  public RasterInfo.Size blockSize(int first) {
    return file.blockSize(level);
  }

  @Override
  public String name() {
    return file.name();
  }

  @Override
  public void close() {
    file.close();
  }
}
