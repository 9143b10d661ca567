package io.landfall.raster.vrt;

import io.landfall.raster.DecimalText;
import io.landfall.raster.RasterException;
import io.landfall.raster.vrt.VrtSource.FileName;
import io.landfall.raster.vrt.VrtSource.PixelBox;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads one source of a band. */
final class VrtSourceReader {
  private static final int MAX_TABLE_LENGTH = 1 << 16;
  private static final String MASK = "mask";

  private final String name;
  private final int ofBand;
  private final XMLStreamReader reader;
  private FileName file;
  private int band = 1;
  private PixelBox from;
  private PixelBox to;
  private Double nodata;
  private boolean masked;
  private double scale = 1;
  private double offset;
  private List<Double> table = List.of();

  /** Makes one that stands at the beginning of a source. */
  VrtSourceReader(String name, int ofBand, XMLStreamReader reader) {
    this.name = name;
    this.ofBand = ofBand;
    this.reader = reader;
  }

  VrtSource read() throws XMLStreamException {
    String kind = reader.getLocalName();
    boolean complex = kind.equals("ComplexSource");
    if (!complex && !kind.equals("SimpleSource")) {
      throw unsupported(name, what(kind));
    }
    String resampling = reader.getAttributeValue(null, "resampling");
    while (reader.next() != XMLStreamConstants.END_ELEMENT) {
      if (reader.isStartElement()) {
        child(complex);
      }
    }
    if (file == null) {
      throw damaged("names no file");
    }
    if (!isNearest(resampling) && !isAsLarge()) {
      throw unsupported(name, "%s resampling of a source".formatted(resampling));
    }
    return new VrtSource(
        file,
        band,
        from,
        to,
        complex ? new VrtSource.Rule(nodata, masked, scale, offset, table) : null);
  }

  /** Reads a band of another file that is an overview, which has a file and a band alone. */
  VrtSource readOverview() throws XMLStreamException {
    while (reader.next() != XMLStreamConstants.END_ELEMENT) {
      if (reader.isStartElement()) {
        child(false);
      }
    }
    if (file == null) {
      throw damaged("has an overview that names no file");
    }
    return new VrtSource(file, band, null, null, null);
  }

  /** Tells whether pixels are taken as they are; {@code null}: it is not said. */
  static boolean isNearest(String resampling) {
    return resampling == null
        || resampling.equalsIgnoreCase("near")
        || resampling.equalsIgnoreCase("nearest");
  }

  private boolean isAsLarge() {
    return from != null
        && to != null
        && from.width() == to.width()
        && from.height() == to.height()
        && isWhole(from)
        && isWhole(to);
  }

  private static boolean isWhole(PixelBox box) {
    return box.x() == Math.rint(box.x()) && box.y() == Math.rint(box.y());
  }

  private void child(boolean complex) throws XMLStreamException {
    String element = reader.getLocalName();
    switch (element) {
      case "SourceFilename" -> {
        String relative = reader.getAttributeValue(null, "relativeToVRT");
        file =
            new FileName(reader.getElementText(), relative != null && VrtReader.isTrue(relative));
      }
      case "SourceBand" -> band = band(reader.getElementText().strip());
      case "SrcRect" -> from = box();
      case "DstRect" -> to = box();
      case "SourceProperties" -> skip(reader);
      default -> {
        if (!complex) {
          throw unsupported(name, "<%s> of a source".formatted(element));
        }
        rule(element);
      }
    }
  }

  private void rule(String element) throws XMLStreamException {
    switch (element) {
      case "NODATA" -> nodata = number(name, reader.getElementText(), element);
      case "UseMaskBand" -> masked = VrtReader.isTrue(reader.getElementText());
      case "ScaleRatio" -> scale = number(name, reader.getElementText(), element);
      case "ScaleOffset" -> offset = number(name, reader.getElementText(), element);
      case "LUT" -> table = table(reader.getElementText());
      default -> throw unsupported(name, what(element));
    }
  }

