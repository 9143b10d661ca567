package io.landfall.model;

import static io.landfall.model.CrsDefinition.Method.ALBERS;
import static io.landfall.model.CrsDefinition.Method.CYLINDRICAL_EQUAL_AREA;
import static io.landfall.model.CrsDefinition.Method.EQUAL_EARTH;
import static io.landfall.model.CrsDefinition.Method.LAMBERT_AZIMUTHAL;
import static io.landfall.model.CrsDefinition.Method.POLAR_STEREOGRAPHIC_PARALLEL;
import static io.landfall.model.CrsDefinition.Method.POLAR_STEREOGRAPHIC_SCALE;
import static io.landfall.model.CrsDefinition.Method.TRANSVERSE_MERCATOR;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Definitions of some EPSG codes, to tell that a CRS spelled out in numbers is one of them. */
public final class CrsCodes {
  /** EPSG code of longitude and latitude on WGS 84. */
  public static final int WGS84 = 4326;

  private static final int NAD83 = 4269;
  private static final int NAD27 = 4267;
  private static final int ETRS89 = 4258;
  private static final int ED50 = 4230;
  private static final int GDA94 = 4283;
  private static final int GDA2020 = 7844;
  private static final int SIRGAS2000 = 4674;
  private static final double TOLERANCE_DEGREES = 1e-9;
  private static final double TOLERANCE_METRES = 1e-6;

  private static final Map<Integer, CrsDefinition> DEFINITIONS =
      Map.ofEntries(
          Map.entry(3031, polarStereographic(-71, 0)),
          Map.entry(3976, polarStereographic(-70, 0)),
          Map.entry(3995, polarStereographic(71, 0)),
          Map.entry(3996, polarStereographic(75, 0)),
          Map.entry(3413, polarStereographic(70, -45)),
          Map.entry(32661, universalPolarStereographic(90)),
          Map.entry(32761, universalPolarStereographic(-90)),
          Map.entry(6933, CrsDefinition.of(CYLINDRICAL_EQUAL_AREA, WGS84).withParallels(30, 0)),
          Map.entry(8857, equalEarth(0)),
          Map.entry(8858, equalEarth(-90)),
          Map.entry(8859, equalEarth(150)),
          Map.entry(6931, CrsDefinition.of(LAMBERT_AZIMUTHAL, WGS84).withOrigin(90, 0)),
          Map.entry(6932, CrsDefinition.of(LAMBERT_AZIMUTHAL, WGS84).withOrigin(-90, 0)),
          Map.entry(
              3035,
              CrsDefinition.of(LAMBERT_AZIMUTHAL, 4258)
                  .withOrigin(52, 10)
                  .withFalse(4_321_000, 3_210_000)),
          Map.entry(
              5070, CrsDefinition.of(ALBERS, NAD83).withOrigin(23, -96).withParallels(29.5, 45.5)),
          Map.entry(
              3577, CrsDefinition.of(ALBERS, 4283).withOrigin(0, 132).withParallels(-18, -36)));

  private static final int WEB_MERCATOR = 3857;
  private static final int UTM_NORTH = 32_600;
  private static final int UTM_SOUTH = 32_700;
  private static final int UTM_ZONES = 60;

  private CrsCodes() {}

  /** Tells whether a code is one of those that most maps have: there is no need to look it up. */
  public static boolean isUsual(int epsg) {
    return epsg == WGS84
        || epsg == WEB_MERCATOR
        || epsg > UTM_NORTH && epsg <= UTM_NORTH + UTM_ZONES
        || epsg > UTM_SOUTH && epsg <= UTM_SOUTH + UTM_ZONES
        || DEFINITIONS.containsKey(epsg);
  }

  /** Returns the definition of a code, of those few that are known here. */
  public static Optional<CrsDefinition> definition(int epsg) {
    return Optional.ofNullable(DEFINITIONS.get(epsg));
  }

