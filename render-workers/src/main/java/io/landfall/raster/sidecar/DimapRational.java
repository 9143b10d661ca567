package io.landfall.raster.sidecar;

import io.landfall.model.place.RationalMap;
import io.landfall.model.place.RationalMap.Quotient;
import io.landfall.raster.MetadataReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Rational polynomial coefficients as Pleiades and SPOT have them: XML of DIMAP 2 or 3, with the
 * model from ground to image as one of two. Its first pixel is 1 or, in version 3, what the file
 * says, where others count from 0.
 */
public final class DimapRational {
  private static final Set<String> TO_IMAGE = Set.of("Inverse_Model", "GroundtoImage_Values");
  private static final String VALIDITY = "RFM_Validity";
  private static final String FIRST = "ImagetoGround_Validity_Domain";

  private DimapRational() {}

  /**
   * Reads coefficients.
   *
   * @throws IllegalArgumentException saying, as a clause, what is wrong
   */
  public static RationalMap read(String xml) {
    Map<String, String> items = new HashMap<>();
    Map<String, String> first = new HashMap<>();
    try {
      XMLStreamReader reader = MetadataReader.of(xml);
      Deque<String> path = new ArrayDeque<>();
      while (reader.hasNext()) {
        reader.next();
        if (reader.isStartElement()) {
          path.push(reader.getLocalName());
        } else if (reader.isEndElement()) {
          path.pop();
        } else if (reader.isCharacters() && path.size() > 1) {
          take(path, reader.getText(), items, first);
        }
      }
    } catch (XMLStreamException e) {
      throw new IllegalArgumentException("it is not XML", e);
    }
    RationalMap told = RationalItems.of(items);
    double column = first(first, "FIRST_COL", 1);
    return moved(told, first(first, "FIRST_ROW", column), column);
  }

  private static void take(
      Deque<String> path, String text, Map<String, String> items, Map<String, String> first) {
    var above = path.iterator();
    String name = above.next();
    String parent = above.next();
    if (parent.equals(VALIDITY) || TO_IMAGE.contains(parent)) {
      items.merge(name, text, String::concat);
    } else if (parent.equals(FIRST)) {
      first.merge(name, text, String::concat);
    }
  }

  private static double first(Map<String, String> items, String name, double otherwise) {
    String text = items.get(name);
    try {
      return text == null ? otherwise : Double.parseDouble(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("%s is no number".formatted(name), e);
    }
  }

  /**
   * Returns coefficients of a tile of an image.
   *
   * @param map those of the image
   * @param description the image's {@code DIM_X.XML}
   * @throws IllegalArgumentException saying, as a clause, why it does not tell where the tile lies
   */
  public static RationalMap ofTile(RationalMap map, DimapNames names, String description) {
    int rows = 0;
    int columns = 0;
    try {
      XMLStreamReader reader = MetadataReader.of(description);
      while (reader.hasNext()) {
        reader.next();
        if (!reader.isStartElement()) {
          continue;
        }
        String name = reader.getLocalName();
        if (name.equals("NTILES_SIZE")) {
          rows = size(reader.getAttributeValue(null, "nrows"));
          columns = size(reader.getAttributeValue(null, "ncols"));
        } else if (name.equals("OVERLAP_COL") || name.equals("OVERLAP_ROW")) {
          if (size(reader.getElementText().strip()) != 0) {
            throw new IllegalArgumentException("tiles of the image overlap");
          }
        }
      }
    } catch (XMLStreamException e) {
      throw new IllegalArgumentException("it is not XML", e);
    }
    if (rows <= 0 || columns <= 0) {
      throw new IllegalArgumentException("it does not tell the size of tiles (NTILES_SIZE)");
    }
    return moved(map, (double) (names.row() - 1) * rows, (double) (names.column() - 1) * columns);
  }

  private static int size(String text) {
    try {
      return text == null ? 0 : Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("\"%s\" is no size of a tile".formatted(text), e);
    }
  }

  /** Returns coefficients of an image that begins at a row and column of theirs. */
  private static RationalMap moved(RationalMap map, double row, double column) {
    return new RationalMap(
        moved(map.line(), row),
        moved(map.sample(), column),
        map.longitude(),
        map.latitude(),
        map.height(),
        map.ground());
  }

  private static Quotient moved(Quotient axis, double by) {
    return new Quotient(axis.offset() - by, axis.scale(), axis.numerator(), axis.denominator());
  }
}
