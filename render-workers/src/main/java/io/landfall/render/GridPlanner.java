package io.landfall.render;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportRequest;
import io.landfall.model.GeoTransform;
import io.landfall.model.PixelGrid;
import io.landfall.model.PlannedBand;
import io.landfall.model.RasterGeometry;
import io.landfall.raster.CoordinateTransform;
import io.landfall.raster.CoordinateTransforms;
import io.landfall.raster.GridMask;
import io.landfall.raster.LayoutPlanner;
import java.util.ArrayList;
import java.util.List;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.prep.PreparedGeometry;
import org.locationtech.jts.geom.prep.PreparedGeometryFactory;

/**
 * Lays the output grid: around the footprints of all scenes, cropped to the mask, its edges on
 * whole multiples of the resolution, as GDAL's {@code -tap} does.
 */
final class GridPlanner {
  private static final int LONGITUDE_LATITUDE = 4326;
  private static final int MAX_SIDE = 1 << 20;

  /** Edges nearer than this to a multiple of the resolution, in pixels, are on it. */
  private static final double SNAP = 1e-6;

  private final CoordinateTransforms transforms;
  private final ExportRequest request;
  private final List<RasterGeometry> geometries;
  private final int epsg;

  GridPlanner(CoordinateTransforms transforms, ExportRequest request, List<PlannedBand> inputs) {
    this.transforms = transforms;
    this.request = request;
    this.geometries = inputs.stream().map(PlannedBand::geometry).distinct().toList();
    this.epsg =
        request.outputProjection() == null ? geometries.get(0).epsg() : request.outputProjection();
  }

  PixelGrid grid() {
    Footprint.Box box = Footprint.Box.EMPTY;
    for (RasterGeometry geometry : geometries) {
      box = box.union(Footprint.of(geometry, transforms.between(geometry.epsg(), epsg)).box());
    }
    if (box.isEmpty()) {
      throw new ExportFailure(
          ErrorCode.CRS_UNKNOWN,
          "Cannot project the scenes to EPSG:%d: they lie outside of where it is defined. Choose another output projection."
              .formatted(epsg));
    }
    if (request.mask() != null) {
      Footprint.Box mask =
          Footprint.of(request.mask(), transforms.between(LONGITUDE_LATITUDE, epsg)).box();
      Footprint.Box both = box.intersection(mask);
      if (both.isEmpty()) {
        throw new ExportFailure(
            ErrorCode.AOI_OUTSIDE_SCENES,
            "Cannot export: the area of interest (%s in EPSG:%d) does not overlap the scenes (%s). Choose another area or other scenes."
                .formatted(mask, epsg, box));
      }
      box = both;
    }
    double resolution = request.resolution() == null ? nativeResolution() : request.resolution();
    double west = Math.floor(box.west() / resolution + SNAP);
    double north = Math.ceil(box.north() / resolution - SNAP);
    double width = Math.ceil(box.east() / resolution - SNAP) - west;
    double height = north - Math.floor(box.south() / resolution + SNAP);
    if (!(width <= MAX_SIDE && height <= MAX_SIDE)) {
      throw new ExportFailure(
          ErrorCode.EXPORT_TOO_LARGE,
          "Cannot export %.0f x %.0f pixels: a side has at most %d. Choose a coarser resolution (it is in units of EPSG:%d) or a smaller area."
              .formatted(width, height, MAX_SIDE, epsg));
    }
    return new PixelGrid(
        epsg,
        west * resolution,
        north * resolution,
        resolution,
        (int) Math.max(1, width),
        (int) Math.max(1, height));
  }

  /**
   * Returns the first scene's own pixel size; in another CRS, that which keeps the diagonal's count
   * of pixels, as GDAL does.
   */
  private double nativeResolution() {
    RasterGeometry first = geometries.get(0);
    GeoTransform transform = first.transform();
    if (first.epsg() == epsg) {
      double across = Math.hypot(transform.pixelWidth(), transform.columnRotation());
      double down = Math.hypot(transform.rowRotation(), transform.pixelHeight());
      return Math.min(across, down);
    }
    double[] x = {transform.x(0, 0), transform.x(first.width(), first.height())};
    double[] y = {transform.y(0, 0), transform.y(first.width(), first.height())};
    CoordinateTransform toOutput = transforms.between(first.epsg(), epsg);
    toOutput.transform(x, y, 2);
    double resolution =
        Math.hypot(x[1] - x[0], y[1] - y[0]) / Math.hypot(first.width(), first.height());
    if (!(resolution > 0 && resolution < Double.POSITIVE_INFINITY)) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Cannot derive a resolution in EPSG:%d from the first scene. Give one.".formatted(epsg));
    }
    return resolution;
  }

  /** Returns which units of a grid the mask and a footprint touch. */
  LayoutPlanner.UnitFilter unitFilter(PixelGrid grid) {
    GridMask mask =
        request.mask() == null
            ? null
            : GridMask.of(request.mask(), grid, transforms.between(LONGITUDE_LATITUDE, epsg));
    List<PreparedGeometry> footprints = new ArrayList<>();
    for (RasterGeometry geometry : geometries) {
      Geometry outline =
          outline(Footprint.of(geometry, transforms.between(geometry.epsg(), epsg)), grid);
      if (outline == null) {
        return (x0, y0, x1, y1) ->
            mask == null || mask.touches(x0, y0, x1, y1); // its edge cannot be told
      }
      footprints.add(PreparedGeometryFactory.prepare(outline));
    }
    GeometryFactory factory = new GeometryFactory();
    return (x0, y0, x1, y1) ->
        (mask == null || mask.touches(x0, y0, x1, y1))
            && footprints.stream()
                .anyMatch(
                    outline ->
                        outline.intersects(factory.toGeometry(new Envelope(x0, x1, y0, y1))));
  }

  /**
   * Returns the outline in pixels of the grid, a little wide; {@code null} if a part of it could
   * not be projected.
   */
  private static Geometry outline(Footprint footprint, PixelGrid grid) {
    Coordinate[] points = new Coordinate[footprint.x().length];
    for (int i = 0; i < points.length; i++) {
      double column = (footprint.x()[i] - grid.west()) / grid.resolution();
      double row = (grid.north() - footprint.y()[i]) / grid.resolution();
      if (Double.isNaN(column) || Double.isNaN(row)) {
        return null;
      }
      points[i] = new Coordinate(column, row);
    }
    Geometry polygon = new GeometryFactory().createPolygon(points);
    return polygon.isValid() ? polygon.buffer(2) : polygon.getEnvelope();
  }
}
