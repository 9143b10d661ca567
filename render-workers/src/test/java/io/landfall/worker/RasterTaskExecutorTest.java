package io.landfall.worker;

import static io.landfall.worker.RenderFixture.ATTEMPT;
import static io.landfall.worker.RenderFixture.KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import io.landfall.export.CrashGuard;
import io.landfall.export.StepPorts;
import io.landfall.export.UploadTarget;
import io.landfall.model.Aoi;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.GeoTransform;
import io.landfall.model.PixelGrid;
import io.landfall.model.Priority;
import io.landfall.model.RasterGeometry;
import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.SceneId;
import io.landfall.model.StoredPart;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.ExportPlanBuilder;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.PlannedBand;
import io.landfall.model.plan.PlannedScene;
import io.landfall.model.plan.PlannedTask;
import io.landfall.model.plan.StoredTask;
import io.landfall.model.plan.TileLayout;
import io.landfall.model.request.OutputFormat;
import io.landfall.pool.MemoryBudget;
import io.landfall.raster.BlockCache;
import io.landfall.raster.ByteSource;
import io.landfall.raster.CoordinateTransform;
import io.landfall.raster.RasterException;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.SampleBlock;
import io.landfall.raster.cog.RenderedTask;
import io.landfall.raster.crs.CoordinateTransforms;
import io.landfall.raster.mask.GridMask;
import io.landfall.raster.provenance.ProvenancePlan;
import io.landfall.raster.tiff.TiffFile;
import io.landfall.raster.zarr.ZippedRaster;
import io.landfall.schedule.TaskAssignment;
import io.landfall.store.ImageParts;
import io.landfall.store.MemoryStore;
import io.landfall.store.ObjectKeys;
import io.landfall.store.UploadBody;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The renderer behind the store's layout: what comes out is a TIFF with the source's pixels. */
class RasterTaskExecutorTest {
  private static ActorTestKit testKit;
  private static final int WIDTH = 200;
  private static final int HEIGHT = 150;
  private static final int BLOCK = 16;

  @TempDir private Path folder;

  private final MemoryStore store = new MemoryStore();
  private final TaskExecutor executor =
      new RasterTaskExecutor(
          band -> new Ramp(), new SamePlace(new AtomicInteger()), new BlockCache());

  @BeforeAll
  static void start() {
    testKit = ActorTestKit.create();
  }

  @AfterAll
  static void stop() {
    testKit.shutdownTestKit();
  }

  @Test
  void tasksAndHeaderTogetherAreAFileWithTheSourcesPixels() throws Exception {
    ExportPlan plan = plan(4, false);
    String upload = store.openUpload(KEY, "").toCompletableFuture().get();
    var runUpload = new TaskUpload(store, executor, "node");
    List<StoredTask> tasks = new ArrayList<>();
    for (PlannedTask task : plan.layout().tasks()) {
      RenderedTask rendered = executor.render(plan, task, tiles -> {});
      var lease =
          new TaskAssignment(ATTEMPT, "", task.index(), new UploadTarget.MultipartUpload(upload));
      tasks.add(runUpload.store(lease, plan, rendered).toCompletableFuture().get());
    }
    List<StoredPart> parts = withHeader(plan, new UploadTarget.MultipartUpload(upload), tasks);
    store.complete(KEY, upload, parts);

    assertHasTheSourcesPixels(store.objects.get(KEY));
  }

