package io.landfall.raster.image;

import io.landfall.model.GeoTransform;
import java.math.BigDecimal;
import java.util.Locale;

/**
 * What tells other programs where on the ground an image lies: a world file with six numbers, and
 * GDAL's {@code .aux.xml}, which adds the CRS that a world file cannot name.
 */
public final class WorldFile {
  private WorldFile() {}

  /**
   * Returns the six lines: pixel width, two rotations, pixel height, and the ground position of the
   * centre of the first pixel. In plain decimals, as exact as a double is.
   */
  public static String of(GeoTransform transform) {
    double[] numbers = {
      transform.pixelWidth(),
      transform.columnRotation(),
      transform.rowRotation(),
      transform.pixelHeight(),
      transform.x(0.5, 0.5),
      transform.y(0.5, 0.5)
    };
    StringBuilder lines = new StringBuilder();
    for (double number : numbers) {
      lines.append(plain(number)).append('\n');
    }
    return lines.toString();
  }

  /** Returns GDAL's auxiliary file, which names the CRS and repeats the transform. */
  public static String auxiliary(int epsg, GeoTransform transform) {
    return String.format(
        Locale.ROOT,
        """
        <PAMDataset>
          <SRS>EPSG:%d</SRS>
          <GeoTransform>%s, %s, %s, %s, %s, %s</GeoTransform>
        </PAMDataset>
        """,
        epsg,
        plain(transform.originX()),
        plain(transform.pixelWidth()),
        plain(transform.rowRotation()),
        plain(transform.originY()),
        plain(transform.columnRotation()),
        plain(transform.pixelHeight()));
  }

  private static String plain(double number) {
    return number == 0 ? "0" : BigDecimal.valueOf(number).toPlainString();
  }
}
