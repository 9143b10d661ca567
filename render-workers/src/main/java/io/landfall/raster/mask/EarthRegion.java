package io.landfall.raster.mask;

import io.landfall.model.Aoi;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The part of the Earth that a rectangle of a CRS shows, and some of what lies around it, as far as
 * places and points of the plane are still one to one. What an area has beyond it would project to
 * nowhere (a pole in Mercator) or anywhere (far from the meridian of a UTM zone), and is cut off
 * first.
 *
 * @param west in degrees
 * @param east at most 360 degrees from {@code west}
 * @param isRound whether all longitudes are in it and none is its edge
 */
public record EarthRegion(double west, double south, double east, double north, boolean isRound) {
  private static final int POINTS_PER_SIDE = 33;

  /** More than lies between two points that show all longitudes. */
  private static final double WIDEST_GAP_DEGREES = 30;

  private static final double LEAST_MARGIN_DEGREES = 10;
  private static final double[] MARGIN_SHARES = {1, 0.5, 0.25, 0.12, 0.05, 0.01};
  private static final double SAME_PLACE_DEGREES = 1e-6;

  /** How much farther apart two points are on both sides of a cut than others as near. */
  private static final double CUT_JUMP = 10;

  /** How far the edge stays from a cut: a tenth of a millimetre. */
  private static final double OFF_THE_CUT_DEGREES = 1e-9;

  private static final EarthRegion WHOLE_EARTH = new EarthRegion(-180, -90, 180, 90, true);

  /** Returns what a rectangle of a CRS shows, given in its units. */
  public static EarthRegion shownBy(
      EarthCrs crs, double west, double south, double east, double north) {
    RectangleOfCrs rectangle = new RectangleOfCrs(crs, west, south, east, north);
    EarthRegion shown = rectangle.places();
    if (shown == null) {
      return WHOLE_EARTH; // of a plane that is nowhere
    }
    EarthRegion region = shown;
    for (double share : MARGIN_SHARES) {
      region = shown.grown(share, crs);
      if (region.isOneToOne(crs)) {
        break;
      }
    }
    return region;
  }

  /**
   * Cuts off what an area has outside; polygons that lie inside stay as they are. Of others the
   * rings may run to and fro along the edge of the region.
   */
  public Aoi clip(Aoi area) {
    List<double[][][]> kept = new ArrayList<>();
    for (double[][][] polygon : area.coordinates()) {
      RingClip.Extent extent = RingClip.Extent.of(polygon[0]);
      if (holds(extent)) {
        kept.add(polygon);
      } else {
        addParts(polygon, extent, kept);
      }
    }
    return new Aoi(kept.toArray(double[][][][]::new), area.allTouched());
  }

  private boolean holds(RingClip.Extent extent) {
    double shift = 360 * Math.floor((extent.west() - west) / 360);
    return extent.south() >= south
        && extent.north() <= north
        && (isRound || extent.east() - shift <= east);
  }

  private void addParts(double[][][] polygon, RingClip.Extent extent, List<double[][][]> kept) {
    double first = isRound ? 0 : Math.ceil((extent.west() - east) / 360);
    double last = isRound ? 0 : Math.floor((extent.east() - west) / 360);
    for (double turn = first; turn <= last; turn++) {
      double from = isRound ? extent.west() : west + 360 * turn;
      double to = isRound ? extent.east() : east + 360 * turn;
      RingClip.Extent box = new RingClip.Extent(from, south, to, north);
      double[][][] rings =
          Arrays.stream(polygon)
              .map(ring -> RingClip.clip(ring, box))
              .filter(ring -> ring.length > 3)
              .toArray(double[][][]::new);
      if (rings.length > 0) {
        kept.add(rings);
      }
    }
  }

  private EarthRegion grown(double share, EarthCrs crs) {
    double latitudes = share * Math.max(LEAST_MARGIN_DEGREES, north - south);
    boolean open = !isRound && east - west < 360 - WIDEST_GAP_DEGREES;
    double most = (360 - WIDEST_GAP_DEGREES / 2 - (east - west)) / 2;
    double longitudes = share * Math.min(most, Math.max(LEAST_MARGIN_DEGREES, east - west));
    return new EarthRegion(
        open ? west - longitudes : west,
        -limit(crs, -1, -south, latitudes),
        open ? east + longitudes : east,
        limit(crs, 1, north, latitudes),
        isRound);
  }

  /** Returns the latitude so much nearer to the pole; on it only if it has a place. */
  private double limit(EarthCrs crs, int pole, double latitude, double margin) {
    double nearer = latitude + margin;
    if (nearer < 90) {
      return nearer;
    }
    double[] x = {(west + east) / 2};
    double[] y = {90.0 * pole};
    crs.fromLonLat().transform(x, y, 1);
    boolean hasPlace = Math.abs(x[0]) < 1e12 && Math.abs(y[0]) < 1e12;
    return latitude >= 90 || hasPlace ? 90 : latitude + 0.9 * (90 - latitude);
  }

  /** Tells whether places along the edge come back from the plane. */
  private boolean isOneToOne(EarthCrs crs) {
    int n = 4 * POINTS_PER_SIDE;
    double[] x = new double[n];
    double[] y = new double[n];
    for (int i = 0; i < n; i++) {
      double along = (i / 4 + 0.5) / POINTS_PER_SIDE;
      boolean onParallel = isRound || i % 4 < 2;
      x[i] = onParallel ? west + along * (east - west) : i % 4 == 2 ? west : east;
      double parallel = i % 2 == 0 ? south : north;
      y[i] = onParallel ? parallel : south + along * (north - south);
    }
    double[] lon = x.clone();
    double[] lat = y.clone();
    crs.fromLonLat().transform(x, y, n);
    crs.toLonLat().transform(x, y, n);
    for (int i = 0; i < n; i++) {
      double off = Math.IEEEremainder(x[i] - lon[i], 360) * Math.cos(Math.toRadians(lat[i]));
      boolean isPole = Math.abs(lat[i]) > 90 - SAME_PLACE_DEGREES;
      if (!isPole && !(Math.hypot(off, y[i] - lat[i]) < SAME_PLACE_DEGREES)) {
        return false;
      }
    }
    return true;
  }