  @Test
  void shardsOfTasksAndTheirDirectoryAreAZipWithTheSourcesPixels() throws Exception {
    ExportPlan plan = sharded(plan(4, false));
    String upload = store.openUpload(KEY, "").toCompletableFuture().get();
    var target = new UploadTarget.MultipartUpload(upload);
    StoredTask[] tasks = new StoredTask[4];
    for (int copy = 0; copy < 2; copy++) { // whoever renders it, and however often
      for (int task : new int[] {2, 0, 3, 1}) {
        RenderedTask rendered = executor.render(plan, plan.layout().tasks().get(task), tiles -> {});
        StoredTask stored =
            new TaskUpload(store, executor, "node")
                .store(new TaskAssignment(ATTEMPT, "", task, target), plan, rendered)
                .toCompletableFuture()
                .get();
        assertThat(stored.overviews()).isNull();
        assertThat(copy == 0 ? stored : tasks[task]).isEqualTo(stored);
        tasks[task] = stored;
      }
    }
    List<StoredPart> parts = withHeader(plan, target, List.of(tasks));
    assertThat(parts).hasSize(5).last().extracting(StoredPart::number).isEqualTo(10);
    store.complete(KEY, upload, parts);

    assertHasTheSourcesPixels(store.objects.get(KEY));
    Path again = folder.resolve("again");
    var made = new FileReproduction(executor, 2).render(plan, folder, again, done -> {});
    assertThat(again).hasBinaryContent(store.objects.get(KEY));
    assertThat(FileReproduction.differences(parts, made.parts())).isEmpty();
    List<StoredPart> other = new ArrayList<>(parts);
    other.set(1, new StoredPart(parts.get(1).number(), "", parts.get(1).bytes(), "0"));
    other.set(4, new StoredPart(parts.get(4).number(), "", parts.get(4).bytes(), "0"));
    assertThat(FileReproduction.differences(other, made.parts()))
        .containsExactly("task 1", "the directory");
  }

  private static ExportPlan sharded(ExportPlan plan) {
    OutputFormat format =
        new OutputFormat(
            OutputFormat.FileFormat.ZARR,
            OutputFormat.BlockCompression.ZSTD,
            null,
            1,
            1,
            BLOCK,
            Resampling.NEAREST);
    return plan.toBuilder().fileName("out.zarr.zip").format(format).build();
  }

  @Test
  void aSingleObjectHasThemToo() throws Exception {
    ExportPlan plan = plan(1, true);
    RenderedTask task = executor.render(plan, plan.layout().tasks().get(0), tiles -> {});
    store.put(KEY, new UploadBody(executor.wholeFile(plan, task), 0), "");
    assertHasTheSourcesPixels(store.objects.get(KEY));
    ExportPlan zarr = sharded(plan);
    task = executor.render(zarr, zarr.layout().tasks().get(0), tiles -> {});
    store.put(KEY, new UploadBody(executor.wholeFile(zarr, task), 0), "");
    assertHasTheSourcesPixels(store.objects.get(KEY));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void theSceneNumbersOfAllTasksAreOneRaster(int tasksOfPlan) throws Exception {
    ExportPlan plan = plan(tasksOfPlan, tasksOfPlan == 1).toBuilder().provenance(true).build();
    byte[] raster = provenance(plan, plan.layout().tasks());
    List<PlannedTask> backwards = new ArrayList<>(plan.layout().tasks());
    Collections.reverse(backwards);
    assertThat(provenance(plan, backwards)).isEqualTo(raster);

    TiffFile tiff = TiffFile.open(new Bytes(raster));
    assertThat(tiff.info().overviews())
        .extracting(RasterInfo.Size::width)
        .containsExactly(100, 50, 25, 13);
    for (int row = 0; row < HEIGHT; row++) {
      for (int column = 0; column < WIDTH; column++) {
        SampleBlock block = tiff.readBlock(0, column / BLOCK, row / BLOCK);
        byte[] plane = (byte[]) block.planes()[0];
        assertThat(plane[row % BLOCK * block.width() + column % BLOCK])
            .as("column %d, row %d", column, row)
            .isEqualTo((byte) 1);
      }
    }
  }

  /** Stores tasks in some order, and returns the raster of scene numbers that is made of them. */
  private byte[] provenance(ExportPlan plan, List<PlannedTask> order) throws Exception {
    store.objects.clear();
    UploadTarget target =
        plan.layout().singleObject()
            ? new UploadTarget.SingleObject()
            : new UploadTarget.MultipartUpload(
                store.openUpload(KEY, "").toCompletableFuture().get());
    StoredTask[] tasks = new StoredTask[order.size()];
    for (PlannedTask task : order) {
      RenderedTask rendered = executor.render(plan, task, tiles -> {});
      tasks[task.index()] =
          new TaskUpload(store, executor, "node")
              .store(new TaskAssignment(ATTEMPT, "", task.index(), target), plan, rendered)
              .toCompletableFuture()
              .get();
    }
    withHeader(plan, target, List.of(tasks));
    byte[] raster =
        store.objects.get(ObjectKeys.file(ATTEMPT, ProvenancePlan.name(plan.fileName())));
    List<StoredPart> parts =
        ImageParts.read(store, ObjectKeys.provenanceParts(ATTEMPT)).toCompletableFuture().get();
    assertThat(parts.stream().mapToLong(StoredPart::bytes).sum()).isEqualTo(raster.length);
    return raster;
  }

  @Test
  void aDamagedSourceIsTheSourcesFault() {
    var broken =
        new RasterTaskExecutor(
            band -> {
              throw new RasterException(RasterException.Reason.DAMAGED, "Cannot read a.tif: cut.");
            },
            new SamePlace(new AtomicInteger()),
            new BlockCache());
    ExportPlan plan = plan(1, true);
    assertThatThrownBy(() -> broken.render(plan, plan.layout().tasks().get(0), tiles -> {}))
        .isInstanceOfSatisfying(
            ExportFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SCENE_UNREADABLE))
        .hasMessage("Cannot read a.tif: cut.");
  }

