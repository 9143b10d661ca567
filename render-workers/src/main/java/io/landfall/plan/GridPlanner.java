package io.landfall.plan;

import io.landfall.model.Aoi;
import io.landfall.model.CrsCodes;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.GeoTransform;
import io.landfall.model.PixelGrid;
import io.landfall.model.RasterGeometry;
import io.landfall.model.plan.PlannedBand;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.GridAlignment;
import io.landfall.plan.maptile.MapTileChoice;
import io.landfall.plan.place.GridFootprints;
import io.landfall.plan.place.ProjectedOutline;
import io.landfall.plan.place.UnlikelyArea;
import io.landfall.raster.CoordinateTransform;
import io.landfall.raster.PixelRect;
import io.landfall.raster.cog.LayoutPlanner;
import io.landfall.raster.cog.ToolReach;
import io.landfall.raster.crs.CoordinateTransforms;
import io.landfall.raster.mask.EarthCrs;
import io.landfall.raster.mask.EarthRegion;
import io.landfall.raster.mask.GridMask;
import io.landfall.raster.tileset.MapTileGrid;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.prep.PreparedGeometry;
import org.locationtech.jts.geom.prep.PreparedGeometryFactory;
import org.locationtech.jts.index.strtree.STRtree;

/**
 * Lays the output grid: around the footprints of all scenes, cropped to the mask. It lies on the
 * first scene's own grid where CRS and resolution are its own, else its edges are whole multiples
 * of the resolution, as GDAL's {@code -tap} makes them.
 */
final class GridPlanner {
  private static final int MAX_SIDE = 1 << 20;

  /** How often a grid may go around the Earth; an area of interest is drawn anew each time. */
  private static final int MAX_TURNS = 16;

  /** Edges nearer than this to a multiple of the resolution, in pixels, are on it. */
  private static final double SNAP = 1e-6;

  private final CoordinateTransforms transforms;
  private final ExportRequest request;
  private final List<RasterGeometry> geometries;
  private final int epsg;
  private final double period;
  private final GridFootprints footprints;
  private List<String> tileWarnings = List.of();

  GridPlanner(CoordinateTransforms transforms, ExportRequest request, List<PlannedBand> inputs) {
    this.request = request;
    this.geometries = inputs.stream().map(PlannedBand::geometry).distinct().toList();
    if (request.outputProjection() == null && geometries.get(0).crs() != null) {
      throw new ExportFailure(
          ErrorCode.CRS_UNKNOWN,
          "Cannot export in the CRS of the scene (%s): it has no EPSG code. Give an output projection, such as 4326 or 3857."
              .formatted(geometries.get(0).crs()));
    }
    this.epsg =
        request.outputProjection() == null
            ? geometries.get(0).epsg()
            : transforms.plane(request.outputProjection());
    this.transforms = transforms.over(geometries, request.mask(), epsg);
    this.period = transforms.period(epsg);
    this.footprints = new GridFootprints(this.transforms, epsg);
  }

  /** Says how far off positions may be on the grid, where a person would want to know. */
  List<String> warnings() {
    Stream<Optional<String>> scenes =
        geometries.stream().map(geometry -> transforms.warning(geometry, epsg));
    Stream<Optional<String>> mask =
        request.mask() == null
            ? Stream.empty()
            : Stream.of(transforms.warning(CrsCodes.WGS84, epsg));
    return Stream.concat(
            Stream.concat(scenes, mask).flatMap(Optional::stream).distinct(), tileWarnings.stream())
        .toList();
  }

  /** Returns the transforms of the export. */
  CoordinateTransforms transforms() {
    return transforms;
  }

  PixelGrid grid() {
    ProjectedOutline.BoundingBox box = ProjectedOutline.BoundingBox.EMPTY;
    for (RasterGeometry geometry : geometries) {
      box = join(box, box(geometry));
    }
    if (box.isEmpty()) {
      throw new ExportFailure(
          ErrorCode.CRS_UNKNOWN,
          "Cannot project the scenes to EPSG:%d: they lie outside of where it is defined. Choose another output projection."
              .formatted(epsg));
    }
    if (request.mask() != null) {
      box = cropToMask(box);
    }
    box = normalized(box);
    if (MapTileChoice.isWanted(request)) {
      return mapTileGrid(box);
    }
    return isNative() ? nativeGrid(box) : alignedGrid(box);
  }

