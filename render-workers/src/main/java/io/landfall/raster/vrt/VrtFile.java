package io.landfall.raster.vrt;

import io.landfall.model.SampleType;
import io.landfall.model.color.ColorTable;
import io.landfall.raster.BandMetadata;
import io.landfall.raster.BlockCache;
import io.landfall.raster.DecimalText;
import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterException;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.SampleBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A VRT as a raster: each block is put together of those of its sources, the later over the
 * earlier, with the values that GDAL reads. Overviews are those it names, else those it lists as
 * parts of itself; else, where each band has one source that covers all of it, those that all
 * sources have. Bands may be of different types; blocks are of one that holds them all. Closing it
 * closes no source.
 */
public final class VrtFile implements RasterFile {
  private static final int BLOCK = 512;

  private static final long MAX_BLOCK_BYTES = 16L << 20;

  /** Of blocks as a source has them, which are read but once: what a TIFF may have. */
  private static final long MAX_BLOCK_BYTES_OF_SOURCE = 64L << 20;

  /** An overview may be so much coarser than what is wanted, as for GDAL. */
  private static final double OVERSAMPLING = 1.2;

  /** As few pixels a side have overviews in GDAL's virtual rasters. */
  private static final int LEAST_OVERVIEW_SIDE = 128;

  private final String name;
  private final VrtDataset dataset;
  private final SampleType blockType;
  private final BlockCache cache;
  private final SourceFiles files;
  private final RasterInfo info;
  private final List<RasterInfo.Size> blockSizes;
  private final Levels levels;

  /** What overviews are read of. */
  private enum Levels {
    /** Bands of other files. */
    NAMED,
    /** Pixels of the sources, nearest ones, or those of their overviews. */
    LISTED,
    /** The overviews of the sources. */
    OF_SOURCES
  }

  /** Opens files that a VRT names. */
  @FunctionalInterface
  public interface SourceFiles {
    /** Returns a file, which is not closed: it is asked for again for each block. */
    RasterFile open(VrtSource.FileName file);
  }

  /**
   * Makes a raster of a VRT.
   *
   * @param cache of blocks of its sources
   * @throws RasterException if it does not go together with a source that had to be opened
   */
  public VrtFile(String name, VrtDataset dataset, SourceFiles files, BlockCache cache) {
    this.name = name;
    this.dataset = dataset;
    this.files = files;
    this.cache = cache;
    this.blockType =
        dataset.bands().stream().map(VrtBand::type).reduce(Samples::common).orElseThrow();
    this.levels = levels();
    RasterFile only = levels == Levels.OF_SOURCES ? wholeSource() : null;
    List<RasterInfo.Size> overviews = overviews(only);
    List<RasterInfo.Size> blocks = new ArrayList<>();
    for (int level = 0; level <= overviews.size(); level++) {
      blocks.add(only == null ? blockSize() : blockSize(only, level));
    }
    this.blockSizes = List.copyOf(blocks);
    this.info = describe(overviews);
  }

  /** Returns the side of blocks that do not take too much memory. */
  private RasterInfo.Size blockSize() {
    int side = BLOCK;
    long pixelBytes = (long) dataset.bands().size() * blockType.bytes();
    while (side > BLOCK / 8 && pixelBytes * side * side > MAX_BLOCK_BYTES) {
      side /= 2;
    }
    return new RasterInfo.Size(side, side);
  }

  /** Returns that of a source, unless that of a stack of so many bands takes too much. */
  private RasterInfo.Size blockSize(RasterFile source, int level) {
    RasterInfo.Size own = source.blockSize(level);
    long bytes = (long) own.width() * own.height() * dataset.bands().size() * blockType.bytes();
    return bytes > MAX_BLOCK_BYTES_OF_SOURCE ? blockSize() : own;
  }

  /** Returns the source of the first band, if each band has but one, as large as the VRT. */
  private RasterFile wholeSource() {
    RasterFile first = null;
    List<VrtBand> all = new ArrayList<>(dataset.bands());
    if (dataset.mask() != null) {
      all.add(dataset.mask());
    }
    for (VrtBand band : all) {
      if (band.sources().size() != 1) {
        return null;
      }
      VrtSource source = band.sources().get(0);
      if (!coversAll(source.from()) || !coversAll(source.to())) {
        return null;
      }
    }
    for (VrtBand band : all) {
      RasterFile file = files.open(band.sources().get(0).file());
      if (!file.info().size(0).equals(new RasterInfo.Size(dataset.width(), dataset.height()))) {
        return null;
      }
      first = first == null ? file : first;
    }
    return first;
  }

  private boolean coversAll(VrtSource.PixelBox box) {
    return box == null
        || box.x() == 0
            && box.y() == 0
            && box.width() == dataset.width()
            && box.height() == dataset.height();
  }

  /** Tells whether it names overviews, which come before those in a file beside it. */
  public boolean namesOverviews() {
    return levels == Levels.NAMED;
  }