  private int band(String text) {
    if (text.equals(MASK) || text.equals(MASK + ",1")) { // as gdalbuildvrt writes that of a file
      return VrtSource.MASK;
    }
    if (text.startsWith(MASK)) {
      throw unsupported(name, "\"%s\" as a source, which is the mask of one band".formatted(text));
    }
    double number = number(name, text, "SourceBand");
    if (number < 1 || number > Short.MAX_VALUE || number != Math.rint(number)) {
      throw damaged("is of band \"%s\"".formatted(text));
    }
    return (int) number;
  }

  private PixelBox box() throws XMLStreamException {
    double x = side("xOff");
    double y = side("yOff");
    double width = side("xSize");
    double height = side("ySize");
    skip(reader);
    if (!(width > 0 && height > 0)) {
      throw damaged("is %s x %s pixels large".formatted(width, height));
    }
    return new PixelBox(x, y, width, height);
  }

  private double side(String attribute) {
    double value = number(name, reader.getAttributeValue(null, attribute), attribute);
    if (Math.abs(value) > 1 << 24) {
      throw damaged("has the %s %s".formatted(attribute, value));
    }
    return value;
  }

  /** Reads {@code 0:0,2345:255}. */
  private List<Double> table(String text) {
    if (text.length() > MAX_TABLE_LENGTH) {
      throw unsupported(name, "a LUT of %d letters".formatted(text.length()));
    }
    List<Double> pairs = new ArrayList<>();
    for (String pair : text.split(",")) {
      int colon = pair.indexOf(':');
      if (colon < 0) {
        throw damaged("has a LUT that is not of pairs");
      }
      double input = number(name, pair.substring(0, colon), "LUT");
      if (!pairs.isEmpty() && input < pairs.get(pairs.size() - 2)) {
        throw damaged("has a LUT that is not in order");
      }
      pairs.add(input);
      pairs.add(number(name, pair.substring(colon + 1), "LUT"));
    }
    return pairs;
  }

  /** Reads a number that is finite, or NaN. */
  static double number(String name, String text, String what) {
    Double number = text == null ? null : DecimalText.parse(text);
    if (number == null || Double.isInfinite(number)) {
      throw new RasterException(
          RasterException.Reason.DAMAGED,
          "Cannot read %s: \"%s\" is no number for %s."
              .formatted(name, text == null ? "" : shortened(text), what));
    }
    return number;
  }

  private static String shortened(String text) {
    return text.length() > 40 ? text.substring(0, 40) + "..." : text;
  }

  /** Passes over an element, from its beginning to its end. */
  static void skip(XMLStreamReader reader) throws XMLStreamException {
    for (int depth = 1; depth > 0; ) {
      int event = reader.next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        depth++;
      } else if (event == XMLStreamConstants.END_ELEMENT) {
        depth--;
      }
    }
  }

  private static String what(String element) {
    return switch (element) {
      case "KernelFilteredSource" -> "a filter of pixels (KernelFilteredSource)";
      case "AveragedSource" -> "averages (AveragedSource)";
      case "PixelFunctionType",
          "PixelFunctionCode",
          "PixelFunctionLanguage",
          "PixelFunctionArguments",
          "BufferRadius",
          "SourceTransferType" ->
          "a pixel function";
      case "Exponent" -> "an exponent of values";
      case "ColorTableComponent" -> "the colours of a palette in place of its values";
      default -> "<%s>".formatted(element);
    };
  }

  /** Tells that something is not read. */
  static RasterException unsupported(String name, String what) {
    return new RasterException(
        RasterException.Reason.UNSUPPORTED,
        "Cannot read %s: it has %s. Mosaics and stacks of bands are read as they are; make a GeoTIFF of anything else, as with gdal_translate."
            .formatted(name, what));
  }

  private RasterException damaged(String what) {
    return new RasterException(
        RasterException.Reason.DAMAGED,
        "Cannot read %s: a source of band %d %s.".formatted(name, ofBand, what));
  }
}
