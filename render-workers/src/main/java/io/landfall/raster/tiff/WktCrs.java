package io.landfall.raster.tiff;

import io.landfall.model.CrsDefinition;
import io.landfall.model.CrsDefinition.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * CRSs in well-known text as Esri and GDAL write it: in a GeoKey ("ESRI PE String = ...") and in a
 * file {@code .prj}. What it does not say so that it is sure is refused.
 */
final class WktCrs {
  private static final int WEB_MERCATOR = 3857;
  private static final double DEGREE = Math.toRadians(1);

  private final Map<String, Double> parameters = new HashMap<>();
  private final Wkt text;
  private final double unit;

  private WktCrs(Wkt text) {
    this.text = text;
    this.unit = text.find("UNIT", "LENGTHUNIT").map(node -> node.number(1)).orElse(1.0);
    for (Wkt node : text.nodes()) {
      if (node.keyword().equals("PARAMETER")) {
        parameters.put(plain(node.name()), node.number(1));
      }
    }
  }

  /**
   * Reads a CRS.
   *
   * @throws IllegalArgumentException saying what of it is not known
   */
  static GeoCrs read(String text) {
    Wkt whole = Wkt.read(text);
    Wkt wkt = whole.keyword().equals("COMPD_CS") ? horizontal(whole) : whole;
    OptionalInt code = authority(wkt);
    if (code.isPresent()) {
      return new GeoCrs(code.getAsInt(), null, null);
    }
    return switch (wkt.keyword()) {
      case "GEOGCS" -> new GeoCrs(base(wkt), null, null);
      case "PROJCS" -> new WktCrs(wkt).projected();
      default ->
          throw new IllegalArgumentException(
              "%s[\"%s\"] is not a CRS that can be read from text"
                  .formatted(wkt.keyword(), wkt.name()));
    };
  }

  private static Wkt horizontal(Wkt compound) {
    return compound
        .find("PROJCS", "GEOGCS")
        .orElseThrow(() -> new IllegalArgumentException("it has heights alone"));
  }

  private static OptionalInt authority(Wkt wkt) {
    Optional<Wkt> id = wkt.find("AUTHORITY", "ID");
    boolean epsg =
        id.isPresent() && id.get().name().equalsIgnoreCase("EPSG") && id.get().values().size() > 1;
    return epsg ? OptionalInt.of((int) id.get().number(1)) : OptionalInt.empty();
  }

  /** Returns the code of a geographic CRS. */
  private static int base(Wkt geographic) {
    double unit = geographic.find("UNIT").map(node -> node.number(1)).orElse(DEGREE);
    double meridian = geographic.find("PRIMEM").map(node -> node.number(1)).orElse(0.0);
    if (Math.abs(unit - DEGREE) > 1e-9 || meridian != 0) {
      throw new IllegalArgumentException(
          "its longitudes (%s) are not degrees from Greenwich".formatted(geographic.name()));
    }
    OptionalInt code = authority(geographic);
    if (code.isPresent()) {
      return code.getAsInt();
    }
    String datum = geographic.find("DATUM").map(Wkt::name).orElse("");
    return WktDatums.find(datum)
        .orElseThrow(
            () -> new IllegalArgumentException("its datum (%s) is not known".formatted(datum)));
  }

  private GeoCrs projected() {
    String method = text.find("PROJECTION").map(Wkt::name).orElse("");
    Wkt geographic =
        text.find("GEOGCS")
            .orElseThrow(() -> new IllegalArgumentException("it is on no geographic CRS"));
    int base = base(geographic);
    if (plain(method).equals("mercatorauxiliarysphere")) {
      return webMercator();
    }
    CrsDefinition crs = definition(plain(method), base);
    if (crs == null) {
      throw new IllegalArgumentException(
          "its method of projection (%s) is not known".formatted(method));
    }
    checkEllipsoid(geographic);
    return GeoCrs.of(crs.withUnit(unit));
  }

  private GeoCrs webMercator() {
    boolean usual =
        unit == 1 && parameters.values().stream().filter(value -> value != 0).count() == 0;
    if (!usual) {
      throw new IllegalArgumentException("its Mercator on a sphere is not that of web maps");
    }
    return new GeoCrs(WEB_MERCATOR, null, null);
  }

