package io.landfall.raster.sidecar;

import io.landfall.raster.BandMetadata;
import io.landfall.raster.MetadataReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** The bands in a file {@code .aux.xml}, as GDAL's persistent auxiliary metadata (PAM) has them. */
public final class PamXml {
  private static final Pattern BAND = Pattern.compile("[1-9]\\d{0,4}");

  private PamXml() {}

  /**
   * Returns what is told of bands, by their index from 0. Subdatasets, which have bands of their
   * own, are passed over.
   *
   * @throws XMLStreamException if it is not XML
   */
  public static Map<Integer, BandMetadata> bands(String xml) throws XMLStreamException {
    Map<Integer, BandMetadata> bands = new HashMap<>();
    var reader = MetadataReader.of(xml);
    int depth = 0;
    while (reader.hasNext()) {
      int event = reader.next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        depth++;
        if (depth == 2 && reader.getLocalName().equals("PAMRasterBand")) {
          String number = reader.getAttributeValue(null, "band");
          if (number != null && BAND.matcher(number).matches()) {
            var band = bands.computeIfAbsent(Integer.parseInt(number) - 1, b -> new BandMetadata());
            readBand(reader, band);
            depth--;
          }
        }
      } else if (event == XMLStreamConstants.END_ELEMENT) {
        depth--;
      }
    }
    return bands;
  }

  /**
   * Returns the names of what is told of the file as a whole, and of tables of classes.
   *
   * @throws XMLStreamException if it is not XML
   */
  public static List<String> fileItems(String xml) throws XMLStreamException {
    List<String> names = new ArrayList<>();
    var reader = MetadataReader.of(xml);
    reader.nextTag();
    while (reader.next() != XMLStreamConstants.END_ELEMENT) {
      if (!reader.isStartElement()) {
        continue;
      }
      if (reader.getLocalName().equals("PAMRasterBand")) {
        while (reader.next() != XMLStreamConstants.END_ELEMENT) {
          if (reader.isStartElement() && !reader.getLocalName().equals("Metadata")) {
            addFileItems(reader, names);
          } else if (reader.isStartElement()) {
            skip(reader);
          }
        }
      } else {
        addFileItems(reader, names);
      }
    }
    return names;
  }

  /**
   * Reads an element of a file or a band up to its end, and adds the names of what outputs do not
   * have of it: items without a domain, names of categories and attribute tables.
   */
  public static void addFileItems(XMLStreamReader reader, List<String> names)
      throws XMLStreamException {
    String element = reader.getLocalName();
    if (element.equals("CategoryNames")) {
      BandMetadata.addFileItem("category names", names);
    } else if (element.equals("GDALRasterAttributeTable")) {
      BandMetadata.addFileItem("raster attribute table", names);
    } else if (element.equals("Metadata") && reader.getAttributeValue(null, "domain") == null) {
      while (reader.next() != XMLStreamConstants.END_ELEMENT) {
        if (reader.isStartElement()) {
          BandMetadata.addFileItem(reader.getAttributeValue(null, "key"), names);
          skip(reader);
        }
      }
      return;
    }
    skip(reader);
  }

  /** Reads up to the end of the element that the reader stands at. */
  private static void readBand(XMLStreamReader reader, BandMetadata band)
      throws XMLStreamException {
    while (reader.next() != XMLStreamConstants.END_ELEMENT) {
      if (reader.getEventType() == XMLStreamConstants.START_ELEMENT) {
        switch (reader.getLocalName()) {
          case "Description" -> put(reader, band, BandMetadata.Field.DESCRIPTION);
          case "NoDataValue" -> put(reader, band, BandMetadata.Field.NODATA);
          case "Scale" -> put(reader, band, BandMetadata.Field.SCALE);
          case "Offset" -> put(reader, band, BandMetadata.Field.OFFSET);
          case "UnitType" -> put(reader, band, BandMetadata.Field.UNIT);
          case "ColorInterp" -> put(reader, band, BandMetadata.Field.COLOR);
          case "Metadata" -> readItems(reader, band);
          default -> skip(reader);
        }
      }
    }
  }

  private static void put(XMLStreamReader reader, BandMetadata band, BandMetadata.Field field)
      throws XMLStreamException {
    band.put(field, reader.getElementText());
  }

  private static void readItems(XMLStreamReader reader, BandMetadata band)
      throws XMLStreamException {
    if (reader.getAttributeValue(null, "domain") != null) {
      skip(reader);
      return;
    }
    while (reader.next() != XMLStreamConstants.END_ELEMENT) {
      if (reader.getEventType() == XMLStreamConstants.START_ELEMENT) {
        String key = reader.getAttributeValue(null, "key");
        if (key == null) {
          skip(reader);
        } else {
          band.putItem(key, reader.getElementText());
        }
      }
    }
  }

  private static void skip(XMLStreamReader reader) throws XMLStreamException {
    for (int depth = 1; depth > 0; ) {
      int event = reader.next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        depth++;
      } else if (event == XMLStreamConstants.END_ELEMENT) {
        depth--;
      }
    }
  }
}