  private Levels levels() {
    int named = dataset.bands().get(0).overviews().size();
    boolean all =
        dataset.mask() == null
            && dataset.bands().stream().allMatch(band -> band.overviews().size() == named);
    return named > 0 && all
        ? Levels.NAMED
        : dataset.overviewFactors().isEmpty() ? Levels.OF_SOURCES : Levels.LISTED;
  }

  private List<RasterInfo.Size> overviews(RasterFile only) {
    return switch (levels) {
      case NAMED ->
          dataset.bands().get(0).overviews().stream()
              .map(source -> files.open(source.file()).info().size(0))
              .toList();
      case LISTED ->
          dataset.overviewFactors().stream()
              .map(by -> new RasterInfo.Size(dataset.width() / by, dataset.height() / by))
              .filter(size -> size.width() > 0 && size.height() > 0)
              .toList();
      case OF_SOURCES -> only == null ? List.of() : overviewsOfSources();
    };
  }

  private List<RasterInfo.Size> overviewsOfSources() {
    List<RasterInfo.Size> common = null;
    for (VrtBand band : dataset.bands()) {
      List<RasterInfo.Size> own = files.open(band.sources().get(0).file()).info().overviews();
      if (common == null) {
        common = own;
      }
      int same = 0;
      while (same < Math.min(common.size(), own.size()) && common.get(same).equals(own.get(same))) {
        same++;
      }
      common = common.subList(0, same);
    }
    int large = 0;
    while (large < common.size()
        && common.get(large).width() >= LEAST_OVERVIEW_SIDE
        && common.get(large).height() >= LEAST_OVERVIEW_SIDE) {
      large++;
    }
    return dataset.mask() == null ? common.subList(0, large) : List.of();
  }

  private RasterInfo describe(List<RasterInfo.Size> overviews) {
    List<String> warnings = new ArrayList<>(dataset.warnings());
    List<BandMetadata> metadata = dataset.bands().stream().map(VrtBand::metadata).toList();
    if (BandMetadata.dropExcess(metadata)) {
      warnings.add(
          "%s is read without names or items of its bands, which are too long or too many."
              .formatted(name));
    }
    List<RasterInfo.BandInfo> bands = new ArrayList<>();
    for (int i = 0; i < dataset.bands().size(); i++) {
      bands.add(describe(dataset.bands().get(i), i + 1, warnings));
    }
    ColorTable colors = dataset.bands().size() == 1 ? dataset.bands().get(0).colors() : null;
    RasterInfo.Size block = blockSizes.get(0);
    RasterInfo plain =
        RasterInfo.builder("VRT", dataset.width(), dataset.height(), bands)
            .compression("that of its sources")
            .blocks(block.width(), block.height())
            .interleave("BAND")
            .overviews(overviews)
            .stored(blockType.name().toLowerCase(Locale.ROOT))
            .colors(colors)
            .fileItems(dataset.fileItems())
            .build();
    RasterInfo placed = dataset.place().place(plain, name, warnings);
    return placed.withBands(placed.bands(), warnings);
  }

  private RasterInfo.BandInfo describe(VrtBand band, int number, List<String> warnings) {
    BandMetadata told = band.metadata();
    String description = told.get(BandMetadata.Field.DESCRIPTION);
    String color = told.get(BandMetadata.Field.COLOR);
    return new RasterInfo.BandInfo(
        description == null ? String.valueOf(number) : description,
        band.type(),
        band.hidesNodata() ? null : nodata(band),
        color == null ? "undefined" : color.strip().toLowerCase(Locale.ROOT),
        told.calibration(
            dropped ->
                warnings.add(
                    "%s is read without the %s of band %d, which is not usable."
                        .formatted(name, dropped, number))),
        told.get(BandMetadata.Field.UNIT),
        Map.copyOf(told.items()));
  }

  private static Double nodata(VrtBand band) {
    String text = band.metadata().get(BandMetadata.Field.NODATA);
    return text == null ? null : DecimalText.parseNodata(text, band.type());
  }

  @Override
  public RasterInfo info() {
    return info;
  }

  @Override
  public SampleBlock readBlock(int level, int blockColumn, int blockRow) {
    PixelRect part = part(level, blockColumn, blockRow);
    Object[] planes = new Object[dataset.bands().size()];
    for (int i = 0; i < planes.length; i++) {
      VrtBand band = dataset.bands().get(i);
      planes[i] = read(band, i + 1, blockType, level, part);
    }
    byte[] mask =
        dataset.mask() == null
            ? null
            : (byte[]) read(dataset.mask(), VrtSource.MASK, SampleType.UINT8, level, part);
    return new SampleBlock(
        blockType, part.width(), part.height(), planes, isAllValid(mask) ? null : mask);
  }

