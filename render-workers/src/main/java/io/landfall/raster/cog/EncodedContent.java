package io.landfall.raster.cog;

import io.landfall.model.GeoTransform;
import io.landfall.model.PixelGrid;
import io.landfall.model.RasterGeometry;
import io.landfall.model.plan.PlannedBand;
import io.landfall.model.plan.PlannedScene;
import io.landfall.raster.CoordinateTransform;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.RasterSources;
import io.landfall.raster.crs.CoordinateTransforms;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.index.strtree.STRtree;

/**
 * How much scenes hold where, by the sizes of their encoded blocks: of a collar there is next to
 * nothing in the file. No pixel is read for it.
 */
public final class EncodedContent implements LayoutPlanner.ContentEstimate {
  /** Blocks below this share of the largest do not count as typical. */
  private static final double FULL_BLOCK = 1.0 / 8;

  /** Blocks below this share of a typical one hold nothing. */
  private static final double EMPTY_BLOCK = 1.0 / 50;

  /** What a block with data counts at least: what compresses well here may not in the output. */
  private static final double MIN_SHARE = 1.0 / 4;

  private static final int EDGE_POINTS = 21;

  /** Of files with more blocks only some are looked at to tell what a typical one takes. */
  private static final int MAX_BLOCKS = 1 << 18;

  private final PixelGrid grid;
  private final STRtree scenes = new STRtree(); // of SceneBlocks, by where they lie on the grid

  /**
   * Takes the scenes of an export.
   *
   * @throws io.landfall.model.ExportFailure what opening their files throws
   */
  public EncodedContent(
      PixelGrid grid,
      List<PlannedScene> planned,
      RasterSources sources,
      CoordinateTransforms transforms) {
    this.grid = grid;
    for (PlannedScene scene : planned) {
      scene.bands().stream()
          .filter(Objects::nonNull)
          .findFirst()
          .ifPresent(band -> add(scene(band, sources.open(band), transforms)));
    }
    scenes.build();
  }

  /**
   * One scene.
   *
   * @param west to {@code south}: around it, in pixels of the grid
   * @param typicalBytes of a block that is full
   */
  private record SceneBlocks(
      RasterFile file,
      RasterGeometry geometry,
      CoordinateTransform fromGrid,
      double west,
      double north,
      double east,
      double south,
      double typicalBytes) {

    /** Returns what the block under a pixel holds, as a share of a full one. */
    double share(double column, double row) {
      if (!(column >= 0 && row >= 0 && column < geometry.width() && row < geometry.height())) {
        return 0;
      }
      RasterInfo.Size block = file.blockSize(0);
      long bytes = file.encodedBytes((int) column / block.width(), (int) row / block.height());
      double share = bytes < 0 ? 1 : bytes / typicalBytes;
      return share < EMPTY_BLOCK ? 0 : Math.max(MIN_SHARE, Math.min(1, share));
    }
  }

  private void add(SceneBlocks scene) {
    scenes.insert(new Envelope(scene.west, scene.east, scene.north, scene.south), scene);
  }

  private SceneBlocks scene(PlannedBand band, RasterFile file, CoordinateTransforms transforms) {
    RasterGeometry geometry = band.geometry();
    double[] bounds = bounds(geometry, transforms.toGrid(geometry, grid));
    return new SceneBlocks(
        file,
        geometry,
        transforms.fromGrid(grid, geometry),
        bounds[0],
        bounds[1],
        bounds[2],
        bounds[3],
        typicalBytes(file));
  }

  /** Returns west, north, east, south in pixels of the grid, one pixel wide; all if unsure. */
  private double[] bounds(RasterGeometry geometry, CoordinateTransform toGrid) {
    double[] x = new double[EDGE_POINTS * EDGE_POINTS];
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double column = i % EDGE_POINTS * geometry.width() / (EDGE_POINTS - 1.0);
      double row = i / EDGE_POINTS * geometry.height() / (EDGE_POINTS - 1.0);
      x[i] = geometry.transform().x(column, row);
      y[i] = geometry.transform().y(column, row);
    }
    toGrid.transform(x, y, x.length);
    if (Arrays.stream(x).anyMatch(Double::isNaN) || Arrays.stream(y).anyMatch(Double::isNaN)) {
      return new double[] {0, 0, grid.width(), grid.height()};
    }
    GeoTransform pixels = grid.transform();
    return new double[] {
      pixels.column(Arrays.stream(x).min().getAsDouble(), 0) - 1,
      pixels.row(0, Arrays.stream(y).max().getAsDouble()) - 1,
      pixels.column(Arrays.stream(x).max().getAsDouble(), 0) + 1,
      pixels.row(0, Arrays.stream(y).min().getAsDouble()) + 1
    };
  }

  private static double typicalBytes(RasterFile file) {
    RasterInfo info = file.info();
    RasterInfo.Size block = file.blockSize(0);
    int across = (info.width() - 1) / block.width() + 1;
    int down = (info.height() - 1) / block.height() + 1;
    long blocks = (long) across * down;
    long step = (blocks - 1) / MAX_BLOCKS + 1;
    long[] bytes = new long[(int) ((blocks - 1) / step + 1)];
    long largest = 1;
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = file.encodedBytes((int) (i * step % across), (int) (i * step / across));
      largest = Math.max(largest, bytes[i]);
    }
    double least = largest * FULL_BLOCK;
    return Arrays.stream(bytes).filter(b -> b >= least).average().orElse(1);
  }

  @Override
  public void fillShares(double[] columns, double[] rows, double[] into) {
    Arrays.fill(into, 0);
    double left = Arrays.stream(columns).min().orElse(0);
    double right = Arrays.stream(columns).max().orElse(0);
    double top = Arrays.stream(rows).min().orElse(0);
    double bottom = Arrays.stream(rows).max().orElse(0);
    double[] x = new double[columns.length];
    double[] y = new double[columns.length];
    for (Object found : scenes.query(new Envelope(left, right, top, bottom))) {
      SceneBlocks scene = (SceneBlocks) found;
      for (int i = 0; i < x.length; i++) {
        x[i] = grid.transform().x(columns[i], rows[i]);
        y[i] = grid.transform().y(columns[i], rows[i]);
      }
      scene.fromGrid.transform(x, y, x.length);
      GeoTransform pixels = scene.geometry.transform();
      for (int i = 0; i < x.length; i++) {
        double share = scene.share(pixels.column(x[i], y[i]), pixels.row(x[i], y[i]));
        into[i] = Math.max(into[i], share);
      }
    }
  }
}
