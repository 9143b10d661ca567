package io.landfall.tiles;

import io.landfall.model.Aoi;
import io.landfall.model.PixelGrid;
import io.landfall.plan.LayerPlanner.LayerPlan;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.prep.PreparedGeometry;
import org.locationtech.jts.geom.prep.PreparedGeometryFactory;
import org.locationtech.jts.index.strtree.STRtree;

/** Which scenes of a layer a part of the map can show; asked before any file is opened. */
final class LayerIndex {
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();

  /** Of the side of a part, how much wider it is taken: masks bend between their corners. */
  private static final double MARGIN = 0.05;

  private final PixelGrid grid;
  private final STRtree footprints = new STRtree(); // of SceneOutline
  private final BitSet anywhere = new BitSet();
  private final PreparedGeometry mask;

  private record SceneOutline(int scene, PreparedGeometry outline) {}

  LayerIndex(LayerPlan layer) {
    this.grid = layer.outlineGrid();
    for (int scene = 0; scene < layer.outlines().size(); scene++) {
      Optional<List<Geometry>> outlines = layer.outlines().get(scene);
      if (outlines.isEmpty()) {
        anywhere.set(scene);
        continue;
      }
      for (Geometry outline : outlines.get()) {
        footprints.insert(
            outline.getEnvelopeInternal(),
            new SceneOutline(scene, PreparedGeometryFactory.prepare(outline)));
      }
    }
    footprints.build();
    Aoi area = layer.shown().mask();
    this.mask = area == null ? null : PreparedGeometryFactory.prepare(area.toGeometry());
  }

  /** Returns the scenes that a part of the map may show; none where the mask does not reach. */
  BitSet scenes(PixelGrid part) {
    BitSet found = new BitSet();
    if (mask != null && !touchesMask(part)) {
      return found;
    }
    found.or(anywhere);
    double turn = WebMercator.WORLD / grid.pixelWidth();
    for (int k = -1; k <= 1; k++) { // the layer goes on beyond the antimeridian
      double west = (part.west() - grid.west()) / grid.pixelWidth() + k * turn;
      double east = (part.east() - grid.west()) / grid.pixelWidth() + k * turn;
      double top = (grid.north() - part.north()) / grid.pixelHeight();
      double bottom = (grid.north() - part.south()) / grid.pixelHeight();
      if (east >= 0 && west <= grid.width() && bottom >= 0 && top <= grid.height()) {
        add(new Envelope(west, east, top, bottom), found);
      }
    }
    return found;
  }

  /** Tells whether a part of the map lies on the layer, inside the mask: beside scenes, too. */
  boolean reaches(PixelGrid part) {
    return LayerExtent.of(grid).touches(part) && (mask == null || touchesMask(part));
  }

  private void add(Envelope box, BitSet found) {
    Geometry rectangle = GEOMETRIES.toGeometry(box);
    for (Object near : footprints.query(box)) {
      SceneOutline scene = (SceneOutline) near;
      if (!found.get(scene.scene) && scene.outline.intersects(rectangle)) {
        found.set(scene.scene);
      }
    }
  }

  private boolean touchesMask(PixelGrid part) {
    double margin = MARGIN * (part.east() - part.west());
    double west = WebMercator.lon(part.west() - margin);
    double east = WebMercator.lon(part.east() + margin);
    double south = WebMercator.lat(part.south() - margin);
    double north = WebMercator.lat(part.north() + margin);
    for (int k = -1; k <= 1; k++) {
      var box = new Envelope(west + 360 * k, east + 360 * k, south, north);
      if (mask.intersects(GEOMETRIES.toGeometry(box))) {
        return true;
      }
    }
    return false;
  }
}
