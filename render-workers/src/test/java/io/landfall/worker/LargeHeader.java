package io.landfall.worker;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.stream.javadsl.FileIO;
import io.landfall.export.CrashGuard;
import io.landfall.export.StepPorts;
import io.landfall.export.UploadTarget;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportId;
import io.landfall.model.PixelGrid;
import io.landfall.model.Priority;
import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.SceneId;
import io.landfall.model.StoredPart;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.ExportPlanBuilder;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.PlannedTask;
import io.landfall.model.plan.StoredTask;
import io.landfall.model.request.OutputFormat;
import io.landfall.pool.MemoryBudget;
import io.landfall.pool.NodePools;
import io.landfall.pool.PoolName;
import io.landfall.raster.BlockCache;
import io.landfall.raster.cog.CogLayout;
import io.landfall.raster.cog.CogLayout.TileCoordinates;
import io.landfall.raster.cog.LayoutPlanner;
import io.landfall.raster.tiff.TiffFile;
import io.landfall.source.FileByteSource;
import io.landfall.store.ObjectStore;
import io.landfall.store.TopOverviews;
import io.landfall.store.UploadBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/**
 * Makes the header of an uncompressed export of so many tiles, by the class that makes it in the
 * service, and reads the file through it; of a Zarr it makes the last part, and counts the entries.
 * Run in a JVM of its own, whose heap is the point: {@code LargeHeader TILES BLOCK RESAMPLING
 * FOLDER [ZARR BANDS]}. Says {@code ok} and figures, or ends with a failure.
 *
 * <p>The tiles of each metatile's smallest level hold one number each, which the levels above can
 * be told from; of the rest of the file, which is a hole, some tiles are written where the parts of
 * their tasks have them.
 */
final class LargeHeader {
  private static final int BYTES_PER_SAMPLE = 2;
  private static final int CHECKED_TILES = 2_000;

  private final ExportPlan plan;
  private final CogLayout layout;
  private final int block;
  private final int tileBytes;
  private final List<StoredTask> tasks = new ArrayList<>();
  private final Path file;

  private LargeHeader(
      int tiles,
      int block,
      Resampling resampling,
      Path folder,
      OutputFormat.FileFormat type,
      int bandCount) {
    this.block = block;
    this.tileBytes = block * block * BYTES_PER_SAMPLE * bandCount;
    this.file = folder.resolve("large.tif");
    int side = (int) Math.round(Math.sqrt(tiles)) * block;
    PixelGrid grid = new PixelGrid(32633, 0, 9_000_000, 1, side, side);
    OutputBands bands =
        new OutputBands(
            IntStream.range(0, bandCount).mapToObj(i -> "band" + i).toList(),
            SampleType.UINT16,
            null);
    OutputFormat format =
        new OutputFormat(type, OutputFormat.BlockCompression.NONE, null, 1, 1, block, resampling);
    this.plan =
        new ExportPlanBuilder("test", "large.tif")
            .grid(grid)
            .bands(bands)
            .format(format)
            .layout(
                new LayoutPlanner(32 << 20, 16 << 20)
                    .plan(
                        grid, bands, format, 0.5, part -> true, LayoutPlanner.ContentEstimate.FULL))
            .inputGroups(List.of(List.of(0)))
            .build();
    this.layout = CogLayout.of(plan);
    for (PlannedTask task : plan.layout().tasks()) {
      tasks.add(stored(task));
    }
  }

  public static void main(String[] args) throws IOException {
    LargeHeader header = of(args);
    ActorTestKit akka = ActorTestKit.create();
    long start = System.nanoTime();
    try {
      header.make(akka);
      double seconds = (System.nanoTime() - start) / 1e9;
      header.check();
      System.out.printf(
          "ok: %d tiles, %d tasks, header part of %.1f MB in %.1f s, peak heap %d MB, estimated %d"
              + " MB%n",
          header.plan.layout().tilesTotal(),
          header.tasks.size(),
          header.partBytes() / 1e6,
          seconds,
          peakHeapBytes() >> 20,
          HeaderMemory.of(header.plan, header.tasks).bytes() >> 20);
    } finally {
      akka.shutdownTestKit();
    }
  }

