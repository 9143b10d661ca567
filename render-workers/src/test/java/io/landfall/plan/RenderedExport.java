package io.landfall.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.PixelGrid;
import io.landfall.model.plan.ExportPlan;
import io.landfall.raster.BlockCache;
import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterSources;
import io.landfall.raster.WindowReader;
import io.landfall.raster.cog.CogAssembler;
import io.landfall.raster.cog.RenderedTask;
import io.landfall.raster.cog.TaskRenderer;
import io.landfall.raster.provenance.ProvenancePlan;
import io.landfall.raster.tiff.MemoryBytes;
import io.landfall.raster.tiff.TiffFile;
import java.io.ByteArrayOutputStream;

/**
 * A small export, rendered to a file and read again.
 *
 * @param bands values row by row; NaN without data
 */
public record RenderedExport(PixelGrid grid, double[][] bands) {

  /** Renders a plan of one task. */
  public static RenderedExport of(ExportPlan plan, RasterSources sources) {
    return read(plan, render(plan, sources));
  }

  /** Renders the scene numbers of a plan of one task; 0 where no scene gave a pixel. */
  public static RenderedExport provenance(ExportPlan plan, RasterSources sources) {
    RenderedExport numbers = read(ProvenancePlan.of(plan), render(plan, sources).provenance());
    for (int i = 0; i < numbers.bands()[0].length; i++) {
      numbers.bands()[0][i] = Double.isNaN(numbers.bands()[0][i]) ? 0 : numbers.bands()[0][i];
    }
    return numbers;
  }

  private static RenderedTask render(ExportPlan plan, RasterSources sources) {
    assertThat(plan.layout().tasks()).as("tasks").hasSize(1);
    var renderer =
        new TaskRenderer(plan, sources, PlannerFixture.TRANSFORMS, new BlockCache(64 << 20));
    return renderer.render(plan.layout().tasks().get(0), done -> {});
  }

  private static RenderedExport read(ExportPlan plan, RenderedTask task) {
    var bytes = new ByteArrayOutputStream();
    new CogAssembler(plan, false).wholeFile(task).forEach(bytes::writeBytes);
    PixelGrid grid = plan.grid();
    double[][] samples = new double[plan.bands().count()][grid.width() * grid.height()];
    try (TiffFile file = TiffFile.open(new MemoryBytes("export", bytes.toByteArray()))) {
      var all = new PixelRect(0, 0, grid.width(), grid.height());
      var cache = new BlockCache(64 << 20);
      for (int band = 0; band < samples.length; band++) {
        double nodata = plan.bands().nodata() == null ? Double.NaN : plan.bands().nodata();
        WindowReader.readWindow(file, cache, 0, band, all, nodata, samples[band]);
      }
    }
    return new RenderedExport(grid, samples);
  }

  /** Returns the value of the pixel that a place lies in; NaN beyond the grid. */
  public double at(int band, double x, double y) {
    int column = (int) Math.floor((x - grid.west()) / grid.pixelWidth());
    int row = (int) Math.floor((grid.north() - y) / grid.pixelHeight());
    boolean isInside = column >= 0 && column < grid.width() && row >= 0 && row < grid.height();
    return isInside ? bands[band][row * grid.width() + column] : Double.NaN;
  }
}
