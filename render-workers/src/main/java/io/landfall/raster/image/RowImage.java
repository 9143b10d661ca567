package io.landfall.raster.image;

import java.awt.Point;
import java.awt.Rectangle;
import java.awt.color.ColorSpace;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.awt.image.RenderedImage;
import java.awt.image.SampleModel;
import java.awt.image.WritableRaster;
import java.util.Vector;
import java.util.function.IntConsumer;

/**
 * An image of bytes whose pixels are read when somebody asks for a rectangle of them. The JPEG
 * encoder takes an image of one tile as it is, and then asks that tile for one row after the other;
 * our tile answers each with a row that it reads at that moment.
 */
final class RowImage implements RenderedImage {
  private final PixelRows rows;
  private final IntConsumer rowsDone;
  private final SampleModel samples;
  private final ColorModel colours;

  RowImage(PixelRows rows, IntConsumer rowsDone) {
    this.rows = rows;
    this.rowsDone = rowsDone;
    this.samples = samples(rows.width(), rows.height());
    this.colours =
        new ComponentColorModel(
            ColorSpace.getInstance(rows.bands() == 1 ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB),
            false,
            false,
            ColorModel.OPAQUE,
            DataBuffer.TYPE_BYTE);
  }

  private SampleModel samples(int width, int height) {
    int[] offsets = new int[rows.bands()];
    for (int band = 0; band < offsets.length; band++) {
      offsets[band] = band;
    }
    return new PixelInterleavedSampleModel(
        DataBuffer.TYPE_BYTE, width, height, offsets.length, width * offsets.length, offsets);
  }

  /** Reads the rows of a rectangle, whole. */
  private WritableRaster read(int y, int height) {
    byte[] all = new byte[rows.rowBytes() * height];
    byte[] row = new byte[rows.rowBytes()];
    for (int i = 0; i < height; i++) {
      rows.read(y + i, row);
      System.arraycopy(row, 0, all, i * row.length, row.length);
    }
    rowsDone.accept(y + height);
    return Raster.createWritableRaster(
        samples(rows.width(), height), new DataBufferByte(all, all.length), new Point(0, y));
  }

  /** The one tile, without pixels of its own. */
  private final class RowTile extends Raster {
    RowTile() {
      super(samples, new DataBufferByte(1), new Point(0, 0));
    }

    @Override
    public Raster createChild(
        int x, int y, int width, int height, int toX, int toY, int[] bandList) {
      return read(y, height).createChild(x, y, width, height, toX, toY, bandList);
    }
  }

  @Override
  public Raster getTile(int tileX, int tileY) {
    return new RowTile();
  }

  @Override
  public Raster getData() {
    return new RowTile();
  }

  @Override
  public Raster getData(Rectangle part) {
    return read(part.y, part.height)
        .createChild(part.x, part.y, part.width, part.height, part.x, part.y, null);
  }

  @Override
  public WritableRaster copyData(WritableRaster into) {
    Rectangle part = into.getBounds();
    into.setRect(getData(part));
    return into;
  }

  @Override
  public Vector<RenderedImage> getSources() {
    return null;
  }

  @Override
  public Object getProperty(String name) {
    return java.awt.Image.UndefinedProperty;
  }

  @Override
  public String[] getPropertyNames() {
    return null;
  }

  @Override
  public ColorModel getColorModel() {
    return colours;
  }

  @Override
  public SampleModel getSampleModel() {
    return samples;
  }

  @Override
  public int getWidth() {
    return rows.width();
  }

  @Override
  public int getHeight() {
    return rows.height();
  }

  @Override
  public int getMinX() {
    return 0;
  }

  @Override
  public int getMinY() {
    return 0;
  }

  @Override
  public int getNumXTiles() {
    return 1;
  }

  @Override
  public int getNumYTiles() {
    return 1;
  }

  @Override
  public int getMinTileX() {
    return 0;
  }

  @Override
  public int getMinTileY() {
    return 0;
  }

  @Override
  public int getTileWidth() {
    return rows.width();
  }

  @Override
  public int getTileHeight() {
    return rows.height();
  }

  @Override
  public int getTileGridXOffset() {
    return 0;
  }

  @Override
  public int getTileGridYOffset() {
    return 0;
  }
}
