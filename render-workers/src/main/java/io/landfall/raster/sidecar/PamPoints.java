package io.landfall.raster.sidecar;

import io.landfall.raster.ControlPoint;
import io.landfall.raster.DecimalText;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The ground control points that GDAL writes into XML.
 *
 * @param srs text of their CRS, or {@code null}
 * @param points none where one of them is no point, or there are too many
 */
public record PamPoints(String srs, List<ControlPoint> points) {
  private static final int MAX_POINTS = 50_000;

  /** Reads up to the end of the {@code GCPList} that the reader stands at. */
  public static PamPoints read(XMLStreamReader reader) throws XMLStreamException {
    String srs = reader.getAttributeValue(null, "Projection");
    List<ControlPoint> points = new ArrayList<>();
    boolean usable = true;
    for (int depth = 1; depth > 0; ) {
      int event = reader.next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        depth++;
        if (reader.getLocalName().equals("GCP") && usable) {
          ControlPoint point = point(reader);
          usable = point != null && points.size() < MAX_POINTS;
          points.add(point);
        }
      } else if (event == XMLStreamConstants.END_ELEMENT) {
        depth--;
      }
    }
    return new PamPoints(srs, usable ? points : List.of());
  }

  private static ControlPoint point(XMLStreamReader reader) {
    Double column = number(reader, "Pixel");
    Double row = number(reader, "Line");
    Double x = number(reader, "X");
    Double y = number(reader, "Y");
    boolean complete = column != null && row != null && x != null && y != null;
    return complete && Double.isFinite(column + row + x + y)
        ? new ControlPoint(column, row, x, y)
        : null;
  }

  private static Double number(XMLStreamReader reader, String attribute) {
    String text = reader.getAttributeValue(null, attribute);
    return text == null ? null : DecimalText.parse(text);
  }
}
