package io.landfall.raster.tiff;

import io.landfall.model.CrsDefinition;
import java.util.function.Function;

/**
 * What the text of a CRS in a file beside a raster says.
 *
 * @param epsg its code, or {@code null}
 * @param numbers the CRS where it has no code, or {@code null}
 * @param why there is neither, or {@code null}
 */
public record ProjectionText(Integer epsg, CrsDefinition numbers, String why) {
  private static final String EPSG = "EPSG:";

  /** Reads well-known text as Esri or GDAL write it. */
  public static ProjectionText read(String text) {
    try {
      String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
      GeoCrs crs = WktCrs.read(plain);
      return new ProjectionText(crs.epsg(), crs.crs(), null);
    } catch (IllegalArgumentException e) {
      return new ProjectionText(null, null, e.getMessage());
    }
  }

  /** Reads what GDAL takes in its XML: a code as {@code EPSG:4326}, or well-known text. */
  public static ProjectionText ofCodeOrText(String text) {
    String code = text.strip();
    if (code.regionMatches(true, 0, EPSG, 0, EPSG.length())) {
      try {
        return new ProjectionText(Integer.parseInt(code.substring(EPSG.length())), null, null);
      } catch (NumberFormatException e) {
        return new ProjectionText(null, null, "%s is not a code of EPSG alone".formatted(code));
      }
    }
    return read(text);
  }

  /** Makes one thing of a CRS, another of the reason why there is none. */
  public <T> T map(Function<ProjectionText, T> known, Function<String, T> unknown) {
    return why == null ? known.apply(this) : unknown.apply(why);
  }
}