  @Test
  void renderersOfLargeAreasAreNotAllKept() {
    AtomicInteger made = new AtomicInteger();
    var counted = new RasterTaskExecutor(band -> new Ramp(), new SamePlace(made), new BlockCache());
    List<ExportPlan> plans = new ArrayList<>();
    Aoi fewPoints = circle(100);
    for (int i = 0; i < 14; i++) {
      plans.add(masked(fewPoints));
    }
    assertThat(isMadeAgain(counted, plans, made)).as("14 small ones, of 16").isFalse();
    plans.add(masked(circle(GridMask.MAX_POINTS / 4)));
    assertThat(isMadeAgain(counted, plans, made)).as("14 and a large one").isTrue();
  }

  private List<StoredPart> withHeader(ExportPlan plan, UploadTarget target, List<StoredTask> tasks)
      throws Exception {
    var request =
        new StepPorts.RenderRequest(ATTEMPT, plan, target, List.of(), "me", Priority.NORMAL);
    return new HeaderUpload(
            store,
            executor,
            CrashGuard.NONE,
            Runnable::run,
            Runnable::run,
            new MemoryBudget(1 << 30))
        .store(request, tasks, () -> {})
        .toCompletableFuture()
        .get();
  }

  private static void assertHasTheSourcesPixels(byte[] file) throws IOException {
    TiffFile tiff = TiffFile.open(ZippedRaster.of(new Bytes(file)));
    assertThat(tiff.info().width()).isEqualTo(WIDTH);
    assertThat(tiff.info().overviews())
        .extracting(RasterInfo.Size::width)
        .containsExactly(100, 50, 25, 13);
    for (int row = 0; row < HEIGHT; row++) {
      for (int column = 0; column < WIDTH; column++) {
        SampleBlock block = tiff.readBlock(0, column / BLOCK, row / BLOCK);
        byte[] plane = (byte[]) block.planes()[0];
        assertThat(plane[row % BLOCK * block.width() + column % BLOCK])
            .as("column %d, row %d", column, row)
            .isEqualTo(Ramp.sample(column, row));
      }
    }
  }

  @Test
  void aPlanForACodecThatIsNotHereIsIncompatible() {
    assertThat(executor.incompatibility(plan(1, true))).isEmpty();
    assertThat(executor.incompatibility(plan(1, true, "libdeflate 00000000"))).isPresent();
  }

  /** Renders a task of each plan, and tells whether the first must be made ready anew then. */
  private static boolean isMadeAgain(
      TaskExecutor executor, List<ExportPlan> plans, AtomicInteger made) {
    for (ExportPlan plan : plans) {
      render(executor, plan);
    }
    int before = made.get();
    render(executor, plans.get(0));
    return made.get() > before;
  }

  private static void render(TaskExecutor executor, ExportPlan plan) {
    executor.render(plan, plan.layout().tasks().get(0), tiles -> {});
  }

