package io.landfall.raster.jp2;

import io.landfall.model.CrsDefinition;
import io.landfall.model.GeoTransform;
import io.landfall.raster.ByteSource;
import io.landfall.raster.RasterException;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.tiff.TiffFile;
import java.io.EOFException;

/**
 * Where an image lies: as GeoJP2 says, which is a small GeoTIFF in a box, else as GMLJP2 does.
 *
 * @param epsg {@code null}: it names none
 * @param crs in numbers, where it has no code, or {@code null}
 * @param note as {@link RasterInfo#crsNote}
 * @param transform {@code null}: it has none
 */
record Jp2Place(
    Integer epsg, CrsDefinition crs, String note, GeoTransform transform, boolean pixelIsPoint) {
  /** GDAL writes one pixel's GeoTIFF without place for images that have none. */
  static Jp2Place read(Boxes boxes, String name) {
    Jp2Place place = boxes.geoTiff == null ? null : ofGeoTiff(boxes.geoTiff, name);
    if (place != null && place.transform() != null || boxes.gml == null) {
      return place == null ? new Jp2Place(null, null, null, null, false) : place;
    }
    GmlGrid grid = GmlGrid.read(boxes.gml);
    boolean hasCrs = grid.epsg() != null || place == null;
    return new Jp2Place(
        hasCrs ? grid.epsg() : place.epsg(),
        hasCrs ? null : place.crs(),
        grid.note(),
        grid.transform(),
        false);
  }

  private static Jp2Place ofGeoTiff(byte[] content, String name) {
    try (TiffFile tiff = TiffFile.open(new BoxSource(content, name))) {
      RasterInfo info = tiff.info();
      return new Jp2Place(
          info.epsg(), info.crs(), info.crsNote(), info.transform(), info.pixelIsPoint());
    } catch (RasterException broken) {
      return new Jp2Place(null, null, "its GeoJP2 box is not valid", null, false);
    }
  }

  record BoxSource(byte[] content, String name) implements ByteSource {
    @Override
    public long size() {
      return content.length;
    }

    @Override
    public void read(long position, byte[] into, int at, int length) throws EOFException {
      if (position < 0 || position > content.length - length) {
        throw new EOFException();
      }
      System.arraycopy(content, (int) position, into, at, length);
    }

    @Override
    public void close() {
      // memory only
    }
  }
}
