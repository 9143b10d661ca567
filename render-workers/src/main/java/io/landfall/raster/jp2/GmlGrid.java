package io.landfall.raster.jp2;

import io.landfall.model.GeoTransform;
import io.landfall.raster.MetadataReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Where an image lies as GMLJP2 says, which Sentinel-2 has: the first {@code RectifiedGrid}.
 *
 * @param epsg {@code null}: it names none
 * @param transform {@code null}: it has none of use
 * @param note why there is no transform, or {@code null}
 */
record GmlGrid(Integer epsg, GeoTransform transform, String note) {
  private static final GmlGrid NONE = new GmlGrid(null, null, null);
  private static final Pattern SRS_NAME =
      Pattern.compile("(?i).*EPSG(?::[\\d.]{0,8}:|:|/[\\d.]{1,8}/|.xml#)(\\d{4,6})");

  /** Reads it; what is no XML, or has none, gives nothing. */
  static GmlGrid read(String xml) {
    try {
      XMLStreamReader reader = MetadataReader.of(xml);
      while (reader.hasNext()) {
        if (reader.next() == XMLStreamConstants.START_ELEMENT
            && reader.getLocalName().equals("RectifiedGrid")) {
          return grid(reader);
        }
      }
      return NONE;
    } catch (XMLStreamException | NumberFormatException e) {
      return new GmlGrid(null, null, "its GML box is not valid");
    }
  }

  private static GmlGrid grid(XMLStreamReader reader) throws XMLStreamException {
    String srs = reader.getAttributeValue(null, "srsName");
    double[] origin = null;
    List<double[]> vectors = new ArrayList<>();
    while (reader.hasNext()) {
      int event = reader.next();
      if (event == XMLStreamConstants.END_ELEMENT
          && reader.getLocalName().equals("RectifiedGrid")) {
        break;
      }
      if (event != XMLStreamConstants.START_ELEMENT) {
        continue;
      }
      String name = reader.getLocalName();
      String own = reader.getAttributeValue(null, "srsName");
      srs = srs == null ? own : srs;
      if (origin == null && (name.equals("pos") || name.equals("coordinates"))) {
        origin = pair(reader.getElementText());
      } else if (name.equals("offsetVector")) {
        vectors.add(pair(reader.getElementText()));
      }
    }
    Integer epsg = epsg(srs);
    if (origin == null || vectors.size() != 2) {
      return new GmlGrid(epsg, null, "its GML box has no origin and two offset vectors");
    }
    return place(epsg, origin, vectors.get(0), vectors.get(1));
  }

  private static Integer epsg(String srs) {
    Matcher code = SRS_NAME.matcher(srs == null ? "" : srs.strip());
    return code.matches() ? Integer.valueOf(code.group(1)) : null;
  }

  private static double[] pair(String text) {
    String[] numbers = text.strip().split("[ ,\\t\\r\\n]+");
    if (numbers.length < 2) {
      throw new NumberFormatException(text);
    }
    return new double[] {Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1])};
  }

  /**
   * Places the grid, whose origin is the middle of the first pixel. Where the CRS has its north
   * first, so has the grid: that columns go along the second axis tells it.
   */
  private static GmlGrid place(Integer epsg, double[] origin, double[] column, double[] row) {
    boolean northFirst = column[0] == 0 && row[1] == 0;
    boolean eastFirst = column[1] == 0 && row[0] == 0;
    if (!northFirst && !eastFirst) {
      return new GmlGrid(epsg, null, "the grid of its GML box is rotated");
    }
    double width = northFirst ? column[1] : column[0];
    double height = northFirst ? row[0] : row[1];
    double x = northFirst ? origin[1] : origin[0];
    double y = northFirst ? origin[0] : origin[1];
    if (width == 0 || height == 0 || !Double.isFinite(width + height + x + y)) {
      return new GmlGrid(epsg, null, "the pixels of its GML box have no size");
    }
    return new GmlGrid(
        epsg, new GeoTransform(x - width / 2, width, 0, y - height / 2, 0, height), null);
  }
}