  private PixelGrid mapTileGrid(ProjectedOutline.BoundingBox box) {
    double resolution = request.resolution() == null ? nativeResolution() : request.resolution();
    MapTileChoice choice =
        MapTileChoice.around(request, box.west(), box.south(), box.east(), box.north(), resolution);
    tileWarnings = choice.warnings();
    MapTileGrid tiles = choice.grid();
    PixelGrid pixels = tiles.pixels();
    double pixel = pixels.pixelWidth();
    return grid(pixels.west(), pixels.north(), pixel, pixel, tiles.width(), tiles.height());
  }

  /** Tells whether the output lies on the first scene's own grid. */
  private boolean isNative() {
    RasterGeometry first = geometries.get(0);
    GeoTransform own = first.transform();
    boolean along = first.isAlongAxes();
    boolean possible =
        along
            && first.crs() == null
            && first.epsg() == epsg
            && (request.resolution() == null
                || isNear(Math.abs(own.pixelWidth()), request.resolution())
                    && isNear(Math.abs(own.pixelHeight()), request.resolution()));
    if (request.grid() == GridAlignment.NATIVE && !possible) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          along
              ? "Cannot export on the first scene's own grid: it has EPSG:%d and pixels of %s x %s. Leave out the output projection and the resolution, or choose an aligned grid."
                  .formatted(first.epsg(), Math.abs(own.pixelWidth()), Math.abs(own.pixelHeight()))
              : "Cannot export on the first scene's own grid: it is rotated or warped. Choose"
                  + " an aligned grid.");
    }
    return possible && request.grid() != GridAlignment.ALIGNED;
  }

  private static boolean isNear(double a, double b) {
    return Math.abs(a - b) <= 1e-9 * Math.abs(b);
  }

  /** Lays the grid on the first scene's pixels, north up whichever way its own rows run. */
  private PixelGrid nativeGrid(ProjectedOutline.BoundingBox box) {
    GeoTransform own = geometries.get(0).transform();
    double pixelWidth = Math.abs(own.pixelWidth());
    double pixelHeight = Math.abs(own.pixelHeight());
    double left = Math.floor((box.west() - own.originX()) / pixelWidth + SNAP);
    double right = Math.ceil((box.east() - own.originX()) / pixelWidth - SNAP);
    double top = Math.floor((own.originY() - box.north()) / pixelHeight + SNAP);
    double bottom = Math.ceil((own.originY() - box.south()) / pixelHeight - SNAP);
    return grid(
        own.originX() + left * pixelWidth,
        own.originY() - top * pixelHeight,
        pixelWidth,
        pixelHeight,
        right - left,
        bottom - top);
  }

  private PixelGrid alignedGrid(ProjectedOutline.BoundingBox box) {
    double resolution = request.resolution() == null ? nativeResolution() : request.resolution();
    double west = Math.floor(box.west() / resolution + SNAP);
    double north = Math.ceil(box.north() / resolution - SNAP);
    double width = Math.ceil(box.east() / resolution - SNAP) - west;
    double height = north - Math.floor(box.south() / resolution + SNAP);
    return grid(west * resolution, north * resolution, resolution, resolution, width, height);
  }

  private PixelGrid grid(
      double west,
      double north,
      double pixelWidth,
      double pixelHeight,
      double width,
      double height) {
    if (!(width <= MAX_SIDE && height <= MAX_SIDE)) {
      throw new ExportFailure(
          ErrorCode.EXPORT_TOO_LARGE,
          "Cannot export %.0f x %.0f pixels: a side has at most %d. Choose a coarser resolution (it is in units of EPSG:%d) or a smaller area."
              .formatted(width, height, MAX_SIDE, epsg));
    }
    if (period > 0 && !(pixelWidth <= period && width * pixelWidth <= MAX_TURNS * period)) {
      throw new ExportFailure(
          ErrorCode.EXPORT_TOO_LARGE,
          "Cannot export %.0f pixels of %s side by side: EPSG:%d is at the same place again after %s. Choose a finer resolution, or scenes that lie on the Earth once."
              .formatted(width, pixelWidth, epsg, period));
    }
    return new PixelGrid(
        epsg,
        west,
        north,
        pixelWidth,
        pixelHeight,
        (int) Math.max(1, width),
        (int) Math.max(1, height));
  }

  private ProjectedOutline.BoundingBox box(RasterGeometry geometry) {
    ProjectedOutline.BoundingBox box = footprints.outline(geometry).unwrapped(period).box();
    if (period == 0 || box.isEmpty() || !transforms.containsPole(geometry)) {
      return box;
    }
    double[] x = {0, 0};
    double[] y = {90, -90};
    transforms.between(CrsCodes.WGS84, geometry).transform(x, y, 2);
    double column = geometry.transform().column(x[0], y[0]);
    double row = geometry.transform().row(x[0], y[0]);
    boolean north = column > 0 && column < geometry.width() && row > 0 && row < geometry.height();
    double[] top = {0};
    double[] pole = {north ? 90 : -90};
    transforms.between(CrsCodes.WGS84, epsg).transform(top, pole, 1);
    boolean far = !(Math.abs(pole[0]) <= period / 2); // as web maps do, end in a square
    double end = far ? Math.copySign(period / 2, north ? 1 : -1) : pole[0];
    return new ProjectedOutline.BoundingBox(-period / 2, box.south(), period / 2, box.north())
        .including(0, end);
  }

  /** Joins two boxes where they are nearest, at most once around the Earth. */
  private ProjectedOutline.BoundingBox join(
      ProjectedOutline.BoundingBox box, ProjectedOutline.BoundingBox other) {
    if (period == 0 || box.isEmpty() || other.isEmpty()) {
      return box.union(other);
    }
    double turns = Math.rint((box.centre() - other.centre()) / period);
    ProjectedOutline.BoundingBox best = box.union(other);
    for (double k = turns - 1; k <= turns + 1; k++) {
      ProjectedOutline.BoundingBox joined = box.union(other.shifted(k * period));
      if (joined.east() - joined.west() < best.east() - best.west()) {
        best = joined;
      }
    }
    boolean twice = best.east() - best.west() > period && geometries.size() > 1;
    return twice
        ? new ProjectedOutline.BoundingBox(
            best.west(), best.south(), best.west() + period, best.north())
        : best;
  }

  /** Crops the scenes' box to the mask, on whichever side of the antimeridian it lies. */
  private ProjectedOutline.BoundingBox cropToMask(ProjectedOutline.BoundingBox scenes) {
    ProjectedOutline.BoundingBox both = shared(scenes, request.mask());
    if (both.isEmpty()) {
      ProjectedOutline.BoundingBox all = ProjectedOutline.BoundingBox.EMPTY;
      for (double[][][] polygon : request.mask().coordinates()) {
        all =
            all.union(
                ProjectedOutline.of(polygon, EarthCrs.of(transforms, epsg).fromLonLat())
                    .unwrapped(period)
                    .box());
      }
      boolean isSwapped =
          UnlikelyArea.swapped(request.mask())
              .filter(area -> !shared(scenes, area).isEmpty())
              .isPresent();
      throw new ExportFailure(
          ErrorCode.AOI_OUTSIDE_SCENES,
          "Cannot export: the area of interest (%s in EPSG:%d) does not overlap the scenes (%s). %s"
              .formatted(
                  all,
                  epsg,
                  scenes,
                  isSwapped
                      ? "With latitude and longitude swapped it does: give longitude first."
                      : "Choose another area or other scenes."));
    }
    return both;
  }

  /** Returns the box of what an area has of the scenes. */
  private ProjectedOutline.BoundingBox shared(ProjectedOutline.BoundingBox scenes, Aoi mask) {
    EarthCrs crs = EarthCrs.of(transforms, epsg);
    Aoi visible =
        EarthRegion.shownBy(crs, scenes.west(), scenes.south(), scenes.east(), scenes.north())
            .clip(mask);
    ProjectedOutline.BoundingBox both = ProjectedOutline.BoundingBox.EMPTY;
    for (double[][][] polygon : visible.coordinates()) {
      ProjectedOutline.BoundingBox area =
          ProjectedOutline.of(polygon, crs.fromLonLat()).unwrapped(period).box();
      double turns =
          period == 0 || area.isEmpty() ? 0 : Math.rint((scenes.centre() - area.centre()) / period);
      for (double k = turns - 1; k <= turns + 1; k++) {
        ProjectedOutline.BoundingBox part = scenes.intersection(area.shifted(k * period));
        both = part.isEmpty() ? both : both.union(part);
      }
    }
    return both;
  }

  /**
   * Moves a box to where its CRS is defined, or starts: what crosses the antimeridian goes on
   * beyond it in the east. Scenes that have this CRS stay where they say they are.
   */
  private ProjectedOutline.BoundingBox normalized(ProjectedOutline.BoundingBox box) {
    boolean own = geometries.stream().anyMatch(geometry -> geometry.epsg() == epsg);
    boolean beyond = box.west() >= period / 2 || box.east() <= -period / 2;
    if (period == 0 || own && !beyond) {
      return box;
    }
    double turns = Math.floor((box.west() + period / 2) / period + SNAP);
    return turns == 0 ? box : box.shifted(-turns * period);
  }

  /**
   * Returns the first scene's own pixel size; in another CRS, that which keeps the diagonal's count
   * of pixels, as GDAL does.
   */
  private double nativeResolution() {
    RasterGeometry first = geometries.get(0);
    GeoTransform transform = first.transform();
    if (first.epsg() == epsg && first.warp() == null) {
      double wide = Math.hypot(transform.pixelWidth(), transform.columnRotation());
      double down = Math.hypot(transform.rowRotation(), transform.pixelHeight());
      return Math.min(wide, down);
    }
    double[] x = {transform.x(0, 0), transform.x(first.width(), first.height())};
    double[] y = {transform.y(0, 0), transform.y(first.width(), first.height())};
    if (transforms.containsPole(first) && period > 0) { // the diagonal goes over it: see nearby
      x = new double[] {transform.x(0, 0), transform.x(1, 1)};
      y = new double[] {transform.y(0, 0), transform.y(1, 1)};
    }
    CoordinateTransform toOutput = transforms.between(first, epsg);
    toOutput.transform(x, y, 2);
    double across = x[1] - x[0];
    across -= period == 0 ? 0 : Math.rint(across / period) * period;
    double pixels = Math.hypot(first.width(), first.height());
    if (transforms.containsPole(first) && period > 0) {
      across *= transforms.isGeographic(epsg) ? Math.cos(Math.toRadians(y[0])) : 1;
      pixels = Math.hypot(1, 1);
    }
    double resolution = Math.hypot(across, y[1] - y[0]) / pixels;
    if (!(resolution > 0 && resolution < Double.POSITIVE_INFINITY)) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Cannot derive a resolution in EPSG:%d from the first scene. Give one.".formatted(epsg));
    }
    return resolution;
  }

  /** Returns which metatiles of a grid the mask touches, and what a tool makes of a footprint. */
  LayoutPlanner.MetatileFilter metatileFilter(PixelGrid grid, ToolReach reach) {
    GridMask mask =
        request.mask() == null
            ? null
            : GridMask.of(request.mask(), grid, EarthCrs.of(transforms, epsg));
    STRtree tree = new STRtree(); // of PreparedGeometry
    for (RasterGeometry geometry : geometries) {
      Optional<List<Geometry>> outlines = footprints.onGrid(geometry, grid);
      if (outlines.isEmpty()) {
        return part -> isInside(mask, part); // its edge cannot be told
      }
      for (Geometry there : outlines.get()) {
        tree.insert(there.getEnvelopeInternal(), PreparedGeometryFactory.prepare(there));
      }
    }
    tree.build();
    return part ->
        isInside(mask, part) && (reach.seesNoData() || touchesAny(tree, part.grow(reach.halo())));
  }

  private static boolean isInside(GridMask mask, PixelRect part) {
    return mask == null || mask.intersects(part);
  }

  /** Returns where rasters lie in the CRS of the grid. */
  GridFootprints footprints() {
    return footprints;
  }

  private static boolean touchesAny(STRtree footprints, PixelRect part) {
    Envelope box = new Envelope(part.x0(), part.x1(), part.y0(), part.y1());
    Geometry rectangle = new GeometryFactory().toGeometry(box);
    for (Object near : footprints.query(box)) {
      if (((PreparedGeometry) near).intersects(rectangle)) {
        return true;
      }
    }
    return false;
  }
}