  /** Returns the code of a CRS; empty if it has none, or none is known. */
  public static OptionalInt code(CrsDefinition crs) {
    int utm = utmCode(crs);
    if (utm != 0) {
      return OptionalInt.of(utm);
    }
    return DEFINITIONS.entrySet().stream()
        .filter(entry -> matches(entry.getValue(), crs))
        .mapToInt(Map.Entry::getKey)
        .findFirst();
  }

  private static int utmCode(CrsDefinition crs) {
    double zone = (crs.originLongitude() + 183) / 6;
    boolean south = Math.abs(crs.falseNorthing() - 10_000_000) < TOLERANCE_METRES;
    if (Math.abs(zone - Math.rint(zone)) > TOLERANCE_DEGREES || zone < 1 || zone > 60.5) {
      return 0;
    }
    CrsDefinition utm =
        CrsDefinition.of(TRANSVERSE_MERCATOR, crs.geographicEpsg())
            .withOrigin(0, Math.rint(zone) * 6 - 183)
            .withScale(0.9996)
            .withFalse(500_000, south ? 10_000_000 : 0);
    int number = (int) Math.rint(zone);
    if (!matches(utm, crs)) {
      return 0;
    }
    return switch (crs.geographicEpsg()) {
      case WGS84 -> (south ? 32700 : 32600) + number;
      case NAD83 -> !south && number <= 23 ? 26900 + number : 0;
      case NAD27 -> !south && number <= 22 ? 26700 + number : 0;
      case ETRS89 -> !south && number >= 28 && number <= 38 ? 25800 + number : 0;
      case ED50 -> !south && number >= 28 && number <= 38 ? 23000 + number : 0;
      case GDA94 -> south && number >= 48 && number <= 58 ? 28300 + number : 0;
      case GDA2020 -> south && number >= 46 && number <= 59 ? 7800 + number : 0;
      case SIRGAS2000 -> south && number >= 17 && number <= 25 ? 31960 + number : 0;
      default -> 0;
    };
  }

  private static boolean matches(CrsDefinition known, CrsDefinition crs) {
    return known.method() == crs.method()
        && known.geographicEpsg() == crs.geographicEpsg()
        && hasEllipsoid(crs)
        && isClose(known.originLatitude(), crs.originLatitude(), TOLERANCE_DEGREES)
        && isClose(known.originLongitude(), crs.originLongitude(), TOLERANCE_DEGREES)
        && isClose(known.parallel1(), crs.parallel1(), TOLERANCE_DEGREES)
        && isClose(known.parallel2(), crs.parallel2(), TOLERANCE_DEGREES)
        && isClose(known.scale(), crs.scale(), 1e-12)
        && isClose(known.falseEasting(), crs.falseEasting(), TOLERANCE_METRES)
        && isClose(known.falseNorthing(), crs.falseNorthing(), TOLERANCE_METRES)
        && isClose(known.metresPerUnit(), crs.metresPerUnit(), 1e-12);
  }

  /** Tells whether the ellipsoid is that of the geographic CRS: all known ones are 6378137 long. */
  private static boolean hasEllipsoid(CrsDefinition crs) {
    return crs.semiMajor() == 0
        || isClose(crs.semiMajor(), 6_378_137, 1e-3)
            && isClose(crs.inverseFlattening(), 298.2572, 1e-4);
  }

  private static boolean isClose(double a, double b, double tolerance) {
    return Math.abs(a - b) <= tolerance;
  }

  private static CrsDefinition polarStereographic(double parallel, double longitude) {
    return CrsDefinition.of(POLAR_STEREOGRAPHIC_PARALLEL, WGS84)
        .withOrigin(Math.copySign(90, parallel), longitude)
        .withParallels(parallel, 0);
  }

  private static CrsDefinition equalEarth(double longitude) {
    return CrsDefinition.of(EQUAL_EARTH, WGS84).withOrigin(0, longitude);
  }

  private static CrsDefinition universalPolarStereographic(double pole) {
    return CrsDefinition.of(POLAR_STEREOGRAPHIC_SCALE, WGS84)
        .withOrigin(pole, 0)
        .withScale(0.994)
        .withFalse(2_000_000, 2_000_000);
  }
}
