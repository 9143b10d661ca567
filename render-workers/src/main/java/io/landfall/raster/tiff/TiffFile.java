package io.landfall.raster.tiff;

import io.landfall.raster.ByteSource;
import io.landfall.raster.RasterException;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.SampleBlock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A TIFF or BigTIFF, plain or with GeoTIFF tags: its first image, and the reduced images that
 * follow it.
 *
 * <p>Read are strips and tiles, bands together or apart, both byte orders, samples of {@link
 * io.landfall.model.SampleType}, the compressions of {@link Codecs#standard}, and all predictors.
 * Masks and further pages are passed over. Everything else is refused by name, with {@link
 * RasterException.Kind#UNSUPPORTED}.
 */
public final class TiffFile implements RasterFile {
  private static final int REDUCED = 1;
  private static final int MASK = 4;

  private final TiffBytes bytes;
  private final RasterInfo info;
  private final List<ImageLayout> levels;
  private final BlockDecoder decoder;

  private TiffFile(TiffBytes bytes, RasterInfo info, List<ImageLayout> levels) {
    this.bytes = bytes;
    this.info = info;
    this.levels = List.copyOf(levels);
    this.decoder = new BlockDecoder(bytes);
  }

  /**
   * Opens a file with the standard codecs.
   *
   * @param source is closed with the file; it stays open if this fails
   * @throws RasterException if it is no TIFF, or one that cannot be read
   */
  public static TiffFile open(ByteSource source) {
    return open(source, Codecs.standard());
  }

  /** Opens a file with {@code codecs}; otherwise as the other one. */
  public static TiffFile open(ByteSource source, Codecs codecs) {
    var bytes = new TiffBytes(source);
    var directories = Directories.read(bytes);
    var main = directories.all().get(0);
    Double nodata = BandTags.nodata(main);
    double fill = nodata == null ? 0 : nodata;
    List<ImageLayout> levels = new ArrayList<>();
    levels.add(new LayoutReader(bytes, main, codecs).read(fill));
    levels.addAll(overviews(bytes, directories.all(), codecs, levels.get(0), fill));
    var info = info(directories, levels);
    bytes.dropPage();
    return new TiffFile(bytes, info, levels);
  }

  private static List<ImageLayout> overviews(
      TiffBytes bytes, List<Directory> all, Codecs codecs, ImageLayout full, double fill) {
    List<ImageLayout> found = new ArrayList<>();
    for (var directory : all.subList(1, all.size())) {
      long kind = directory.number(Tag.NEW_SUBFILE_TYPE, 0);
      if ((kind & REDUCED) != 0 && (kind & MASK) == 0) {
        readable(bytes, directory, codecs, fill)
            .filter(layout -> isReductionOf(full, layout))
            .ifPresent(found::add);
      }
    }
    found.sort(Comparator.comparingInt(ImageLayout::width).reversed());
    return found;
  }

  /** Overviews may be compressed otherwise than the image; those that cannot be read are missed. */
  private static Optional<ImageLayout> readable(
      TiffBytes bytes, Directory directory, Codecs codecs, double fill) {
    try {
      return Optional.of(new LayoutReader(bytes, directory, codecs).read(fill));
    } catch (RasterException refusal) {
      if (refusal.kind() == RasterException.Kind.UNSUPPORTED) {
        return Optional.empty();
      }
      throw refusal;
    }
  }

  private static boolean isReductionOf(ImageLayout full, ImageLayout reduced) {
    return reduced.bands() == full.bands()
        && reduced.type() == full.type()
        && reduced.width() <= full.width()
        && reduced.height() <= full.height();
  }

  private static RasterInfo info(Directories directories, List<ImageLayout> levels) {
    var main = directories.all().get(0);
    var full = levels.get(0);
    var geo = GeoTags.read(main);
    return new RasterInfo(
        directories.bigTiff() ? "BigTIFF" : "GeoTIFF",
        full.width(),
        full.height(),
        geo.epsg(),
        geo.crsNote(),
        geo.transform(),
        geo.pixelIsPoint(),
        BandTags.read(main, full.bands(), full.type()),
        full.packing().codec().name(),
        full.packing().predictor(),
        full.tiled(),
        full.blockWidth(),
        full.blockHeight(),
        full.planar() ? "BAND" : "PIXEL",
        levels.stream().skip(1).map(l -> new RasterInfo.Size(l.width(), l.height())).toList(),
        full.stored().label());
  }

  @Override
  public RasterInfo info() {
    return info;
  }

  @Override
  public SampleBlock readBlock(int level, int blockColumn, int blockRow) {
    return decoder.decode(level(level), blockColumn, blockRow);
  }

  @Override
  public RasterInfo.Size blockSize(int level) {
    var layout = level(level);
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

  private ImageLayout level(int level) {
    if (level < 0 || level >= levels.size()) {
      throw new IllegalArgumentException(
          "No level %d in %s: it has %d".formatted(level, name(), levels.size()));
    }
    return levels.get(level);
  }
}
