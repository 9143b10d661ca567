package io.landfall.tiles;

import io.landfall.model.PixelGrid;
import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.SceneId;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.PlannedBand;
import io.landfall.model.plan.PlannedScene;
import io.landfall.model.request.CompositeMethod;
import io.landfall.model.request.Tool;
import io.landfall.model.tile.BandStatistics;
import io.landfall.model.tile.LonLatBounds;
import io.landfall.model.tile.PointValues;
import io.landfall.model.tile.PointValues.BandValue;
import io.landfall.model.tile.PointValues.SceneValue;
import io.landfall.plan.LayerPlanner.LayerPlan;
import io.landfall.raster.BlockCache;
import io.landfall.raster.RasterSources;
import io.landfall.raster.crs.CoordinateTransforms;
import io.landfall.raster.warp.ReadHelpers;
import io.landfall.raster.warp.WindowBuffers;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The values of a layer: under a point, and in an area. Safe for any thread. */
final class LayerValues {
  /** An area is counted on a grid of at most so many pixels a side, of many bands fewer. */
  private static final int MAX_SIDE = 512;

  /** Of all bands together: 32 MiB. */
  private static final int MAX_VALUES = 4 << 20;

  private final LayerPlan plan;
  private final List<LayerRenderer> inputs;
  private final List<ExportPlan> inputPlans;
  private final LayerRenderer values;
  private final LayerRenderer shown;

  LayerValues(LayerPlan plan, LayerIndex index, CoordinateTransforms transforms, BlockCache cache) {
    this.plan = plan;
    this.inputPlans =
        plan.values().effectiveInputGroups().stream()
            .map(group -> inputs(plan.values(), group))
            .toList();
    this.inputs =
        inputPlans.stream()
            .map(one -> new LayerRenderer(one, index, transforms, cache, ReadHelpers.NONE))
            .toList();
    this.values =
        new LayerRenderer(nearest(plan.values()), index, transforms, cache, ReadHelpers.NONE);
    this.shown =
        new LayerRenderer(nearest(plan.shown()), index, transforms, cache, ReadHelpers.NONE);
  }

  /** Returns what lies under a point. */
  PointValues at(double lon, double lat, RasterSources sources, WindowBuffers buffers) {
    double side = plan.resolution();
    PixelGrid pixel =
        new PixelGrid(
            WebMercator.EPSG,
            WebMercator.x(lon) - side / 2,
            WebMercator.y(lat) + side / 2,
            side,
            1,
            1);
    List<SceneValue> found = new ArrayList<>();
    for (int group = 0; group < inputs.size(); group++) {
      BitSet contributed = new BitSet();
      double[] there = one(inputs.get(group), pixel, sources, buffers, contributed);
      boolean isOfOne = !contributed.isEmpty() && !mixesScenes(plan.values());
      SceneId scene = !isOfOne ? null : plan.values().scenes().get(contributed.nextSetBit(0)).id();
      List<String> names = inputPlans.get(group).bands().names();
      for (int band = 0; band < names.size(); band++) {
        Double value = band < there.length ? orNull(there[band]) : null;
        found.add(new SceneValue(names.get(band), value, value == null ? null : scene));
      }
    }
    return new PointValues(
        lon,
        lat,
        found,
        values(values, plan.values().bands(), pixel, sources, buffers),
        values(shown, plan.shown().bands(), pixel, sources, buffers));
  }

  /**
   * Counts the values of an area.
   *
   * @param area {@code null}: all of the layer
   */
  List<BandStatistics> in(LonLatBounds area, RasterSources sources, WindowBuffers buffers) {
    PixelGrid grid = area == null ? whole() : grid(area);
    List<String> names = plan.values().bands().names();
    List<ValueCounter> counters =
        names.stream().map(name -> new ValueCounter(grid.width() * grid.height())).toList();
    values.render(
        grid,
        values.scenes(grid),
        sources,
        buffers,
        new BitSet(),
        (y, bands) -> {
          for (int band = 0; band < bands.length; band++) {
            counters.get(band).add(bands[band], grid.width());
          }
        });
    List<BandStatistics> all = new ArrayList<>();
    for (int band = 0; band < names.size(); band++) {
      all.add(counters.get(band).statistics(names.get(band)));
    }
    return all;
  }

