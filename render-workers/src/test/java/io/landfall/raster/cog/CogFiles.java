package io.landfall.raster.cog;

import io.landfall.model.GeoTransform;
import io.landfall.model.PixelGrid;
import io.landfall.model.RasterGeometry;
import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.SceneId;
import io.landfall.model.StoredPart;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.ExportPlanBuilder;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.OutputMask;
import io.landfall.model.plan.PlannedBand;
import io.landfall.model.plan.PlannedScene;
import io.landfall.model.plan.PlannedTask;
import io.landfall.model.plan.StoredTask;
import io.landfall.model.plan.TileLayout;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.request.Tool;
import io.landfall.raster.BlockCache;
import io.landfall.raster.ByteSource;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.SampleBlock;
import io.landfall.raster.crs.FlatTransforms;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes output files of a synthetic scene, as one object or of parts as a store puts them together.
 */
final class CogFiles {
  static final int EPSG = 32633;

  private CogFiles() {}

  /**
   * A scene of {@code width} by {@code height} pixels of 30 m whose data is a disc, without data
   * around.
   */
  record Disc(int width, int height, double share) implements RasterFile {
    @Override
    public RasterInfo info() {
      var band = new RasterInfo.BandInfo("1", SampleType.UINT16, 0.0, "gray");
      return RasterInfo.builder("GeoTIFF", width, height, List.of(band, band, band))
          .epsg(EPSG)
          .transform(geometry().transform())
          .blocks(256, 256)
          .build();
    }

    RasterGeometry geometry() {
      return new RasterGeometry(
          EPSG, GeoTransform.northUp(500_010, 5_000_010, 30, 30), width, height);
    }

    @Override
    public SampleBlock readBlock(int level, int blockColumn, int blockRow) {
      int w = Math.min(256, width - 256 * blockColumn);
      int h = Math.min(256, height - 256 * blockRow);
      short[][] planes = new short[3][w * h];
      for (int i = 0; i < w * h; i++) {
        int x = 256 * blockColumn + i % w;
        int y = 256 * blockRow + i / w;
        double away = Math.hypot((x - width / 2.0) / width, (y - height / 2.0) / height);
        for (int band = 0; away < share && band < 3; band++) {
          planes[band][i] =
              (short) (1000 + 37 * ((x / 7 + band * y / 5) % 300) + (x * y + band) % 11);
        }
      }
      return new SampleBlock(SampleType.UINT16, w, h, planes);
    }

    @Override
    public RasterInfo.Size blockSize(int level) {
      return new RasterInfo.Size(256, 256);
    }

    @Override
    public String name() {
      return toString();
    }

    @Override
    public void close() {}
  }

  /** Plans the disc on its own grid with tasks of one metatile, for 0 as no-data. */
  static ExportPlan plan(Disc disc, boolean singleObject, boolean bigTiff) {
    return plan(
        disc, bands(0.0, null), OutputFormat.BlockCompression.DEFLATE, singleObject, bigTiff);
  }

  /** Returns the bands of the disc, of a mask or a no-data value. */
  static OutputBands bands(Double nodata, OutputMask mask) {
    return new OutputBands(
        List.of("red", "green", "blue"), SampleType.UINT16, nodata, mask, null, null);
  }

  /** Plans the disc on its own grid with tasks of one metatile. */
  static ExportPlan plan(
      Disc disc,
      OutputBands bands,
      OutputFormat.BlockCompression compression,
      boolean singleObject,
      boolean bigTiff) {
    PixelGrid grid = new PixelGrid(EPSG, 500_010, 5_000_010, 30, disc.width(), disc.height());
    List<PlannedBand> inputs = new ArrayList<>();
    for (int band = 0; band < 3; band++) {
      inputs.add(
          new PlannedBand(
              "b" + band,
              "file:///disc",
              "1",
              1,
              band,
              SampleType.UINT16,
              0.0,
              disc.geometry(),
              null));
    }
    OutputFormat format =
        new OutputFormat(
            OutputFormat.FileFormat.COG, compression, null, 6, 2, 512, Resampling.AVERAGE);
    TileLayout layout =
        new LayoutPlanner(1, singleObject ? Long.MAX_VALUE : 0)
            .plan(grid, bands, format, 0.5, area -> true, LayoutPlanner.ContentEstimate.FULL);
    return new ExportPlanBuilder("test", "disc.tif")
        .grid(grid)
        .scenes(List.of(new PlannedScene(new SceneId("disc"), "disc", inputs, null)))
        .bands(bands)
        .format(format)
        .layout(
            new TileLayout(
                layout.metatileLevels(),
                layout.tasks(),
                layout.tilesTotal(),
                singleObject,
                bigTiff,
                layout.estimatedBytes()))
        .build();
  }

