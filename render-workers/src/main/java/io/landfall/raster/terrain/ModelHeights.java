package io.landfall.raster.terrain;

import io.landfall.model.CrsCodes;
import io.landfall.model.GeoTransform;
import io.landfall.model.PixelGrid;
import io.landfall.model.RasterGeometry;
import io.landfall.model.Rescaling;
import io.landfall.model.TerrainModel;
import io.landfall.model.plan.PlannedBand;
import io.landfall.raster.BlockCache;
import io.landfall.raster.CoordinateTransform;
import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterSources;
import io.landfall.raster.WindowReader;
import io.landfall.raster.crs.CoordinateTransforms;
import io.landfall.raster.crs.TerrainHeights;
import java.util.Arrays;

/**
 * The heights of a terrain model, read by windows around the places that are asked for: at most
 * {@link #MAX_WINDOW} samples at once, of blocks that the node's cache holds.
 */
final class ModelHeights implements TerrainHeights {
  /** Two megabytes of them. */
  static final int MAX_WINDOW = 1 << 18;

  /** Of a window, samples for one place: where places are far apart, each has its own. */
  private static final int SAMPLES_A_PLACE = 16;

  /** A larger part of a model is looked at here and there, to tell its bounds. */
  private static final long MAX_BOUNDS_SAMPLES = 4L << 20;

  private static final int EDGE_POINTS = 33;
  private static final int LOOKS = 64;

  /** The world, in longitude and latitude; only its CRS matters. */
  private static final PixelGrid WORLD = new PixelGrid(CrsCodes.WGS84, -180, 90, 1, 1, 360, 180);

  private final TerrainModel model;
  private final PlannedBand band;
  private final CoordinateTransform toModel;
  private final RasterSources sources;
  private final BlockCache cache;

  ModelHeights(
      TerrainModel model,
      CoordinateTransforms transforms,
      RasterSources sources,
      BlockCache cache) {
    this.model = model;
    this.band = band(model);
    this.toModel = transforms.fromGrid(WORLD, model.geometry());
    this.sources = sources;
    this.cache = cache;
  }

  /** Returns a terrain model as sources open bands. */
  static PlannedBand band(TerrainModel model) {
    return new PlannedBand(
        "terrain",
        model.href(),
        model.etag(),
        model.bytes(),
        model.index(),
        model.type(),
        model.nodata(),
        model.geometry(),
        null);
  }

  @Override
  public void fill(double[] longitudes, double[] latitudes, double[] metres, int count) {
    double[] column = Arrays.copyOf(longitudes, count);
    double[] row = Arrays.copyOf(latitudes, count);
    toModel(column, row, count);
    open().fill(column, row, metres, count);
    for (int i = 0; i < count; i++) {
      metres[i] = Double.isNaN(longitudes[i]) ? Double.NaN : metres[i];
    }
  }

  @Override
  public HeightReader open() {
    SampleReading reading = new SampleReading(sources.open(band));
    return (columns, rows, metres, count) -> {
      sources.ensureWanted();
      reading.fill(columns, rows, metres, 0, count);
      for (int i = 0; i < count; i++) {
        metres[i] = metres(metres[i]);
      }
    };
  }

  private double metres(double sample) {
    double height = sample;
    Rescaling scale = model.rescaling();
    if (Double.isNaN(sample) || Double.isInfinite(sample)) {
      if (model.missing() == null) {
        return Double.NaN;
      }
      height = model.missing();
    } else if (scale != null) {
      height = sample * scale.scale() + scale.offset();
    }
    return height + model.offset();
  }

  @Override
  public void toModel(double[] x, double[] y, int count) {
    toModel.transform(x, y, count);
    GeoTransform transform = model.geometry().transform();
    for (int i = 0; i < count; i++) {
      double east = x[i];
      x[i] = transform.column(east, y[i]);
      y[i] = transform.row(east, y[i]);
    }
  }

  @Override
  public double[] bounds(double west, double south, double east, double north) {
    int points = EDGE_POINTS * EDGE_POINTS;
    double[] x = new double[points];
    double[] y = new double[points];
    for (int i = 0; i < points; i++) {
      x[i] = west + (east - west) * (i % EDGE_POINTS) / (EDGE_POINTS - 1);
      y[i] = south + (north - south) * (i / EDGE_POINTS) / (EDGE_POINTS - 1);
    }
    toModel(x, y, points);
    RasterGeometry own = model.geometry();
    Bounds bounds = new Bounds();
    PixelRect window = bounds.window(x, y, own.width(), own.height());
    if (window.width() <= 0 || window.height() <= 0) {
      return model.missing() == null ? null : bounds.including(model.missing()).ofHeights();
    }
    boolean all = window.pixels() <= MAX_BOUNDS_SAMPLES;
    if (all) {
      readAll(window, bounds);
    } else {
      readSome(window, bounds);
    }
    return bounds.ofHeights(all);
  }

