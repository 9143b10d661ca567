package io.landfall.raster.tiff;

import io.landfall.model.CrsCodes;
import io.landfall.model.CrsDefinition;
import io.landfall.model.CrsDefinition.Method;
import io.landfall.raster.tiff.format.GeoKey;
import io.landfall.raster.tiff.format.GeoKeyValue;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The CRS that GeoKeys tell: one of the three, or nothing at all.
 *
 * @param epsg its code, or {@code null}
 * @param crs what the file spells out in numbers, where no code is known for it, or {@code null}
 * @param note why there is neither, or {@code null}
 */
record GeoCrs(Integer epsg, CrsDefinition crs, String note) {
  private static final int[] LONGITUDES = {
    GeoKey.NATURAL_ORIGIN_LONGITUDE,
    GeoKey.STRAIGHT_VERTICAL_POLE_LONGITUDE,
    GeoKey.FALSE_ORIGIN_LONGITUDE,
    GeoKey.CENTER_LONGITUDE
  };
  private static final int[] LATITUDES = {
    GeoKey.NATURAL_ORIGIN_LATITUDE, GeoKey.FALSE_ORIGIN_LATITUDE, GeoKey.CENTER_LATITUDE
  };
  private static final int[] EASTINGS = {
    GeoKey.FALSE_EASTING, GeoKey.FALSE_ORIGIN_EASTING, GeoKey.CENTER_EASTING
  };
  private static final int[] NORTHINGS = {
    GeoKey.FALSE_NORTHING, GeoKey.FALSE_ORIGIN_NORTHING, GeoKey.CENTER_NORTHING
  };
  private static final int[] SCALES = {GeoKey.SCALE_AT_NATURAL_ORIGIN, GeoKey.SCALE_AT_CENTER};

  private static final String PE_STRING = "ESRI PE String =";
  private static final int UTM_ZONES = 60;
  private static final int WGS84_ELLIPSOID_ONLY = 4030;
  private static final int GREENWICH = 8901;
  private static final int DEGREE = 9102;
  private static final double DEGREE_IN_RADIANS = Math.toRadians(1);
  private static final int METRE = 9001;

  private static final Map<Integer, Double> UNITS =
      Map.of(METRE, 1.0, 9002, 0.3048, 9003, 1200.0 / 3937, 9036, 1000.0);

  /** Semi-major axis and inverse flattening by EPSG code. */
  private static final Map<Integer, double[]> ELLIPSOIDS =
      Map.of(
          7030, new double[] {6_378_137, 298.257223563},
          7019, new double[] {6_378_137, 298.257222101},
          7008, new double[] {6_378_206.4, 294.978698213898},
          7043, new double[] {6_378_135, 298.26},
          7004, new double[] {6_377_397.155, 299.1528128},
          7001, new double[] {6_377_563.396, 299.3249646},
          7022, new double[] {6_378_388, 297},
          7024, new double[] {6_378_245, 298.3},
          7048, new double[] {6_371_007, 0});

  static GeoCrs read(GeoKeys keys) {
    if (keys.isEmpty()) {
      return new GeoCrs(null, null, null);
    }
    boolean geographic = keys.number(GeoKey.MODEL_TYPE) == GeoKeyValue.MODEL_GEOGRAPHIC;
    int code = keys.number(geographic ? GeoKey.GEOGRAPHIC_TYPE : GeoKey.PROJECTED_TYPE);
    if (code == 0 && !geographic && keys.number(GeoKey.MODEL_TYPE) == 0) {
      code = keys.number(GeoKey.GEOGRAPHIC_TYPE);
    }
    if (isMetric(code)
        && keys.number(GeoKey.LINEAR_UNITS) != METRE
        && keys.has(GeoKey.LINEAR_UNITS)) {
      String why =
          "the file names EPSG:%d, which is in metres, but says that its lengths are in unit EPSG:%d"
              .formatted(code, keys.number(GeoKey.LINEAR_UNITS));
      return new GeoCrs(null, null, why);
    }
    if (code > 0 && code < GeoKeyValue.USER_DEFINED) {
      return new GeoCrs(code, null, null);
    }
    try {
      String text = peString(keys);
      if (text != null) {
        return WktCrs.read(text);
      }
      if (geographic && code == GeoKeyValue.USER_DEFINED) {
        checkAngles(keys);
        ellipsoid(
            keys, CrsDefinition.of(Method.SINUSOIDAL, CrsCodes.WGS84)); // fails if not of the Earth
        return new GeoCrs(base(keys), null, null);
      }
      if (!geographic && isWebMercator(keys)) {
        return new GeoCrs(3857, null, null);
      }
      if (keys.has(GeoKey.METHOD) || keys.has(GeoKey.PROJECTION)) {
        return projected(keys);
      }
    } catch (IllegalArgumentException e) {
      return new GeoCrs(null, null, note(keys, code, geographic) + "; " + e.getMessage());
    }
    return new GeoCrs(null, null, note(keys, code, geographic));
  }

  private static GeoCrs projected(GeoKeys keys) {
    return of(definition(keys));
  }