  /** Returns a plan of another tool, written another way. */
  static ExportPlan as(ExportPlan plan, Tool tool, OutputFormat format) {
    return plan.toBuilder().tool(tool).format(format).build();
  }

  /** Renders a plan of one object. */
  static byte[] whole(ExportPlan plan, Disc disc) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    RenderedTask task = renderer(plan, disc).render(plan.layout().tasks().get(0), tiles -> {});
    new CogAssembler(plan, false).wholeFile(task).forEach(file::writeBytes);
    return file.toByteArray();
  }

  /**
   * Renders the tasks of a plan, last first, and joins their parts in the order of their numbers.
   */
  static byte[] joined(ExportPlan plan, Disc disc) {
    List<PlannedTask> tasks = plan.layout().tasks();
    TaskRenderer renderer = renderer(plan, disc);
    RenderedTask[] rendered = new RenderedTask[tasks.size()];
    for (int i = tasks.size() - 1; i >= 0; i--) {
      rendered[i] = renderer.render(tasks.get(i), tiles -> {});
    }
    List<StoredTask> stored = new ArrayList<>();
    List<byte[]> overviews = new ArrayList<>();
    List<byte[]> full = new ArrayList<>();
    for (int i = 0; i < rendered.length; i++) {
      overviews.add(part(rendered[i].overviews(), true));
      full.add(part(rendered[i].full(), i < rendered.length - 1));
      stored.add(
          new StoredTask(
              i,
              new StoredPart(2 + i, "e", overviews.get(i).length, "-"),
              new StoredPart(2 + rendered.length + i, "e", full.get(i).length, "-"),
              rendered[i].tileLengths(),
              rendered[i].maskLengths(),
              rendered[i].scenes(),
              "node",
              null));
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    long fileBytes;
    try (HeaderBuilder builder = new CogAssembler(plan, false).header()) {
      for (RenderedTask task : rendered) {
        builder.addTask(task.topOverviews());
      }
      HeaderBuilder.AssembledHeader header = builder.assemble(stored);
      header.chunks().forEach(file::writeBytes);
      file.writeBytes(new byte[(int) (header.partBytes() - file.size())]);
      fileBytes = header.fileBytes();
    }
    overviews.forEach(file::writeBytes);
    full.forEach(file::writeBytes);
    if (file.size() != fileBytes) {
      throw new AssertionError("%d bytes instead of %d".formatted(file.size(), fileBytes));
    }
    return file.toByteArray();
  }

  private static TaskRenderer renderer(ExportPlan plan, Disc disc) {
    return new TaskRenderer(plan, band -> disc, FlatTransforms.ENDLESS, new BlockCache(8 << 20));
  }

  private static byte[] part(List<byte[]> tiles, boolean padded) {
    ByteArrayOutputStream part = new ByteArrayOutputStream();
    tiles.forEach(part::writeBytes);
    return padded && part.size() < CogAssembler.MIN_PART_BYTES
        ? java.util.Arrays.copyOf(part.toByteArray(), CogAssembler.MIN_PART_BYTES)
        : part.toByteArray();
  }

  /** A file in memory. */
  record Bytes(byte[] file) implements ByteSource {
    @Override
    public String name() {
      return "memory-" + System.identityHashCode(file);
    }

    @Override
    public long size() {
      return file.length;
    }

    @Override
    public void read(long position, byte[] into, int at, int length) {
      System.arraycopy(file, (int) position, into, at, length);
    }

    @Override
    public void close() {}
  }
}
