package io.landfall.worker;

import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportId;
import io.landfall.model.PixelGrid;
import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.SceneId;
import io.landfall.model.StoredPart;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.ExportPlanBuilder;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.PlannedTask;
import io.landfall.model.plan.StoredTask;
import io.landfall.model.plan.TileLayout;
import io.landfall.model.request.OutputFormat;
import io.landfall.raster.cog.CogAssembler;
import io.landfall.raster.cog.HeaderBuilder;
import io.landfall.raster.cog.RenderedTask;
import io.landfall.schedule.RenderSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Plans and results that are small and look right; no pixel is touched. */
public final class RenderFixture {
  public static final ExportId ID = ExportId.parse("01890000-0000-7000-8000-000000000001");
  public static final ExportAttempt ATTEMPT = ExportAttempt.first(ID);
  public static final String KEY = "exports/" + ID + "/1/out.tif";
  public static final RenderSettings SETTINGS =
      new RenderSettings(
          2,
          1,
          Duration.ofMillis(100),
          Duration.ofMillis(600),
          3,
          Duration.ofMinutes(10),
          1L << 40);
  public static final StepSettings STEPS =
      new StepSettings(Duration.ofSeconds(2), Duration.ofMillis(500), 2);

  private RenderFixture() {}

  /** Makes a plan of {@code tasks} tasks of one metatile of four tiles each. */
  public static ExportPlan plan(int tasks) {
    return plan(tasks, false);
  }

  /** Makes a plan whose file is a single object. */
  public static ExportPlan singleObjectPlan() {
    return plan(1, true);
  }

  private static ExportPlan plan(int tasks, boolean single) {
    return new ExportPlanBuilder("test", "out.tif")
        .grid(new PixelGrid(3857, 0, 0, 10, 1024 * tasks, 1024))
        .bands(new OutputBands(List.of("red"), SampleType.UINT8, 0.0))
        .format(
            new OutputFormat(
                OutputFormat.FileFormat.COG,
                OutputFormat.BlockCompression.DEFLATE,
                null,
                1,
                2,
                512,
                Resampling.BILINEAR))
        .layout(
            new TileLayout(
                1,
                IntStream.range(0, tasks).mapToObj(r -> new PlannedTask(r, List.of(r))).toList(),
                4L * tasks,
                single,
                false,
                1000))
        .build();
  }

  public static StoredTask stored(int task, int tasks) {
    return new StoredTask(
        task,
        part(PartNumbers.overviews(task)),
        part(PartNumbers.full(task, tasks)),
        List.of(new int[] {1, 1, 1, 1}, new int[] {1}),
        List.of(new SceneId("a")),
        "elsewhere",
        null);
  }

  static StoredPart part(int number) {
    return new StoredPart(number, "\"etag-%d\"".formatted(number), 10, "00");
  }

  /** Renders text instead of pixels, which tells of the task and nothing else. */
  public static class TextExecutor implements TaskExecutor {
    @Override
    public RenderedTask render(ExportPlan plan, PlannedTask task, IntConsumer tilesDone) {
      List<byte[]> full = new ArrayList<>();
      for (int tile = 0; tile < 4; tile++) {
        full.add(bytes("tile %d of task %d;".formatted(tile, task.index())));
        tilesDone.accept(tile + 1);
      }
      byte[] top = bytes("top of task %d;".formatted(task.index()));
      int[] lengths = full.stream().mapToInt(tile -> tile.length).toArray();
      return new RenderedTask(
          List.of(top),
          full,
          List.of(lengths, new int[] {top.length}),
          List.of(top),
          List.of(new SceneId("a")),
          null);
    }

    @Override
    public HeaderBuilder header(ExportPlan plan) {
      return new TextHeader();
    }

    @Override
    public List<byte[]> wholeFile(ExportPlan plan, RenderedTask task) {
      List<byte[]> whole = new ArrayList<>(List.of(bytes("small header;")));
      whole.addAll(task.full());
      return whole;
    }
  }

  /** The word and the top overviews one after the other. */
  private static final class TextHeader implements HeaderBuilder {
    private final StringBuilder header = new StringBuilder("header;");

    @Override
    public void addTask(List<byte[]> topOverviews) {
      header.append(text(topOverviews.get(0)));
    }

    @Override
    public AssembledHeader assemble(List<StoredTask> tasks, long leastBytes) {
      byte[] bytes = bytes(header.toString());
      return new AssembledHeader(
          List.of(bytes), bytes.length, CogAssembler.MIN_PART_BYTES, CogAssembler.MIN_PART_BYTES);
    }

    @Override
    public void close() {}
  }

  public static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
