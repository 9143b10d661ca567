package io.landfall.raster.tiff.format;

/** The numbers of the GeoTIFF keys that are read or written: what CRS a file is in. */
public final class GeoKey {
  /** Where a value is, in place of a tag: in the key directory itself. */
  public static final int IN_DIRECTORY = 0;

  /** {@link GeoKeyValue#MODEL_PROJECTED} or {@link GeoKeyValue#MODEL_GEOGRAPHIC}. */
  public static final int MODEL_TYPE = 1024;

  /** {@link GeoKeyValue#PIXEL_IS_AREA} or {@link GeoKeyValue#PIXEL_IS_POINT}. */
  public static final int RASTER_TYPE = 1025;

  public static final int CITATION = 1026;

  /** EPSG code of the geographic CRS. */
  public static final int GEOGRAPHIC_TYPE = 2048;

  public static final int GEOGRAPHIC_CITATION = 2049;

  /** EPSG code. */
  public static final int DATUM = 2050;

  /** EPSG code. */
  public static final int PRIME_MERIDIAN = 2051;

  /** EPSG code. */
  public static final int ANGULAR_UNITS = 2054;

  /** In radians. */
  public static final int ANGULAR_UNIT_SIZE = 2055;

  /** EPSG code. */
  public static final int ELLIPSOID = 2056;

  public static final int SEMI_MAJOR_AXIS = 2057;
  public static final int SEMI_MINOR_AXIS = 2058;
  public static final int INVERSE_FLATTENING = 2059;
  public static final int PRIME_MERIDIAN_LONGITUDE = 2061;

  /** Three or seven numbers that lead from the datum to WGS 84. */
  public static final int TO_WGS84 = 2062;

  /** EPSG code of the projected CRS. */
  public static final int PROJECTED_TYPE = 3072;

  public static final int PROJECTED_CITATION = 3073;

  /** EPSG code of a projection with its parameters, as {@link GeoKeyValue#UTM_NORTH}. */
  public static final int PROJECTION = 3074;

  /** How coordinates are transformed, as {@link GeoKeyValue#TRANSVERSE_MERCATOR}. */
  public static final int METHOD = 3075;

  /** EPSG code of the unit of projected coordinates. */
  public static final int LINEAR_UNITS = 3076;

  /** In metres. */
  public static final int LINEAR_UNIT_SIZE = 3077;

  public static final int STANDARD_PARALLEL_1 = 3078;
  public static final int STANDARD_PARALLEL_2 = 3079;
  public static final int NATURAL_ORIGIN_LONGITUDE = 3080;
  public static final int NATURAL_ORIGIN_LATITUDE = 3081;
  public static final int FALSE_EASTING = 3082;
  public static final int FALSE_NORTHING = 3083;
  public static final int FALSE_ORIGIN_LONGITUDE = 3084;
  public static final int FALSE_ORIGIN_LATITUDE = 3085;
  public static final int FALSE_ORIGIN_EASTING = 3086;
  public static final int FALSE_ORIGIN_NORTHING = 3087;
  public static final int CENTER_LONGITUDE = 3088;
  public static final int CENTER_LATITUDE = 3089;
  public static final int CENTER_EASTING = 3090;
  public static final int CENTER_NORTHING = 3091;
  public static final int SCALE_AT_NATURAL_ORIGIN = 3092;
  public static final int SCALE_AT_CENTER = 3093;
  public static final int STRAIGHT_VERTICAL_POLE_LONGITUDE = 3095;

  /** EPSG code of the vertical CRS or datum: what heights are above. */
  public static final int VERTICAL_TYPE = 4096;

  public static final int VERTICAL_CITATION = 4097;

  /** EPSG code of the unit of heights. */
  public static final int VERTICAL_UNITS = 4099;

  private GeoKey() {}
}
