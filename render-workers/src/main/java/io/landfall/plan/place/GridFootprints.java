package io.landfall.plan.place;

import io.landfall.model.PixelGrid;
import io.landfall.model.RasterGeometry;
import io.landfall.raster.crs.CoordinateTransforms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.util.AffineTransformation;

/** Where rasters lie in the CRS of grids, and on these at each turn around the Earth. */
public final class GridFootprints {
  private final CoordinateTransforms transforms;
  private final int epsg;
  private final double period;

  /**
   * Makes one.
   *
   * @param transforms of the export
   * @param epsg of the grids
   */
  public GridFootprints(CoordinateTransforms transforms, int epsg) {
    this.transforms = transforms;
    this.epsg = epsg;
    this.period = transforms.period(epsg);
  }

  /** Returns the edge of a raster in the CRS of the grids; on terrain, as it goes over hills. */
  public ProjectedOutline outline(RasterGeometry geometry) {
    return ProjectedOutline.of(
        geometry, transforms.period(geometry), transforms.between(geometry, epsg));
  }

  /**
   * Returns where a raster can have pixels on a grid, in its pixels and a little wide: at each of
   * the places where the grid comes around the Earth. Empty if its edge cannot be told.
   */
  public Optional<List<Geometry>> onGrid(RasterGeometry geometry, PixelGrid grid) {
    Geometry outline =
        period > 0 && transforms.containsPole(geometry)
            ? null
            : ProjectedOutline.hull(
                geometry.extremes().stream().map(this::outline).toList(), period, grid);
    return Optional.ofNullable(outline)
        .map(
            one ->
                shifts(one.getEnvelopeInternal(), grid).stream()
                    .map(shift -> AffineTransformation.translationInstance(shift, 0).transform(one))
                    .toList());
  }

  /** Returns the ways to move an outline, in columns, to its places on the grid. */
  private List<Double> shifts(Envelope outline, PixelGrid grid) {
    if (period == 0) {
      return List.of(0.0);
    }
    List<Double> shifts = new ArrayList<>();
    double columns = period / grid.pixelWidth();
    double last = Math.floor((grid.width() - outline.getMinX()) / columns);
    for (double k = Math.ceil(-outline.getMaxX() / columns); k <= last; k++) {
      shifts.add(k * columns);
    }
    return shifts;
  }
}
