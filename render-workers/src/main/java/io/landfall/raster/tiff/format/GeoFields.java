package io.landfall.raster.tiff.format;

import io.landfall.model.PixelGrid;
import java.util.List;

/** The GeoTIFF tags of an image that lies north up in a CRS with an EPSG code. */
public final class GeoFields {
  private GeoFields() {}

  /**
   * Makes the fields.
   *
   * @param geographic whether the CRS is one of longitude and latitude
   */
  public static List<TiffField> of(PixelGrid grid, boolean geographic) {
    int modelType = geographic ? GeoKeyValue.MODEL_GEOGRAPHIC : GeoKeyValue.MODEL_PROJECTED;
    int codeKey = geographic ? GeoKey.GEOGRAPHIC_TYPE : GeoKey.PROJECTED_TYPE;
    long[] keys = {
      1,
      1,
      0,
      3, // version 1.1.0 of GeoTIFF, three keys
      GeoKey.MODEL_TYPE,
      GeoKey.IN_DIRECTORY,
      1,
      modelType,
      GeoKey.RASTER_TYPE,
      GeoKey.IN_DIRECTORY,
      1,
      GeoKeyValue.PIXEL_IS_AREA,
      codeKey,
      GeoKey.IN_DIRECTORY,
      1,
      grid.epsg(),
    };
    return List.of(
        TiffField.doubles(Tag.MODEL_PIXEL_SCALE, grid.pixelWidth(), grid.pixelHeight(), 0),
        TiffField.doubles(Tag.MODEL_TIEPOINT, 0, 0, 0, grid.west(), grid.north(), 0),
        TiffField.shorts(Tag.GEO_KEYS, keys));
  }
}