  private static List<BandValue> values(
      LayerRenderer renderer,
      OutputBands bands,
      PixelGrid pixel,
      RasterSources sources,
      WindowBuffers buffers) {
    double[] there = one(renderer, pixel, sources, buffers, new BitSet());
    List<BandValue> all = new ArrayList<>();
    for (int band = 0; band < bands.count(); band++) {
      all.add(
          new BandValue(bands.names().get(band), band < there.length ? orNull(there[band]) : null));
    }
    return all;
  }

  /** Returns the value of each band of one pixel; NaN without data. */
  private static double[] one(
      LayerRenderer renderer,
      PixelGrid pixel,
      RasterSources sources,
      WindowBuffers buffers,
      BitSet contributed) {
    List<double[]> taken = new ArrayList<>();
    BitSet scenes = renderer.scenes(pixel);
    if (!renderer.isEmpty(pixel, scenes)) {
      renderer.render(
          pixel,
          scenes,
          sources,
          buffers,
          contributed,
          (y, bands) -> taken.add(Stream.of(bands).mapToDouble(band -> band[0]).toArray()));
    }
    return taken.isEmpty() ? new double[0] : taken.get(0);
  }

  /** Tells whether a value may be no scene's own, or one scene's in one band alone. */
  private static boolean mixesScenes(ExportPlan plan) {
    return plan.composite() != null && plan.composite().method() != CompositeMethod.BEST;
  }

  private static Double orNull(double value) {
    return Double.isNaN(value) ? null : value;
  }

  private PixelGrid whole() {
    PixelGrid all = plan.shown().grid();
    return grid(all.west(), all.south(), all.east(), all.north());
  }

  private PixelGrid grid(LonLatBounds area) {
    return grid(
        WebMercator.x(area.west()),
        WebMercator.y(area.south()),
        WebMercator.x(area.east()),
        WebMercator.y(area.north()));
  }

  private PixelGrid grid(double west, double south, double east, double north) {
    int bands = plan.values().bands().count();
    int most = (int) Math.min(MAX_SIDE, Math.sqrt((double) MAX_VALUES / bands));
    double side = Math.max(plan.resolution(), Math.max(east - west, north - south) / most);
    return new PixelGrid(
        WebMercator.EPSG,
        west,
        north,
        side,
        (int) Math.max(1, Math.min(most, Math.rint((east - west) / side))),
        (int) Math.max(1, Math.min(most, Math.rint((north - south) / side))));
  }

  /** The bands of scenes that one group of inputs takes, as they are. */
  private static ExportPlan inputs(ExportPlan plan, List<Integer> group) {
    List<PlannedScene> scenes =
        plan.scenes().stream()
            .map(scene -> scene.withBands(group.stream().map(scene.bands()::get).toList()))
            .toList();
    List<String> names = group.stream().map(input -> name(plan, input)).toList();
    return with(
        plan, scenes, new Tool.IdentityTool(), new OutputBands(names, SampleType.FLOAT64, null));
  }

  private static String name(ExportPlan plan, int input) {
    return plan.scenes().stream()
        .map(scene -> scene.bands().get(input))
        .filter(Objects::nonNull)
        .map(PlannedBand::name)
        .findFirst()
        .orElse(String.valueOf(input + 1));
  }

  private static ExportPlan nearest(ExportPlan plan) {
    return with(plan, plan.scenes(), plan.tool(), plan.bands());
  }

  private static ExportPlan with(
      ExportPlan plan, List<PlannedScene> scenes, Tool tool, OutputBands bands) {
    return plan.toBuilder()
        .scenes(scenes)
        .resampling(Resampling.NEAREST)
        .tool(tool)
        .bands(bands)
        .inputGroups(scenes == plan.scenes() ? plan.inputGroups() : null)
        .build();
  }
}
