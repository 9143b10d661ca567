package io.landfall.estimate;

import io.landfall.model.PixelGrid;
import io.landfall.model.RasterGeometry;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.OutputFormat.BlockCompression;
import io.landfall.model.request.Tool;
import java.util.Objects;

/**
 * Which exports take about as long for a sample of a pixel.
 *
 * @param pixels what is done to them
 * @param compression of the raster
 * @param isImage whether images are made of the raster: one, or map tiles
 */
public record WorkKind(PixelWork pixels, BlockCompression compression, boolean isImage) {
  /** What is done to pixels on their way. */
  public enum PixelWork {
    /** Taken as they are. */
    COPIED,
    /** Brought to another grid. */
    RESAMPLED,
    /** Given to a tool, a stretch or a colour correction. */
    COMPUTED
  }

  static WorkKind of(ExportPlan plan) {
    return new WorkKind(
        pixels(plan), plan.format().compression(), plan.format().type().isPicture());
  }

  private static PixelWork pixels(ExportPlan plan) {
    if (!(plan.tool() instanceof Tool.IdentityTool)) {
      return PixelWork.COMPUTED;
    }
    boolean isOfOneGrid =
        plan.scenes().stream()
            .flatMap(scene -> scene.bands().stream())
            .filter(Objects::nonNull)
            .allMatch(band -> isLike(band.geometry(), plan.grid()));
    return isOfOneGrid ? PixelWork.COPIED : PixelWork.RESAMPLED;
  }

  private static boolean isLike(RasterGeometry source, PixelGrid grid) {
    double tolerance = grid.pixelWidth() * 1e-6;
    return source.epsg() == grid.epsg()
        && source.transform().isNorthUp()
        && Math.abs(source.transform().x(1, 0) - source.transform().x(0, 0) - grid.pixelWidth())
            < tolerance;
  }
}