  private static LargeHeader of(String... args) {
    boolean isZarr = args.length > 4;
    return new LargeHeader(
        Integer.parseInt(args[0]),
        Integer.parseInt(args[1]),
        Resampling.valueOf(args[2]),
        Path.of(args[3]),
        isZarr ? OutputFormat.FileFormat.ZARR : OutputFormat.FileFormat.COG,
        isZarr ? Integer.parseInt(args[5]) : 1);
  }

  /** Returns for how many bytes a node has its header wait. */
  static long expectedBytes(String... args) {
    LargeHeader header = of(args);
    return HeaderMemory.of(header.plan, header.tasks).bytes();
  }

  private static long peakHeapBytes() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == java.lang.management.MemoryType.HEAP)
        .map(MemoryPoolMXBean::getPeakUsage)
        .mapToLong(usage -> usage.getUsed())
        .sum();
  }

  /** A task all of whose tiles have data, as uncompressed tiles have. */
  private StoredTask stored(PlannedTask task) {
    List<int[]> lengths = new ArrayList<>();
    for (int level = 0; level <= layout.metatileLevels(); level++) {
      int[] tiles = new int[layout.tiles(task, level).size()];
      Arrays.fill(tiles, tileBytes);
      lengths.add(tiles);
    }
    int count = plan.layout().tasks().size();
    if (plan.format().type().isSharded()) {
      return shards(task, lengths);
    }
    long overviews = 0;
    for (int level = 1; level < layout.headerLevel(); level++) {
      overviews += (long) lengths.get(level).length * tileBytes;
    }
    return new StoredTask(
        task.index(),
        part(PartNumbers.overviews(task.index()), overviews),
        part(PartNumbers.full(task.index(), count), (long) lengths.get(0).length * tileBytes),
        lengths,
        List.of(new SceneId("a")),
        "node",
        null);
  }

  /** Each metatile is a shard at each of its levels. */
  private StoredTask shards(PlannedTask task, List<int[]> lengths) {
    long bytes = 0;
    for (int level = 0; level < layout.headerLevel(); level++) {
      bytes += (long) lengths.get(level).length * tileBytes;
    }
    return new StoredTask(
        task.index(),
        null,
        part(2 + task.index(), bytes),
        lengths,
        null,
        List.of(new SceneId("a")),
        "node",
        null,
        Collections.nCopies(task.metatiles().size() * layout.headerLevel(), 7));
  }

  private static StoredPart part(int number, long bytes) {
    return new StoredPart(number, "etag", Math.max(5 << 20, bytes), "-");
  }

  private void make(ActorTestKit akka) {
    var attempt = new ExportAttempt(new ExportId(new UUID(1, 2)), 1);
    var request =
        new StepPorts.RenderRequest(
            attempt,
            plan,
            new UploadTarget.MultipartUpload("upload"),
            List.of(),
            "me",
            Priority.NORMAL);
    var upload =
        new HeaderUpload(
            store(akka),
            new RasterTaskExecutor(
                band -> {
                  throw new IllegalStateException("no source is needed");
                },
                new io.landfall.crs.GeoToolsTransforms(),
                new BlockCache()),
            CrashGuard.NONE,
            NodePools.of(akka.system()).get(PoolName.HEADERS),
            Runnable::run,
            new MemoryBudget(1));
    upload.store(request, tasks, () -> {}).toCompletableFuture().join();
  }

  /** The store: it makes up the top overviews of a task as they are read, and keeps the header. */
  private ObjectStore store(ActorTestKit akka) {
    return (ObjectStore)
        Proxy.newProxyInstance(
            ObjectStore.class.getClassLoader(),
            new Class<?>[] {ObjectStore.class},
            (proxy, method, args) ->
                switch (method.getName()) {
                  case "get" -> topOverviews((String) args[0]);
                  case "putPart" -> putPart(akka, (int) args[2], (UploadBody) args[3]);
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private CompletionStage<byte[]> topOverviews(String key) {
    int task = Integer.parseInt(key.substring(key.lastIndexOf('-') + 1));
    List<byte[]> tiles = new ArrayList<>();
    for (TileCoordinates tile :
        layout.tiles(plan.layout().tasks().get(task), layout.metatileLevels())) {
      tiles.add(filled(number(tile)));
    }
    var object = new ByteArrayOutputStream();
    TopOverviews.encode(tiles).chunks().forEach(object::writeBytes);
    return CompletableFuture.completedStage(object.toByteArray());
  }

  private CompletionStage<StoredPart> putPart(ActorTestKit akka, int number, UploadBody body) {
    body.digest("MD5");
    return body.source()
        .runWith(FileIO.toPath(file), akka.system())
        .thenApply(
            written -> {
              if (written.getCount() != body.bytes()) {
                throw new AssertionError(written + " instead of " + body.bytes());
              }
              return part(number, body.bytes());
            });
  }

  private long partBytes() throws IOException {
    return Files.size(file) - taskBytes();
  }

  private long taskBytes() {
    return tasks.stream().flatMap(task -> task.parts().stream()).mapToLong(StoredPart::bytes).sum();
  }

  /** The number that a tile of a level of metatiles holds everywhere. */
  private static int number(TileCoordinates tile) {
    return (31 * tile.column() + 17 * tile.row() + tile.level()) % 60_000;
  }

  private byte[] filled(int number) {
    ByteBuffer tile = ByteBuffer.allocate(tileBytes).order(ByteOrder.LITTLE_ENDIAN);
    while (tile.hasRemaining()) {
      tile.putShort((short) number);
    }
    return tile.array();
  }

  private void check() throws IOException {
    if (plan.format().type().isSharded()) {
      checkDirectory();
      return;
    }
    Random random = new Random(1);
    List<TileCoordinates> written = new ArrayList<>();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      long overviewsAt = channel.size();
      long fullAt = overviewsAt + tasks.stream().mapToLong(task -> task.overviews().bytes()).sum();
      for (StoredTask task : tasks) {
        PlannedTask planned = plan.layout().tasks().get(task.index());
        if (random.nextInt(tasks.size()) < CHECKED_TILES) {
          written.add(write(channel, fullAt, planned, 0, random));
          written.add(write(channel, overviewsAt, planned, layout.headerLevel() - 1, random));
        }
        overviewsAt += task.overviews().bytes();
        fullAt += task.fullResolution().bytes();
      }
      channel.write(ByteBuffer.allocate(1), fullAt - 1);
    }
    try (TiffFile tiff = TiffFile.open(FileByteSource.open(file))) {
      for (TileCoordinates tile : written) {
        expect(tiff, tile, 0, number(tile));
      }
      int level = layout.metatileLevels() + 1;
      for (int i = 0; i < CHECKED_TILES; i++) {
        TileCoordinates tile =
            new TileCoordinates(
                level,
                random.nextInt(layout.tilesAcross(level)),
                random.nextInt(layout.tilesDown(level)));
        expect(tiff, tile, 0, number(layout.child(tile, 0)));
      }
      TileCoordinates top = new TileCoordinates(layout.levels() - 1, 0, 0);
      if (((short[]) tiff.readBlock(top.level(), 0, 0).planes()[0])[block] == 0) {
        throw new AssertionError("The smallest level is empty");
      }
    }
  }

  /** A zip file of so many entries has their number in 64 bits, in a record near its end. */
  private void checkDirectory() throws IOException {
    int near = 1000;
    ByteBuffer end = ByteBuffer.allocate(near).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(file)) {
      channel.read(end, channel.size() - near);
    }
    int at = 0;
    while (end.getInt(at) != 0x06064b50) {
      at++;
    }
    long entries = end.getLong(at + 24);
    if (entries < layout.shards() || entries > layout.shards() + 100) {
      throw new AssertionError(entries + " entries of " + layout.shards() + " shards");
    }
  }

  /** Writes a tile of a task where its part has it. */
  private TileCoordinates write(
      FileChannel channel, long partAt, PlannedTask task, int level, Random random) {
    List<TileCoordinates> tiles = layout.tiles(task, level);
    int which = random.nextInt(tiles.size());
    try {
      ByteBuffer bytes = ByteBuffer.wrap(filled(number(tiles.get(which))));
      channel.write(bytes, partAt + (long) which * tileBytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return tiles.get(which);
  }

  private static void expect(TiffFile tiff, TileCoordinates tile, int at, int number) {
    short[] pixels = (short[]) tiff.readBlock(tile.level(), tile.column(), tile.row()).planes()[0];
    if (Short.toUnsignedInt(pixels[at]) != number) {
      throw new AssertionError(
          "%s holds %d, not %d".formatted(tile, Short.toUnsignedInt(pixels[at]), number));
    }
  }
}
