package io.landfall.raster.sidecar;

import io.landfall.model.GeoTransform;
import io.landfall.model.place.RationalMap;
import io.landfall.raster.MetadataReader;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.gcp.AffineFit;
import io.landfall.raster.tiff.ProjectionText;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Where a raster lies, in a file {@code .aux.xml}. In GDAL it goes before what the raster says.
 *
 * @param srs text of the CRS, or {@code null}
 * @param geoTransform six numbers in GDAL's order, or {@code null}
 * @param points ground control points, or {@code null}
 * @param rational rational polynomial coefficients by their names; empty: none
 */
public record PamPlace(
    String srs, String geoTransform, PamPoints points, Map<String, String> rational) {
  private static final String RATIONAL_DOMAIN = "RPC";

  /**
   * Reads the place of the whole raster.
   *
   * @throws XMLStreamException if it is not XML
   */
  public static PamPlace read(String xml) throws XMLStreamException {
    String srs = null;
    String geoTransform = null;
    PamPoints points = null;
    Map<String, String> rational = Map.of();
    var reader = MetadataReader.of(xml);
    int depth = 0;
    while (reader.hasNext()) {
      int event = reader.next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        String name = reader.getLocalName();
        if (depth == 1 && name.equals("SRS")) {
          srs = reader.getElementText(); // to its end
        } else if (depth == 1 && name.equals("GeoTransform")) {
          geoTransform = reader.getElementText();
        } else if (depth == 1 && name.equals("GCPList")) {
          points = PamPoints.read(reader);
        } else if (depth == 1 && isRational(reader)) {
          rational = items(reader);
        } else {
          depth++;
        }
      } else if (event == XMLStreamConstants.END_ELEMENT) {
        depth--;
      }
    }
    return new PamPlace(srs, geoTransform, points, rational);
  }

  /** Tells whether the reader stands at metadata that are rational polynomial coefficients. */
  public static boolean isRational(XMLStreamReader reader) {
    return reader.getLocalName().equals("Metadata")
        && RATIONAL_DOMAIN.equals(reader.getAttributeValue(null, "domain"));
  }

  /** Reads the items of the metadata that the reader stands at, up to their end. */
  public static Map<String, String> items(XMLStreamReader reader) throws XMLStreamException {
    Map<String, String> items = new HashMap<>();
    for (int depth = 1; depth > 0; ) {
      int event = reader.next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        String key = reader.getAttributeValue(null, "key");
        if (reader.getLocalName().equals("MDI") && key != null && depth == 1) {
          items.put(key, reader.getElementText()); // to its end
        } else {
          depth++;
        }
      } else if (event == XMLStreamConstants.END_ELEMENT) {
        depth--;
      }
    }
    return items;
  }

  /**
   * Returns a raster with this place.
   *
   * @param path of the file it was read from
   */
  public RasterInfo place(RasterInfo info, String path, List<String> warnings) {
    RasterInfo placed = info;
    if (geoTransform != null && !geoTransform.isBlank()) {
      GeoTransform transform = transform();
      if (transform == null) {
        warnings.add("%s is read without its GeoTransform, which is not usable.".formatted(path));
      } else {
        if (info.transform() != null && !info.liesAt(transform)) {
          warnings.add(
              "%s places the file elsewhere than it says itself; as in GDAL, the former counts."
                  .formatted(path));
        }
        placed = placed.withTransform(transform);
      }
    }
    boolean byPoints = points != null && !points.points().isEmpty() && placed.transform() == null;
    String text = (srs == null || srs.isBlank()) && byPoints ? points.srs() : srs;
    placed = text == null || text.isBlank() ? placed : withCrs(placed, info, text, path, warnings);
    placed = byPoints ? AffineFit.place(placed, points.points()) : placed;
    return rational.isEmpty() ? placed : withRational(placed, path, warnings);
  }

  private RasterInfo withRational(RasterInfo placed, String path, List<String> warnings) {
    try {
      RationalMap told = RationalItems.of(rational);
      if (placed.rational() == null) {
        return placed.withRational(told);
      }
      if (!placed.rational().equals(told)) {
        warnings.add(
            "%s has other rational polynomial coefficients than the file, or one beside it; as in GDAL, the latter count."
                .formatted(path));
      }
      return placed;
    } catch (IllegalArgumentException e) {
      warnings.add(
          "%s is read without its rational polynomial coefficients (RPC), which are not usable: %s."
              .formatted(path, e.getMessage()));
      return placed;
    }
  }

  private static RasterInfo withCrs(
      RasterInfo placed, RasterInfo info, String text, String path, List<String> warnings) {
    ProjectionText crs = ProjectionText.ofCodeOrText(text);
    if (crs.why() == null) {
      if (info.epsg() != null && crs.epsg() != null && !info.epsg().equals(crs.epsg())) {
        warnings.add(
            "%s tells EPSG:%d, the file itself EPSG:%d; as in GDAL, the former counts."
                .formatted(path, crs.epsg(), info.epsg()));
      }
      return placed.withCrs(crs.epsg(), crs.numbers(), null);
    }
    String note = "%s: %s".formatted(path.substring(path.lastIndexOf('/') + 1), crs.why());
    if (info.epsg() == null && info.crs() == null) {
      return placed.withCrs(null, null, note);
    }
    warnings.add("%s is read without its CRS: %s.".formatted(path, crs.why()));
    return placed;
  }

  private GeoTransform transform() {
    String[] parts = geoTransform.split(",");
    double[] t = new double[6];
    try {
      for (int i = 0; i < t.length; i++) {
        t[i] = Double.parseDouble(parts[i].strip());
      }
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      return null;
    }
    double area = t[1] * t[5] - t[2] * t[4];
    boolean usable = area != 0 && Double.isFinite(area + t[0] + t[3]);
    return usable ? new GeoTransform(t[0], t[1], t[2], t[3], t[4], t[5]) : null;
  }
}