  private void readAll(PixelRect window, Bounds bounds) {
    RasterFile file = sources.open(band);
    int rows = Math.max(1, MAX_WINDOW / window.width());
    double[] samples = new double[Math.min(rows, window.height()) * window.width()];
    for (int y = window.y0(); y < window.y1(); y += rows) {
      sources.ensureWanted();
      int height = Math.min(rows, window.y1() - y);
      PixelRect part = new PixelRect(window.x0(), y, window.width(), height);
      read(file, part, samples);
      for (int i = 0; i < part.pixels(); i++) {
        bounds.include(metres(samples[i]));
      }
    }
  }

  private void readSome(PixelRect window, Bounds bounds) {
    RasterFile file = sources.open(band);
    double[] sample = {0};
    for (int i = 0; i < LOOKS * LOOKS; i++) {
      int x = window.x0() + (int) ((long) (window.width() - 1) * (i % LOOKS) / (LOOKS - 1));
      int y = window.y0() + (int) ((long) (window.height() - 1) * (i / LOOKS) / (LOOKS - 1));
      sources.ensureWanted();
      read(file, new PixelRect(x, y, 1, 1), sample);
      bounds.include(metres(sample[0]));
    }
  }

  private void read(RasterFile file, PixelRect rect, double[] into) {
    double nodata = model.nodata() == null ? Double.NaN : model.nodata();
    WindowReader.readWindow(file, cache, 0, model.index(), rect, nodata, into);
  }

  /** Reads the samples at positions of the model. */
  private final class SampleReading {
    private final RasterFile file;
    private final HeightWindow window =
        new HeightWindow(
            model.interpolation(), model.geometry().width(), model.geometry().height());

    SampleReading(RasterFile file) {
      this.file = file;
    }

    /** Fills a stretch by one window, or by halves where that would be too large. */
    void fill(double[] column, double[] row, double[] samples, int from, int to) {
      double minColumn = Double.POSITIVE_INFINITY;
      double minRow = Double.POSITIVE_INFINITY;
      double maxColumn = Double.NEGATIVE_INFINITY;
      double maxRow = Double.NEGATIVE_INFINITY;
      int inside = 0;
      for (int i = from; i < to; i++) {
        if (window.isInside(column[i], row[i])) {
          minColumn = Math.min(minColumn, column[i]);
          minRow = Math.min(minRow, row[i]);
          maxColumn = Math.max(maxColumn, column[i]);
          maxRow = Math.max(maxRow, row[i]);
          inside++;
        } else {
          samples[i] = Double.NaN;
        }
      }
      if (inside == 0) {
        return;
      }
      PixelRect rect = window.around(minColumn, minRow, maxColumn, maxRow);
      boolean isLarge = rect.pixels() > Math.min(MAX_WINDOW, (long) SAMPLES_A_PLACE * (inside + 4));
      if (isLarge && to - from > 1) {
        int middle = (from + to) >>> 1;
        fill(column, row, samples, from, middle);
        fill(column, row, samples, middle, to);
        return;
      }
      read(file, rect, window.move(rect));
      for (int i = from; i < to; i++) {
        if (window.isInside(column[i], row[i])) {
          samples[i] = window.at(column[i], row[i]);
        }
      }
    }
  }

  /** The lowest and the highest of some heights. */
  private static final class Bounds {
    /** Between centres in the west and north, heights go on for half a pixel. */
    private static final double SHARE_BEYOND = 0.05;

    private static final double SHARE_UNSEEN = 0.5;
    private static final double METRES_UNSEEN = 100;

    private double low = Double.POSITIVE_INFINITY;
    private double high = Double.NEGATIVE_INFINITY;

    void include(double metres) {
      if (!Double.isNaN(metres)) {
        low = Math.min(low, metres);
        high = Math.max(high, metres);
      }
    }

    Bounds including(double metres) {
      include(metres);
      return this;
    }

    double[] ofHeights() {
      return ofHeights(true);
    }

    double[] ofHeights(boolean sawAll) {
      if (low > high) {
        return null;
      }
      double more = 1 + SHARE_BEYOND * (high - low);
      more += sawAll ? 0 : METRES_UNSEEN + SHARE_UNSEEN * (high - low);
      return new double[] {low - more, high + more};
    }

    /** Returns the pixels around positions, as far as the model has them. */
    PixelRect window(double[] column, double[] row, int width, int height) {
      double[] box = {
        Double.POSITIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.NEGATIVE_INFINITY
      };
      for (int i = 0; i < column.length; i++) {
        if (!Double.isNaN(column[i]) && !Double.isNaN(row[i])) {
          box[0] = Math.min(box[0], column[i]);
          box[1] = Math.min(box[1], row[i]);
          box[2] = Math.max(box[2], column[i]);
          box[3] = Math.max(box[3], row[i]);
        }
      }
      return PixelRect.between(
          (int) Math.min(width, Math.max(0, Math.floor(box[0]) - 2)),
          (int) Math.min(height, Math.max(0, Math.floor(box[1]) - 2)),
          (int) Math.max(0, Math.min(width, Math.ceil(box[2]) + 2)),
          (int) Math.max(0, Math.min(height, Math.ceil(box[3]) + 2)));
    }
  }
}