  /** Fails where an ellipsoid is none of the Earth: the datum tells which it is. */
  private static void checkEllipsoid(Wkt geographic) {
    geographic
        .find("DATUM")
        .flatMap(datum -> datum.find("SPHEROID", "ELLIPSOID"))
        .ifPresent(
            spheroid ->
                CrsDefinition.of(Method.SINUSOIDAL, 4326)
                    .withEllipsoid(spheroid.number(1), spheroid.number(2)));
  }

  private CrsDefinition definition(String method, int base) {
    checkOneOrigin(method);
    return switch (method) {
      case "transversemercator", "gausskruger" -> scaled(Method.TRANSVERSE_MERCATOR, base);
      case "lambertconformalconic", "lambertconformalconic1sp", "lambertconformalconic2sp" ->
          has("standardparallel2")
              ? parallels(Method.LAMBERT_CONFORMAL_2SP, base)
              : scaled(Method.LAMBERT_CONFORMAL_1SP, base)
                  .withOrigin(value(0, "latitudeoforigin", "standardparallel1"), longitude());
      case "albers", "albersconicequalarea" -> parallels(Method.ALBERS, base);
      case "lambertazimuthalequalarea" -> scaled(Method.LAMBERT_AZIMUTHAL, base).withScale(1);
      case "mercator", "mercator1sp", "mercator2sp" ->
          has("standardparallel1")
              ? trueAt(Method.MERCATOR_PARALLEL, base)
              : scaled(Method.MERCATOR_SCALE, base);
      case "stereographicnorthpole", "stereographicsouthpole" ->
          polar(base, value(0, "standardparallel1"));
      case "polarstereographic" -> polar(base, value(0, "latitudeoforigin"));
      case "sinusoidal" -> trueAt(Method.SINUSOIDAL, base);
      case "mollweide" -> trueAt(Method.MOLLWEIDE, base);
      case "equalearth" -> trueAt(Method.EQUAL_EARTH, base);
      case "cylindricalequalarea" -> trueAt(Method.CYLINDRICAL_EQUAL_AREA, base);
      case "platecarree", "equidistantcylindrical", "equirectangular" ->
          trueAt(Method.EQUIDISTANT_CYLINDRICAL, base);
      default -> null;
    };
  }

  /** Fails where a cone touches at one parallel and northings start at another. */
  private void checkOneOrigin(String method) {
    boolean both = has("standardparallel1") && has("latitudeoforigin");
    if (method.startsWith("lambertconformalconic")
        && both
        && !has("standardparallel2")
        && value(0, "standardparallel1") != value(0, "latitudeoforigin")) {
      throw new IllegalArgumentException(
          "its Lambert projection has one standard parallel, and another latitude of origin");
    }
  }

  private CrsDefinition scaled(Method method, int base) {
    return CrsDefinition.of(method, base)
        .withOrigin(value(0, "latitudeoforigin", "latitudeofcenter"), longitude())
        .withScale(value(1, "scalefactor"))
        .withFalse(value(0, "falseeasting") * unit, value(0, "falsenorthing") * unit);
  }

  private CrsDefinition parallels(Method method, int base) {
    double first = value(0, "standardparallel1");
    return scaled(method, base)
        .withScale(1)
        .withParallels(first, value(first, "standardparallel2"));
  }

  private CrsDefinition trueAt(Method method, int base) {
    return scaled(method, base)
        .withOrigin(0, longitude())
        .withScale(1)
        .withParallels(value(0, "standardparallel1"), 0);
  }

  private CrsDefinition polar(int base, double parallel) {
    if (Math.abs(parallel) < 1) {
      throw new IllegalArgumentException(
          "its polar stereographic projection does not say which pole it is about");
    }
    double scale = value(1, "scalefactor");
    double pole = Math.copySign(90, parallel);
    if (Math.abs(parallel) == 90) {
      return scaled(Method.POLAR_STEREOGRAPHIC_SCALE, base).withOrigin(pole, longitude());
    }
    if (scale != 1) {
      throw new IllegalArgumentException("its pole has both a scale and a parallel of true scale");
    }
    return scaled(Method.POLAR_STEREOGRAPHIC_PARALLEL, base)
        .withOrigin(pole, longitude())
        .withParallels(parallel, 0);
  }

  private double longitude() {
    return value(0, "centralmeridian", "longitudeofcenter", "longitudeoforigin");
  }

  private boolean has(String name) {
    return parameters.containsKey(name);
  }

  private double value(double otherwise, String... names) {
    for (String name : List.of(names)) {
      if (parameters.containsKey(name)) {
        return parameters.get(name);
      }
    }
    return otherwise;
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
  }
}
