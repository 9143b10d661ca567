package io.landfall.render;

import io.landfall.model.Attempt;
import io.landfall.model.ExportId;
import io.landfall.model.ExportPlan;
import io.landfall.model.OutputBands;
import io.landfall.model.OutputFormat;
import io.landfall.model.PixelGrid;
import io.landfall.model.PlannedRun;
import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.SceneId;
import io.landfall.model.StoredPart;
import io.landfall.model.StoredRun;
import io.landfall.model.TileLayout;
import io.landfall.model.Tool;
import io.landfall.raster.RenderedRun;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Plans and results that are small and look right; no pixel is touched. */
public final class RenderFixture {
  public static final ExportId ID = ExportId.parse("01890000-0000-7000-8000-000000000001");
  public static final Attempt ATTEMPT = Attempt.first(ID);
  public static final String KEY = "exports/" + ID + "/1/out.tif";
  static final RenderSettings SETTINGS =
      new RenderSettings(
          2,
          1,
          Duration.ofMillis(100),
          Duration.ofMillis(600),
          3,
          Duration.ofSeconds(2),
          Duration.ofMillis(500),
          1L << 40);

  private RenderFixture() {}

  /** Makes a plan of {@code runs} runs of one unit of four tiles each. */
  public static ExportPlan plan(int runs) {
    return plan(runs, false);
  }

  /** Makes a plan whose file is a single object. */
  public static ExportPlan singleObjectPlan() {
    return plan(1, true);
  }

  private static ExportPlan plan(int runs, boolean single) {
    return new ExportPlan(
        "test",
        "out.tif",
        new PixelGrid(3857, 0, 0, 10, 1024 * runs, 1024),
        List.of(),
        Resampling.NEAREST,
        new Tool.Identity(),
        null,
        new OutputBands(List.of("red"), SampleType.UINT8, 0.0),
        new OutputFormat(
            OutputFormat.Type.COG,
            OutputFormat.Compression.DEFLATE,
            null,
            1,
            2,
            512,
            Resampling.BILINEAR),
        new TileLayout(
            1,
            IntStream.range(0, runs).mapToObj(r -> new PlannedRun(r, List.of(r))).toList(),
            4L * runs,
            single,
            false,
            1000),
        null);
  }

  static StoredRun stored(int run, int runs) {
    return new StoredRun(
        run,
        part(PartNumbers.overviews(run)),
        part(PartNumbers.full(run, runs)),
        List.of(new int[] {1, 1, 1, 1}, new int[] {1}),
        List.of(new SceneId("a")),
        "elsewhere",
        null);
  }

  static StoredPart part(int number) {
    return new StoredPart(number, "\"etag-%d\"".formatted(number), 10, "00");
  }

  /** Renders text instead of pixels, which tells of the run and nothing else. */
  static class TextExecutor implements RunExecutor {
    @Override
    public RenderedRun render(ExportPlan plan, PlannedRun run, IntConsumer tilesDone) {
      List<byte[]> full = new ArrayList<>();
      for (int tile = 0; tile < 4; tile++) {
        full.add(bytes("tile %d of run %d;".formatted(tile, run.index())));
        tilesDone.accept(tile + 1);
      }
      byte[] top = bytes("top of run %d;".formatted(run.index()));
      int[] lengths = full.stream().mapToInt(tile -> tile.length).toArray();
      return new RenderedRun(
          List.of(top),
          full,
          List.of(lengths, new int[] {top.length}),
          List.of(top),
          List.of(new SceneId("a")),
          null);
    }

    @Override
    public byte[] header(ExportPlan plan, List<StoredRun> runs, List<List<byte[]>> tops) {
      var header = new StringBuilder("header;");
      for (int run = 0; run < runs.size(); run++) {
        header.append(new String(tops.get(run).get(0), StandardCharsets.UTF_8));
      }
      return bytes(header.toString());
    }

    @Override
    public List<byte[]> wholeFile(ExportPlan plan, RenderedRun run) {
      List<byte[]> whole = new ArrayList<>(List.of(bytes("small header;")));
      whole.addAll(run.full());
      return whole;
    }
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