  private static Aoi circle(int points) {
    double[][] ring = new double[points][];
    for (int i = 0; i < points; i++) {
      double angle = 2 * Math.PI * i / (points - 1);
      ring[i] = new double[] {1 + 0.5 * Math.cos(angle), -0.75 + 0.5 * Math.sin(angle)};
    }
    return new Aoi(new double[][][][] {{ring}});
  }

  private static ExportPlan masked(Aoi area) {
    ExportPlan plan = plan(4, false);
    return plan.toBuilder().grid(new PixelGrid(4326, 0, 0, 0.01, WIDTH, HEIGHT)).mask(area).build();
  }

  private static ExportPlan plan(int tasks, boolean single) {
    return plan(tasks, single, null);
  }

  private static ExportPlan plan(int tasks, boolean single, String codec) {
    var transform = GeoTransform.northUp(0, 0, 10, 10);
    var band =
        new PlannedBand(
            "1",
            "file:/ramp.tif",
            "etag",
            1,
            0,
            SampleType.UINT8,
            0.0,
            new RasterGeometry(3857, transform, WIDTH, HEIGHT),
            null);
    // 13 x 10 tiles in metatiles of 4 x 4: 4 x 3 metatiles, whose Morton codes are 0-9, 12 and 13
    List<Integer> units = List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13);
    int each = units.size() / tasks;
    return new ExportPlanBuilder("test", "out.tif")
        .grid(new PixelGrid(3857, 0, 0, 10, WIDTH, HEIGHT))
        .scenes(List.of(new PlannedScene(new SceneId("ramp"), "ramp", List.of(band), null)))
        .bands(new OutputBands(List.of("1"), SampleType.UINT8, 0.0))
        .format(
            new OutputFormat(
                OutputFormat.FileFormat.COG,
                OutputFormat.BlockCompression.DEFLATE,
                codec,
                1,
                2,
                BLOCK,
                Resampling.NEAREST))
        .layout(
            new TileLayout(
                2,
                IntStream.range(0, tasks)
                    .mapToObj(r -> new PlannedTask(r, units.subList(r * each, (r + 1) * each)))
                    .toList(),
                130,
                single,
                false,
                1000))
        .build();
  }

  /** A raster whose samples tell their place. */
  private static final class Ramp implements RasterFile {
    private static final int SIDE = 64;

    static byte sample(int column, int row) {
      return (byte) (1 + (column * 7 + row * 13) % 250);
    }

    @Override
    public RasterInfo info() {
      return RasterInfo.builder(
              "GeoTIFF",
              WIDTH,
              HEIGHT,
              List.of(new RasterInfo.BandInfo("1", SampleType.UINT8, 0.0, "gray")))
          .epsg(3857)
          .transform(GeoTransform.northUp(0, 0, 10, 10))
          .blocks(SIDE, SIDE)
          .build();
    }

    @Override
    public SampleBlock readBlock(int level, int blockColumn, int blockRow) {
      int width = Math.min(SIDE, WIDTH - blockColumn * SIDE);
      int height = Math.min(SIDE, HEIGHT - blockRow * SIDE);
      byte[] plane = new byte[width * height];
      for (int i = 0; i < plane.length; i++) {
        plane[i] = sample(blockColumn * SIDE + i % width, blockRow * SIDE + i / width);
      }
      return new SampleBlock(SampleType.UINT8, width, height, new Object[] {plane});
    }

    @Override
    public RasterInfo.Size blockSize(int level) {
      return new RasterInfo.Size(SIDE, SIDE);
    }

    @Override
    public String name() {
      return "ramp.tif";
    }

    @Override
    public void close() {}
  }

  /** Counts how often it is asked. */
  private record SamePlace(AtomicInteger asked) implements CoordinateTransforms {
    @Override
    public CoordinateTransform between(int fromEpsg, int toEpsg) {
      asked.incrementAndGet();
      return (x, y, count) -> {};
    }

    @Override
    public boolean isGeographic(int epsg) {
      return false;
    }
  }

  private record Bytes(byte[] bytes) implements ByteSource {
    @Override
    public String name() {
      return "out.tif";
    }

    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public void read(long position, byte[] into, int at, int length) {
      System.arraycopy(bytes, (int) position, into, at, length);
    }

    @Override
    public void close() {}
  }
}
