package io.landfall.area;

import io.landfall.model.PlainText;
import io.landfall.model.geojson.AoiBuilder;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;

/**
 * The placemarks of a KML document. Each folder that holds placemarks itself is a layer, as for
 * GDAL. No entity is resolved, no link followed, and elements are not nested without end.
 */
final class KmlText {
  private static final int MAX_DEPTH = 100;
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();
  private static final List<String> FOLDERS = List.of("Document", "Folder");
  private static final List<String> NO_AREAS =
      List.of("Point", "LineString", "Model", "Track", "MultiTrack");

  private final Map<String, Container> layers = new LinkedHashMap<>();
  private final Deque<Container> folders = new ArrayDeque<>();
  private final Deque<String> elements = new ArrayDeque<>();
  private final List<LinearRing> holes = new ArrayList<>();
  private XMLStreamReader xml;
  private LinearRing shell;
  private final Predicate<String> isReadAnyway;
  private final int mostPositions;
  private int positionsRead;
  private String link;

  private KmlText(Predicate<String> isReadAnyway, int mostPositions) {
    this.isReadAnyway = isReadAnyway;
    this.mostPositions = mostPositions;
  }

  /** A document or folder that is being read, or all of one name. */
  private static final class Container {
    private String name = "";
    private final List<Polygon> polygons = new ArrayList<>();
    private UnusableShape withoutArea;
    private boolean hasPlacemarks;

    void addAll(Container other) {
      polygons.addAll(other.polygons);
      withoutArea = withoutArea == null ? other.withoutArea : withoutArea;
    }

    void addTo(AoiBuilder area) {
      polygons.forEach(polygon -> area.add(polygon, "a placemark"));
      if (withoutArea != null) {
        area.addWithoutArea(withoutArea.type, withoutArea.place);
      }
    }
  }

  /** The first geometry of a folder that has no area; another layer may be wanted. */
  private record UnusableShape(String type, String place) {}

  /**
   * Reads the layers of a document.
   *
   * @param name of the layer outside of all folders that have a name
   * @param isReadAnyway tells of what a link leads to whether it is read without it
   * @throws AreaFormatException if it is no KML that can be read safely
   */
  static List<AreaLayer> layers(
      String name, byte[] document, AreaLimits limits, Predicate<String> isReadAnyway) {
    KmlText kml = new KmlText(isReadAnyway, limits.textPositions());
    try {
      kml.read(new ByteArrayInputStream(document), name);
    } catch (XMLStreamException e) {
      throw invalid(
          "it is not valid XML: line %d, column %d"
              .formatted(e.getLocation().getLineNumber(), e.getLocation().getColumnNumber()),
          e);
    }
    if (kml.link != null) {
      throw new AreaFormatException(
          "it links to other documents (NetworkLink), which are not followed: " + kml.link,
          "Save what they show as a KML file of its own, and leave the links out");
    }
    List<AreaLayer> layers = new ArrayList<>();
    kml.layers.forEach(
        (layer, folder) -> layers.add(AreaLayer.of(layer, LayerCrs.LON_LAT, folder::addTo)));
    return layers;
  }

