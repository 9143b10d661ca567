package io.landfall.raster.tiff;

import io.landfall.raster.BandMetadata;
import io.landfall.raster.MetadataReader;
import io.landfall.raster.RasterException;
import io.landfall.raster.tiff.format.Tag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** The bands in the XML of {@link Tag#GDAL_METADATA}, and what is said of the file as a whole. */
final class GdalMetadata {
  private static final Pattern SAMPLE = Pattern.compile("\\d{1,5}");
  private static final Pattern ENTITY = Pattern.compile("&(#x?[0-9a-fA-F]{1,6}|[a-z]{2,4});");

  /** What tifffile writes for itself. */
  private static final String SHAPE = "{\"shape\":";

  private GdalMetadata() {}

  /**
   * Returns what is told of bands, by their index from 0.
   *
   * @throws XMLStreamException if it is not XML
   */
  static Map<Integer, BandMetadata> bands(String xml) throws XMLStreamException {
    Map<Integer, BandMetadata> bands = new HashMap<>();
    if (xml.isBlank()) {
      return bands;
    }
    var reader = MetadataReader.of(xml);
    while (reader.hasNext()) {
      if (reader.next() == XMLStreamConstants.START_ELEMENT
          && reader.getLocalName().equals("Item")) {
        readItem(reader, bands);
      }
    }
    return bands;
  }

  /**
   * Returns the names of what tags and metadata say of the file as a whole; of what cannot be read,
   * nothing.
   */
  static List<String> fileItems(Directory directory) {
    List<String> names = new ArrayList<>();
    addIfTold(directory, Tag.IMAGE_DESCRIPTION, "ImageDescription", names);
    addIfTold(directory, Tag.ARTIST, "Artist", names);
    addIfTold(directory, Tag.COPYRIGHT, "Copyright", names);
    if (!directory.has(Tag.GDAL_METADATA)) {
      return names;
    }
    try {
      var reader = MetadataReader.of(directory.text(Tag.GDAL_METADATA));
      while (reader.hasNext()) {
        if (reader.next() == XMLStreamConstants.START_ELEMENT
            && reader.getLocalName().equals("Item")
            && reader.getAttributeValue(null, "sample") == null
            && reader.getAttributeValue(null, "domain") == null) {
          BandMetadata.addFileItem(reader.getAttributeValue(null, "name"), names);
        }
      }
    } catch (XMLStreamException | RasterException unreadable) {
      return names; // bands are told of it
    }
    return names;
  }

  private static void addIfTold(Directory directory, int tag, String name, List<String> names) {
    try {
      String text = directory.text(tag).strip();
      if (!text.isEmpty() && !text.startsWith(SHAPE)) {
        names.add(name);
      }
    } catch (RasterException damaged) {
      names.add(name);
    }
  }

  private static void readItem(XMLStreamReader reader, Map<Integer, BandMetadata> bands)
      throws XMLStreamException {
    String sample = reader.getAttributeValue(null, "sample");
    String role = reader.getAttributeValue(null, "role");
    String domain = reader.getAttributeValue(null, "domain");
    String name = reader.getAttributeValue(null, "name");
    String text = unescape(reader.getElementText());
    if (sample == null || !SAMPLE.matcher(sample).matches()) {
      return;
    }
    var band = bands.computeIfAbsent(Integer.valueOf(sample), s -> new BandMetadata());
    var field = field(role);
    if (field != null) {
      band.put(field, text);
    } else if (role == null && name != null && (domain == null || domain.isEmpty())) {
      band.putItem(name, text);
    }
  }

  private static BandMetadata.Field field(String role) {
    return switch (role == null ? "" : role.toLowerCase(Locale.ROOT)) {
      case "description" -> BandMetadata.Field.DESCRIPTION;
      case "scale" -> BandMetadata.Field.SCALE;
      case "offset" -> BandMetadata.Field.OFFSET;
      case "unittype" -> BandMetadata.Field.UNIT;
      case "colorinterp" -> BandMetadata.Field.COLOR;
      default -> null;
    };
  }

  /** Writers escape the text of an item once more than XML asks for. */
  private static String unescape(String text) {
    return ENTITY
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(character(found.group(1))));
  }

  private static String character(String entity) {
    return switch (entity) {
      case "lt" -> "<";
      case "gt" -> ">";
      case "amp" -> "&";
      case "quot" -> "\"";
      case "apos" -> "'";
      default -> numbered(entity);
    };
  }

  private static String numbered(String entity) {
    try {
      int code =
          entity.startsWith("#x")
              ? Integer.parseInt(entity.substring(2), 16)
              : Integer.parseInt(entity.substring(1));
      return Character.toString(code);
    } catch (IllegalArgumentException noCharacter) {
      return "&" + entity + ";";
    }
  }
}
