package io.landfall.area;

import io.landfall.model.CrsCodes;
import io.landfall.model.CrsNames;
import io.landfall.model.ExportFailure;
import io.landfall.model.geojson.ToLonLat;

/**
 * The CRS of a layer: one of the three, or nothing at all if the file does not tell it. Axes are
 * east before north, whatever the CRS itself says.
 *
 * @param epsg its code, or {@code null}
 * @param text it as well-known text, or {@code null}
 * @param name whatever names it, for messages, or {@code null}
 */
record LayerCrs(Integer epsg, String text, String name) {
  static final LayerCrs UNKNOWN = new LayerCrs(null, null, null);
  static final LayerCrs LON_LAT = ofCode(CrsCodes.WGS84);

  static LayerCrs ofCode(int epsg) {
    return new LayerCrs(epsg, null, "EPSG:" + epsg);
  }

  static LayerCrs ofText(String text) {
    return CrsNames.epsg(text).map(LayerCrs::ofCode).orElse(new LayerCrs(null, text, "its CRS"));
  }

  private boolean isUnknown() {
    return epsg == null && text == null;
  }

  /**
   * Returns the transform; {@code null} where positions are longitude and latitude.
   *
   * @throws UnknownCrsException if there is none
   * @throws AreaFormatException if there are two: the file's and the caller's; or it is not known
   */
  ToLonLat transform(AreaReading reading) {
    Integer given = reading.epsg();
    String option = reading.names().srid();
    if (given != null && !isUnknown() && !given.equals(epsg)) {
      throw new AreaFormatException(
          "it says itself that it is in %s, and %s says EPSG:%d".formatted(name, option, given),
          "Leave out %s, or mend the file, as with ogr2ogr -a_srs".formatted(option));
    }
    if (given == null && isUnknown()) {
      throw new UnknownCrsException("it does not say its CRS", "Name it with " + option, null);
    }
    Integer code = given == null ? epsg : given;
    try {
      if (code != null) {
        return code == CrsCodes.WGS84 ? null : reading.transforms().from(code);
      }
      return reading.transforms().fromText(text);
    } catch (ExportFailure e) {
      throw new AreaFormatException(
          "its CRS cannot be used: " + e.getMessage().replaceAll("\\.$", ""),
          "Reproject it, as with ogr2ogr -t_srs EPSG:4326",
          e);
    }
  }
}