  /** Returns the code of a CRS in numbers, or these. */
  static GeoCrs of(CrsDefinition crs) {
    OptionalInt code = CrsCodes.code(crs);
    return code.isPresent() ? new GeoCrs(code.getAsInt(), null, null) : new GeoCrs(null, crs, null);
  }

  /** Returns the text in which Esri's programs tell a CRS, or {@code null}. */
  private static String peString(GeoKeys keys) {
    for (int key :
        new int[] {GeoKey.PROJECTED_CITATION, GeoKey.CITATION, GeoKey.GEOGRAPHIC_CITATION}) {
      String text = keys.text(key);
      int start = text.indexOf(PE_STRING);
      if (start >= 0) {
        return text.substring(text.indexOf('=', start) + 1);
      }
    }
    return null;
  }

  /**
   * Tells whether a name says that this is the Mercator of web maps: written in numbers it looks
   * like the one on an ellipsoid, up to 40 km away.
   */
  private static boolean isWebMercator(GeoKeys keys) {
    String names =
        (keys.text(GeoKey.CITATION) + " " + keys.text(GeoKey.PROJECTED_CITATION))
            .toLowerCase(Locale.ROOT);
    return names.contains("mercator_auxiliary_sphere")
        || names.contains("pseudo-mercator")
        || names.contains("web_mercator")
        || names.contains("web mercator");
  }

  private static CrsDefinition definition(GeoKeys keys) {
    checkAngles(keys);
    int base = base(keys);
    double unit = unit(keys);
    CrsDefinition crs;
    int method = keys.number(GeoKey.METHOD);
    int projection = keys.number(GeoKey.PROJECTION);
    if (method == 0
        && projection > GeoKeyValue.UTM_NORTH
        && projection <= GeoKeyValue.UTM_SOUTH + UTM_ZONES) {
      boolean south = projection > GeoKeyValue.UTM_SOUTH;
      int zone = projection - (south ? GeoKeyValue.UTM_SOUTH : GeoKeyValue.UTM_NORTH);
      if (zone > UTM_ZONES) {
        throw new IllegalArgumentException("there is no UTM zone " + zone);
      }
      crs =
          CrsDefinition.of(Method.TRANSVERSE_MERCATOR, base)
              .withOrigin(0, 6 * zone - 183)
              .withScale(0.9996)
              .withFalse(500_000, south ? 10_000_000 : 0);
    } else {
      double latitude = keys.value(0, LATITUDES);
      double scale = keys.value(1, SCALES);
      double parallel1 = keys.value(0, GeoKey.STANDARD_PARALLEL_1);
      crs =
          CrsDefinition.of(method(keys, method), base)
              .withOrigin(latitude, keys.value(0, LONGITUDES))
              .withFalse(keys.value(0, EASTINGS) * unit, keys.value(0, NORTHINGS) * unit);
      crs =
          switch (crs.method()) {
            case TRANSVERSE_MERCATOR, LAMBERT_CONFORMAL_1SP, MERCATOR_SCALE -> crs.withScale(scale);
            case POLAR_STEREOGRAPHIC_PARALLEL -> polar(crs, latitude, scale, keys.has(SCALES[0]));
            case LAMBERT_CONFORMAL_2SP, ALBERS ->
                crs.withParallels(parallel1, keys.value(parallel1, GeoKey.STANDARD_PARALLEL_2));
            case LAMBERT_AZIMUTHAL -> crs;
            default -> crs.withParallels(parallel1, 0);
          };
    }
    return ellipsoid(keys, crs).withUnit(unit);
  }

  /** A pole as origin has a scale; any other latitude is that of true scale. */
  private static CrsDefinition polar(
      CrsDefinition crs, double latitude, double scale, boolean hasScale) {
    double longitude = crs.originLongitude();
    if (Math.abs(latitude) == 90 && hasScale) {
      return new CrsDefinition(
          Method.POLAR_STEREOGRAPHIC_SCALE,
          crs.geographicEpsg(),
          0,
          0,
          latitude,
          longitude,
          0,
          0,
          scale,
          crs.falseEasting(),
          crs.falseNorthing(),
          1);
    }
    if (Math.abs(latitude) < 1) {
      throw new IllegalArgumentException(
          "its polar stereographic projection does not say which pole it is about");
    }
    return crs.withOrigin(Math.copySign(90, latitude), longitude).withParallels(latitude, 0);
  }