  private void read(InputStream document, String name) throws XMLStreamException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    xml = factory.createXMLStreamReader(document); // in the encoding that it declares
    folders.push(new Container());
    while (xml.hasNext()) {
      switch (xml.next()) {
        case XMLStreamConstants.DTD ->
            throw invalid("it has a document type (DOCTYPE), which is not read", null);
        case XMLStreamConstants.START_ELEMENT -> start(xml.getLocalName());
        case XMLStreamConstants.END_ELEMENT -> end(elements.pop(), name);
        default -> {}
      }
    }
    close(folders.pop(), name);
  }

  private void start(String element) throws XMLStreamException {
    if (elements.size() >= MAX_DEPTH) {
      throw invalid("its elements are nested deeper than " + MAX_DEPTH, null);
    }
    String parent = elements.isEmpty() ? "" : elements.peek();
    if (element.equals("name") && FOLDERS.contains(parent)) {
      folders.peek().name = text();
      return;
    }
    if (element.equals("coordinates") && parent.equals("LinearRing")) {
      ring(text());
      return;
    }
    if (element.equals("href") && elements.contains("NetworkLink")) {
      String href = text();
      link = isReadAnyway.test(href) ? link : PlainText.cleaned(PlainText.beginning(href, 100));
      return;
    }
    boolean isOfPlacemark = elements.contains("Placemark");
    if (element.equals("Polygon") && !isOfPlacemark) {
      throw invalid("a polygon is not that of a Placemark (" + place() + ")", null);
    }
    if (element.equals("Update")) {
      throw invalid("it has an Update, which is not followed (" + place() + ")", null);
    }
    if (isOfPlacemark && NO_AREAS.contains(element)) {
      noteWithoutArea(element);
    }
    elements.push(element);
    switch (element) {
      case "Document", "Folder" -> folders.push(new Container());
      case "Placemark" -> folders.peek().hasPlacemarks = true;
      case "Polygon" -> {
        shell = null;
        holes.clear();
      }
      default -> {}
    }
  }

  private void end(String element, String name) {
    if (FOLDERS.contains(element)) {
      close(folders.pop(), name);
    } else if (element.equals("Polygon")) {
      if (shell == null && !holes.isEmpty()) {
        throw invalid("a polygon has no outer boundary (" + place() + ")", null);
      }
      Polygon polygon =
          shell == null
              ? GEOMETRIES.createPolygon()
              : GEOMETRIES.createPolygon(shell, holes.toArray(LinearRing[]::new));
      folders.peek().polygons.add(polygon);
    } else if (element.equals("LinearRing") && elements.contains("Placemark") && !isInPolygon()) {
      noteWithoutArea(element);
    }
  }

  private void close(Container folder, String name) {
    if (folder.hasPlacemarks) {
      layers
          .computeIfAbsent(folder.name.isEmpty() ? name : folder.name, key -> new Container())
          .addAll(folder);
    }
  }

  private boolean isInPolygon() {
    return elements.contains("Polygon");
  }

  /** Returns the text of the element that begins here, and goes to its end. */
  private String text() throws XMLStreamException {
    return xml.getElementText().strip();
  }

  private void ring(String coordinates) {
    if (coordinates.isEmpty() || !isInPolygon()) {
      return;
    }
    LinearRing ring;
    try {
      ring = GEOMETRIES.createLinearRing(positions(coordinates));
    } catch (IllegalArgumentException e) {
      throw invalid("a ring is open or has less than 4 positions (" + place() + ")", e);
    }
    if (elements.contains("innerBoundaryIs")) {
      holes.add(ring);
    } else if (shell == null) {
      shell = ring;
    } else {
      throw invalid("a polygon has two outer boundaries (" + place() + ")", null);
    }
  }

  /** Reads {@code longitude,latitude,height} tuples, which blanks stand between. */
  private Coordinate[] positions(String text) {
    List<Coordinate> positions = new ArrayList<>();
    List<String> numbers = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int end = at;
      while (end < text.length() && text.charAt(end) != ',' && !isBlank(text.charAt(end))) {
        end++;
      }
      numbers.add(text.substring(at, end));
      int next = end;
      boolean comma = false;
      while (next < text.length() && (isBlank(text.charAt(next)) || text.charAt(next) == ',')) {
        boolean second = comma && text.charAt(next) == ',';
        if (second) {
          throw invalid("a height or a coordinate is missing (" + place() + ")", null);
        }
        comma |= text.charAt(next) == ',';
        next++;
      }
      if (!comma || next == text.length()) {
        positions.add(position(numbers));
        numbers.clear();
      }
      at = next;
    }
    return positions.toArray(Coordinate[]::new);
  }

  private Coordinate position(List<String> numbers) {
    if (numbers.size() < 2 || numbers.size() > 3) {
      throw invalid(
          "a position is not longitude,latitude or longitude,latitude,height (" + place() + ")",
          null);
    }
    if (++positionsRead > mostPositions) {
      throw new AreaFormatException(
          "it has more than %d positions in all its layers".formatted(mostPositions),
          "Simplify it");
    }
    try {
      return new Coordinate(Double.parseDouble(numbers.get(0)), Double.parseDouble(numbers.get(1)));
    } catch (NumberFormatException e) {
      throw invalid("a position is no number (" + place() + ")", e);
    }
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
  }

  private void noteWithoutArea(String element) {
    Container folder = folders.peek();
    if (folder.withoutArea == null) {
      folder.withoutArea = new UnusableShape(element, place());
    }
  }

  private String place() {
    return "line " + xml.getLocation().getLineNumber();
  }

  private static AreaFormatException invalid(String why, Exception cause) {
    return new AreaFormatException(why, "Save it anew, as Google Earth or QGIS do", cause);
  }
}
