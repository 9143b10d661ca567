package io.landfall.render;

import org.geotools.api.referencing.FactoryException;
import org.geotools.api.referencing.crs.CoordinateReferenceSystem;
import org.geotools.api.referencing.crs.GeographicCRS;
import org.geotools.api.referencing.crs.ProjectedCRS;
import org.geotools.api.referencing.operation.MathTransform;
import org.geotools.api.referencing.operation.TransformException;
import org.geotools.referencing.CRS;
import org.geotools.referencing.operation.transform.ConcatenatedTransform;

/**
 * The way between two CRSs. Datums that agree to a centimetre (WGS 84 with NAD83 or ETRS89) are
 * one: the way over geocentric coordinates that GeoTools takes between them is off by some
 * millimetres, and then one pixel in ten thousand is its neighbour.
 */
final class Datums {
  private static final int POINTS = 49;

  /** About a centimetre. */
  private static final double ONE_DEGREES = 1e-7;

  private Datums() {}

  static MathTransform join(CoordinateReferenceSystem source, CoordinateReferenceSystem target)
      throws FactoryException {
    GeographicCRS from = base(source);
    GeographicCRS to = base(target);
    if (from != null && to != null && !CRS.equalsIgnoreMetadata(from, to) && isOne(from, to)) {
      return ConcatenatedTransform.create(
          CRS.findMathTransform(source, from, true), CRS.findMathTransform(to, target, true));
    }
    return CRS.findMathTransform(source, target, true);
  }

  private static GeographicCRS base(CoordinateReferenceSystem system) {
    CoordinateReferenceSystem base =
        system instanceof ProjectedCRS projected ? projected.getBaseCRS() : system;
    return base instanceof GeographicCRS geographic ? geographic : null;
  }

  private static boolean isOne(GeographicCRS from, GeographicCRS to) {
    double[] before = new double[2 * POINTS];
    for (int i = 0; i < POINTS; i++) {
      before[2 * i] = (i % 7 - 3) * 25; // all over the world, in either order of the axes
      before[2 * i + 1] = (i / 7 - 3) * 25;
    }
    double[] after = new double[before.length];
    try {
      CRS.findMathTransform(from, to, true).transform(before, 0, after, 0, POINTS);
    } catch (FactoryException | TransformException e) {
      return false; // no way between them that holds everywhere
    }
    boolean one = true;
    for (int i = 0; i < before.length; i++) {
      one &= Math.abs(after[i] - before[i]) <= ONE_DEGREES;
    }
    return one;
  }
}