  private PixelRect part(int level, int blockColumn, int blockRow) {
    RasterInfo.Size size = info.size(level);
    RasterInfo.Size block = blockSizes.get(level);
    return new PixelRect(
            blockColumn * block.width(), blockRow * block.height(), block.width(), block.height())
        .intersection(new PixelRect(0, 0, size.width(), size.height()));
  }

  private static boolean isAllValid(byte[] mask) {
    for (int i = 0; mask != null && i < mask.length; i++) {
      if (mask[i] == 0) {
        return false;
      }
    }
    return true;
  }

  private Object read(VrtBand band, int number, SampleType planeType, int level, PixelRect part) {
    Samples samples = new Samples(band.type(), planeType, (int) part.pixels());
    Double nodata = nodata(band);
    if (nodata != null && nodata != 0) {
      samples.fill(nodata, (int) part.pixels());
    }
    for (BandSource source : visible(band, number, level, part)) {
      source.lay(cache, part, band.type(), planeType, samples);
    }
    return samples.plane();
  }

  /** Returns the sources that show in a part, from the lowest up. */
  private List<BandSource> visible(VrtBand band, int number, int level, PixelRect part) {
    List<BandSource> visible = new ArrayList<>();
    List<VrtSource> sources =
        levels == Levels.NAMED && level > 0
            ? List.of(band.overviews().get(level - 1))
            : band.sources();
    for (int i = sources.size() - 1; i >= 0; i--) {
      VrtSource source = sources.get(i);
      if (!reaches(source, level, part)) {
        continue;
      }
      RasterFile file = files.open(source.file());
      BandSource placed = place(source, file, number, level, part);
      if (placed != null) {
        visible.add(0, placed);
        if (source.isOpaque() && placed.placement().target().equals(part)) {
          break; // nothing below it shows
        }
      }
    }
    return visible;
  }

  private boolean reaches(VrtSource source, int level, PixelRect part) {
    if (source.to() == null || level > 0 && levels == Levels.OF_SOURCES) {
      return true;
    }
    VrtSource.PixelBox to = source.to().scaled(info.size(0), info.size(level));
    return to.x() < part.x1()
        && to.y() < part.y1()
        && to.x() + to.width() > part.x0()
        && to.y() + to.height() > part.y0();
  }

  private BandSource place(
      VrtSource source, RasterFile file, int number, int level, PixelRect part) {
    if (source.band() > file.info().bands().size() || file.info().isComplex()) {
      throw new RasterException(
          RasterException.Reason.UNSUPPORTED,
          "Cannot read band %d of %s: it is to come of band %d of %s, which has %d of %s. Correct the VRT."
              .formatted(
                  number,
                  name,
                  source.band(),
                  file.name(),
                  file.info().bands().size(),
                  file.info().stored()));
    }
    boolean whole = level > 0 && levels != Levels.LISTED;
    VrtSource.PixelBox to =
        whole || source.to() == null
            ? box(info.size(level))
            : source.to().scaled(info.size(0), info.size(level));
    VrtSource.PixelBox from =
        whole || source.from() == null ? box(file.info().size(0)) : source.from();
    int fileLevel =
        level > 0 && levels == Levels.OF_SOURCES ? level : fileLevel(file.info(), from, to);
    RasterInfo.Size size = file.info().size(fileLevel);
    Placement placement = Placement.of(from.scaled(file.info().size(0), size), to, size, part);
    return placement == null ? null : new BandSource(source, file, fileLevel, placement);
  }

  /** Returns the level of a file that is read where fewer pixels are wanted than it has. */
  private static int fileLevel(RasterInfo file, VrtSource.PixelBox from, VrtSource.PixelBox to) {
    double wanted = Math.min(from.width() / to.width(), from.height() / to.height());
    int best = 0;
    double bestFactor = 1;
    for (int level = 1; wanted > 1 && level <= file.overviews().size(); level++) {
      RasterInfo.Size size = file.size(level);
      double factor =
          Math.min((double) file.width() / size.width(), (double) file.height() / size.height());
      if (factor < OVERSAMPLING * wanted && factor > bestFactor) {
        best = level;
        bestFactor = factor;
      }
    }
    return best;
  }

  private static VrtSource.PixelBox box(RasterInfo.Size size) {
    return new VrtSource.PixelBox(0, 0, size.width(), size.height());
  }

  @Override
  public boolean hasMask() {
    return dataset.mask() != null;
  }

  @Override
  public void encodedRanges(int level, int blockColumn, int blockRow, EncodedRangeSink sink) {
    PixelRect part = part(level, blockColumn, blockRow);
    for (int i = 0; i < dataset.bands().size(); i++) {
      for (BandSource source : visible(dataset.bands().get(i), i + 1, level, part)) {
        SourceRows.encodedRanges(
            source.file(), cache, source.level(), source.placement().source(), sink);
      }
    }
  }

  @Override
  public RasterInfo.Size blockSize(int level) {
    return blockSizes.get(level);
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
