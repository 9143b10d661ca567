package io.landfall.raster.tiff.format;

/** Values of GeoTIFF keys that are not EPSG codes. */
public final class GeoKeyValue {
  /** {@link GeoKey#MODEL_TYPE}: easting and northing. */
  public static final int MODEL_PROJECTED = 1;

  /** {@link GeoKey#MODEL_TYPE}: longitude and latitude. */
  public static final int MODEL_GEOGRAPHIC = 2;

  /** {@link GeoKey#RASTER_TYPE}: coordinates are those of the corners of pixels. */
  public static final int PIXEL_IS_AREA = 1;

  /** {@link GeoKey#RASTER_TYPE}: coordinates are those of the centres of pixels. */
  public static final int PIXEL_IS_POINT = 2;

  /** Of any key that is a code: spelled out by other keys. */
  public static final int USER_DEFINED = 32767;

  /** {@link GeoKey#PROJECTION}: plus the zone, UTM in the north. */
  public static final int UTM_NORTH = 16000;

  /** {@link GeoKey#PROJECTION}: plus the zone, UTM in the south. */
  public static final int UTM_SOUTH = 16100;

  /** {@link GeoKey#METHOD}. */
  public static final int TRANSVERSE_MERCATOR = 1;

  /** {@link GeoKey#METHOD}. */
  public static final int MERCATOR = 7;

  /** {@link GeoKey#METHOD}: by two parallels. */
  public static final int LAMBERT_CONFORMAL_2SP = 8;

  /** {@link GeoKey#METHOD}: by one parallel and the scale there. */
  public static final int LAMBERT_CONFORMAL_1SP = 9;

  /** {@link GeoKey#METHOD}. */
  public static final int LAMBERT_AZIMUTHAL_EQUAL_AREA = 10;

  /** {@link GeoKey#METHOD}. */
  public static final int ALBERS_EQUAL_AREA = 11;

  /** {@link GeoKey#METHOD}. */
  public static final int POLAR_STEREOGRAPHIC = 15;

  /** {@link GeoKey#METHOD}. */
  public static final int EQUIRECTANGULAR = 17;

  /** {@link GeoKey#METHOD}. */
  public static final int SINUSOIDAL = 24;

  /** {@link GeoKey#METHOD}. */
  public static final int CYLINDRICAL_EQUAL_AREA = 28;

  /** Unit of length: EPSG code of the metre. */
  public static final int METRE = 9001;

  /** Unit of length: EPSG code of the international foot. */
  public static final int FOOT = 9002;

  /** Unit of length: EPSG code of the foot of the US Survey. */
  public static final int US_SURVEY_FOOT = 9003;

  private GeoKeyValue() {}
}
