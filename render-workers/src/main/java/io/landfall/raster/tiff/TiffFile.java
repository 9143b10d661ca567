package io.landfall.raster.tiff;

import io.landfall.raster.ByteSource;
import io.landfall.raster.MaskBlocks;
import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterException;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.SampleBlock;
import io.landfall.raster.tiff.codec.Codecs;
import io.landfall.raster.tiff.format.TiffVariant;
import java.util.ArrayList;
import java.util.List;

/**
 * A TIFF or BigTIFF, plain or with GeoTIFF tags: its first image, and the reduced images that
 * follow it or that it points at (SubIFDs).
 *
 * <p>Read are strips and tiles, bands together or apart, both byte orders, integers of 1 to 32 and
 * of 64 bits, floating point numbers of 16, 24, 32 and 64, the compressions of {@link
 * io.landfall.raster.tiff.codec.Codecs#standard}, all predictors, YCbCr as RGB, and masks. Palettes
 * give their index, and images in which 0 is white their numbers as they are; complex numbers are
 * two bands. Further pages are passed over. Everything else is refused by name, with {@link
 * RasterException.Reason#UNSUPPORTED}.
 */
public final class TiffFile implements RasterFile {
  private final TiffBytes bytes;
  private final RasterInfo info;
  private final List<Level> levels;
  private final BlockDecoder decoder;
  private final List<MaskBlocks> masks = new ArrayList<>();

  private TiffFile(TiffBytes bytes, RasterInfo info, List<Level> levels) {
    this.bytes = bytes;
    this.info = info;
    this.levels = List.copyOf(levels);
    this.decoder = new BlockDecoder(bytes);
    for (var level : levels) {
      masks.add(level.mask() == null ? null : maskBlocks(decoder, level.mask()));
    }
  }

  /**
   * Opens a file with the standard codecs.
   *
   * @param source is closed with the file; it stays open if this fails
   * @throws RasterException if it is not a TIFF, or one that cannot be read
   */
  public static TiffFile open(ByteSource source) {
    return open(source, Codecs.standard());
  }

  /** Opens a file with {@code codecs}; otherwise as the other one. */
  public static TiffFile open(ByteSource source, Codecs codecs) {
    var bytes = new TiffBytes(source);
    var directories = Directories.read(bytes);
    var levels = new LevelReader(bytes, directories.all(), codecs).read();
    var info = info(bytes, directories, levels);
    bytes.dropPage();
    return new TiffFile(bytes, info, levels);
  }

  private static RasterInfo info(TiffBytes bytes, Directories directories, List<Level> levels) {
    var main = directories.all().get(0);
    var full = levels.get(0).image();
    var geo = GeoTags.read(main);
    var bands = BandTags.read(bytes, main, full.bands(), full.stored());
    var colors = ColorMap.read(bytes, main, full.stored());
    var acquired = DateTimeTag.read(bytes, main);
    return RasterInfo.builder(
            directories.variant() == TiffVariant.BIG_TIFF ? "BigTIFF" : "GeoTIFF",
            full.width(),
            full.height(),
            bands)
        .epsg(geo.crs().epsg())
        .crsNote(geo.note())
        .transform(geo.transform())
        .pixelIsPoint(geo.pixelIsPoint())
        .compression(full.encoding().codec().name())
        .predictor(full.encoding().predictor().number())
        .tiled(full.tiled())
        .blocks(full.blockWidth(), full.blockHeight())
        .interleave(full.planar() ? "BAND" : "PIXEL")
        .overviews(
            levels.stream()
                .skip(1)
                .map(level -> new RasterInfo.Size(level.image().width(), level.image().height()))
                .toList())
        .stored(full.stored().label())
        .crs(geo.crs().crs())
        .colors(colors)
        .acquired(acquired)
        .warnings(bytes.warnings())
        .controlPoints(geo.controlPoints())
        .rational(geo.rational())
        .fileItems(GdalMetadata.fileItems(main))
        .build();
  }

  @Override
  public RasterInfo info() {
    return info;
  }

  @Override
  public SampleBlock readBlock(int level, int blockColumn, int blockRow) {
    var of = level(level);
    var block = decoder.decode(of.image(), blockColumn, blockRow);
    if (of.mask() == null) {
      return block;
    }
    byte[] mask =
        masks
            .get(level)
            .read(
                new PixelRect(
                    blockColumn * of.image().blockWidth(),
                    blockRow * of.image().blockHeight(),
                    block.width(),
                    block.height()));
    return new SampleBlock(block.type(), block.width(), block.height(), block.planes(), mask);
  }

  private static MaskBlocks maskBlocks(BlockDecoder decoder, ImageLayout mask) {
    return new MaskBlocks(
        new RasterInfo.Size(mask.blockWidth(), mask.blockHeight()),
        (column, row) -> decoder.decode(mask, column, row));
  }

  @Override
  public boolean hasMask() {
    return levels.get(0).mask() != null;
  }

  @Override
  public long encodedBytes(int blockColumn, int blockRow) {
    ImageLayout image = levels.get(0).image();
    long sum = 0;
    for (int band = 0; band < (image.planar() ? image.bands() : 1); band++) {
      sum += image.lengths()[image.blockIndex(band, blockColumn, blockRow)];
    }
    return sum;
  }

  @Override
  public void encodedRanges(int level, int blockColumn, int blockRow, EncodedRangeSink sink) {
    var of = level(level);
    ImageLayout image = of.image();
    decoder.encodedRanges(image, blockColumn, blockRow, sink);
    ImageLayout mask = of.mask();
    if (mask == null) {
      return;
    }
    int x1 = Math.min(mask.width(), (blockColumn + 1) * image.blockWidth()) - 1;
    int y1 = Math.min(mask.height(), (blockRow + 1) * image.blockHeight()) - 1;
    int firstRow = blockRow * image.blockHeight() / mask.blockHeight();
    int firstColumn = blockColumn * image.blockWidth() / mask.blockWidth();
    for (int row = firstRow; row <= y1 / mask.blockHeight(); row++) {
      for (int column = firstColumn; column <= x1 / mask.blockWidth(); column++) {
        decoder.encodedRanges(mask, column, row, sink);
      }
    }
  }

  @Override
  public RasterInfo.Size blockSize(int level) {
    var layout = level(level).image();
    return new RasterInfo.Size(layout.blockWidth(), layout.blockHeight());
  }

  @Override
  public String name() {
    return bytes.name();
  }

  @Override
  public void close() {
    bytes.close();
  }

  private Level level(int level) {
    if (level < 0 || level >= levels.size()) {
      throw new IllegalArgumentException(
          "No level %d in %s: it has %d".formatted(level, name(), levels.size()));
    }
    return levels.get(level);
  }
}