  /** A rectangle in units of a CRS. */
  private record RectangleOfCrs(
      EarthCrs crs, double west, double south, double east, double north) {

    /** Returns the places that it shows; {@code null} if none. */
    EarthRegion places() {
      int n = POINTS_PER_SIDE * POINTS_PER_SIDE;
      double[] x = new double[n];
      double[] y = new double[n];
      for (int i = 0; i < n; i++) {
        x[i] = west + (east - west) * (i % POINTS_PER_SIDE) / (POINTS_PER_SIDE - 1);
        y[i] = south + (north - south) * (i / POINTS_PER_SIDE) / (POINTS_PER_SIDE - 1);
      }
      crs.toLonLat().transform(x, y, n);
      boolean[] places = comeBack(x, y);
      double[] longitudes = new double[n];
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      int count = 0;
      for (int i = 0; i < n; i++) {
        if (places[i]) {
          longitudes[count++] = x[i] - 360 * Math.floor((x[i] + 180) / 360);
          low = Math.min(low, y[i]);
          high = Math.max(high, y[i]);
        }
      }
      boolean northPole = holdsPole(90);
      boolean southPole = holdsPole(-90);
      if (count == 0 && !northPole && !southPole) {
        return null;
      }
      boolean isRound = crs.period() > 0 || northPole || southPole;
      return widest(
          Arrays.copyOf(longitudes, count), southPole ? -90 : low, northPole ? 90 : high, isRound);
    }

    /** Returns which points are places on the Earth: those that the way back finds again. */
    private boolean[] comeBack(double[] lon, double[] lat) {
      double[] x = lon.clone();
      double[] y = lat.clone();
      crs.fromLonLat().transform(x, y, x.length);
      boolean[] same = new boolean[x.length];
      double tolerance = 1e-3 * Math.hypot(east - west, north - south);
      for (int i = 0; i < same.length; i++) {
        double columns = west + (east - west) * (i % POINTS_PER_SIDE) / (POINTS_PER_SIDE - 1);
        double rows = south + (north - south) * (i / POINTS_PER_SIDE) / (POINTS_PER_SIDE - 1);
        double off = x[i] - columns;
        off = crs.period() > 0 ? Math.IEEEremainder(off, crs.period()) : off;
        same[i] = Math.abs(lat[i]) <= 90 && Math.hypot(off, y[i] - rows) <= tolerance;
      }
      return same;
    }

    private boolean holdsPole(double latitude) {
      double[] x = {0};
      double[] y = {latitude};
      crs.fromLonLat().transform(x, y, 1);
      boolean inside =
          y[0] >= south && y[0] <= north && (crs.period() > 0 || x[0] >= west && x[0] <= east);
      crs.toLonLat().transform(x, y, 1);
      return inside && Math.abs(y[0] - latitude) < SAME_PLACE_DEGREES;
    }

    /** Returns the region without the widest gap between longitudes, if it is one. */
    private EarthRegion widest(double[] longitudes, double low, double high, boolean round) {
      Arrays.sort(longitudes);
      int count = longitudes.length;
      int after = 0;
      double gap = count == 0 ? 0 : longitudes[0] + 360 - longitudes[count - 1];
      for (int i = 1; i < count; i++) {
        if (longitudes[i] - longitudes[i - 1] > gap) {
          gap = longitudes[i] - longitudes[i - 1];
          after = i;
        }
      }
      if (!round && gap > WIDEST_GAP_DEGREES) {
        double first = longitudes[after];
        return new EarthRegion(first, low, first + 360 - gap, high, false);
      }
      double cut = crs.period() > 0 ? Double.NaN : cut((low + high) / 2);
      return Double.isNaN(cut)
          ? new EarthRegion(-180, low, 180, high, true)
          : new EarthRegion(
              cut + OFF_THE_CUT_DEGREES, low, cut + 360 - OFF_THE_CUT_DEGREES, high, false);
    }

    /** Returns the longitude at which the plane is cut open along a meridian; NaN if nowhere. */
    private double cut(double latitude) {
      double[] jumps = new double[360];
      int widest = 0;
      for (int i = 0; i < jumps.length; i++) {
        jumps[i] = distance(i - 180.5, i - 179.5, latitude);
        widest = jumps[i] > jumps[widest] ? i : widest;
      }
      double jump = jumps[widest];
      Arrays.sort(jumps);
      if (!(jump > CUT_JUMP * jumps[jumps.length / 2])) {
        return Double.NaN;
      }
      double from = widest - 180.5;
      double to = widest - 179.5;
      while (to - from > OFF_THE_CUT_DEGREES / 4) {
        double middle = (from + to) / 2;
        if (distance(from, middle, latitude) > distance(middle, to, latitude)) {
          to = middle;
        } else {
          from = middle;
        }
      }
      return (from + to) / 2;
    }

    private double distance(double from, double to, double latitude) {
      double[] x = {from, to};
      double[] y = {latitude, latitude};
      crs.fromLonLat().transform(x, y, 2);
      double distance = Math.hypot(x[1] - x[0], y[1] - y[0]);
      return distance >= 0 ? distance : 0; // NaN
    }
  }
}