  private static Method method(GeoKeys keys, int method) {
    return switch (method) {
      case GeoKeyValue.TRANSVERSE_MERCATOR -> Method.TRANSVERSE_MERCATOR;
      case GeoKeyValue.MERCATOR ->
          keys.has(GeoKey.STANDARD_PARALLEL_1) ? Method.MERCATOR_PARALLEL : Method.MERCATOR_SCALE;
      case GeoKeyValue.LAMBERT_CONFORMAL_2SP -> Method.LAMBERT_CONFORMAL_2SP;
      case GeoKeyValue.LAMBERT_CONFORMAL_1SP -> Method.LAMBERT_CONFORMAL_1SP;
      case GeoKeyValue.LAMBERT_AZIMUTHAL_EQUAL_AREA -> Method.LAMBERT_AZIMUTHAL;
      case GeoKeyValue.ALBERS_EQUAL_AREA -> Method.ALBERS;
      case GeoKeyValue.POLAR_STEREOGRAPHIC -> Method.POLAR_STEREOGRAPHIC_PARALLEL;
      case GeoKeyValue.EQUIRECTANGULAR -> Method.EQUIDISTANT_CYLINDRICAL;
      case GeoKeyValue.SINUSOIDAL -> Method.SINUSOIDAL;
      case GeoKeyValue.CYLINDRICAL_EQUAL_AREA -> Method.CYLINDRICAL_EQUAL_AREA;
      default ->
          throw new IllegalArgumentException(
              "its method of projection (%d) is not known".formatted(method));
    };
  }

  /** Returns the code of the geographic CRS. */
  private static int base(GeoKeys keys) {
    int code = keys.number(GeoKey.GEOGRAPHIC_TYPE);
    int datum = keys.number(GeoKey.DATUM);
    if (code == WGS84_ELLIPSOID_ONLY) {
      return CrsCodes.WGS84;
    }
    if (code > 0 && code < GeoKeyValue.USER_DEFINED) {
      return code;
    }
    if (datum > 6200 && datum < 6400) {
      return datum - 2000; // codes of the classical datums are that much above those of their CRSs
    }
    keys.datumShift()
        .ifPresent(
            numbers -> {
              throw new IllegalArgumentException(
                  "its datum is told by numbers alone (TOWGS84 %s), which are not read"
                      .formatted(numbers));
            });
    return CrsCodes.WGS84;
  }

  private static CrsDefinition ellipsoid(GeoKeys keys, CrsDefinition crs) {
    if (keys.has(GeoKey.SEMI_MAJOR_AXIS)) {
      double major = keys.value(0, GeoKey.SEMI_MAJOR_AXIS);
      double minor = keys.value(major, GeoKey.SEMI_MINOR_AXIS);
      double flattening =
          keys.has(GeoKey.INVERSE_FLATTENING)
              ? keys.value(0, GeoKey.INVERSE_FLATTENING)
              : major == minor ? 0 : major / (major - minor);
      return crs.withEllipsoid(major, flattening);
    }
    double[] named = ELLIPSOIDS.get(keys.number(GeoKey.ELLIPSOID));
    boolean needed =
        crs.geographicEpsg() == CrsCodes.WGS84
            && keys.number(GeoKey.GEOGRAPHIC_TYPE) != CrsCodes.WGS84;
    return named != null && needed ? crs.withEllipsoid(named[0], named[1]) : crs;
  }

  private static double unit(GeoKeys keys) {
    int code = keys.number(GeoKey.LINEAR_UNITS);
    if (code == GeoKeyValue.USER_DEFINED || code == 0) {
      return keys.value(1, GeoKey.LINEAR_UNIT_SIZE);
    }
    Double unit = UNITS.get(code);
    if (unit == null) {
      throw new IllegalArgumentException(
          "its unit of length (EPSG:%d) is not known".formatted(code));
    }
    return unit;
  }

  private static void checkAngles(GeoKeys keys) {
    int unit = keys.number(GeoKey.ANGULAR_UNITS);
    double size = keys.value(DEGREE_IN_RADIANS, GeoKey.ANGULAR_UNIT_SIZE);
    boolean custom = unit == GeoKeyValue.USER_DEFINED && Math.abs(size - DEGREE_IN_RADIANS) < 1e-12;
    if (unit != 0 && unit != DEGREE && !custom) {
      throw new IllegalArgumentException("its angles are not in degrees");
    }
    int meridian = keys.number(GeoKey.PRIME_MERIDIAN);
    boolean elsewhere =
        meridian != 0 && meridian != GREENWICH && meridian != GeoKeyValue.USER_DEFINED;
    if (elsewhere || keys.value(0, GeoKey.PRIME_MERIDIAN_LONGITUDE) != 0) {
      throw new IllegalArgumentException("its longitudes do not start at Greenwich");
    }
  }

  /**
   * Tells whether a code is of a family that is all in metres: UTM, the metric State Planes of
   * NAD83, ETRS89 and Web Mercator. Files that name these with feet exist; taken at their word they
   * would land in the wrong place.
   */
  private static boolean isMetric(int code) {
    int family = code == GeoKeyValue.USER_DEFINED ? 0 : code / 100;
    return family == 269 || family == 326 || family == 327 || family == 258 || code == 3857;
  }

  private static String note(GeoKeys keys, int code, boolean geographic) {
    String name = keys.text(geographic ? GeoKey.GEOGRAPHIC_CITATION : GeoKey.PROJECTED_CITATION);
    if (name.isEmpty()) {
      name = keys.text(GeoKey.CITATION);
    }
    String what =
        code >= GeoKeyValue.USER_DEFINED
            ? "the file defines its own CRS instead of naming one by EPSG code"
            : "the file's GeoKeys name no CRS";
    return name.isEmpty() ? what : what + ": " + name;
  }
}
