package io.landfall.raster.vrt;

import io.landfall.model.SampleType;
import io.landfall.model.color.ColorTable;
import io.landfall.raster.BandMetadata;
import io.landfall.raster.MetadataReader;
import io.landfall.raster.RasterException;
import io.landfall.raster.sidecar.PamPlace;
import io.landfall.raster.sidecar.PamPoints;
import io.landfall.raster.sidecar.PamXml;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads the XML of a VRT. What is read of other files by warping, by formulas or by programs is
 * refused, and so is what is not known: it would change pixels.
 */
public final class VrtReader {
  /** Sides as those of TIFF. */
  private static final int MAX_SIDE = 1 << 20;

  private static final int MAX_BANDS = 1_000;

  private static final int MAX_OVERVIEWS = 100;

  /** Of all bands. */
  private static final int MAX_SOURCES = 60_000;

  private static final int MAX_COLORS = 1 << 16;

  /** Of 8 bits to 16. */
  private static final int WIDENED = 257;

  private static final Map<String, SampleType> TYPES =
      Map.of(
          "Byte", SampleType.UINT8,
          "Int8", SampleType.INT8,
          "UInt16", SampleType.UINT16,
          "Int16", SampleType.INT16,
          "UInt32", SampleType.UINT32,
          "Int32", SampleType.INT32,
          "Float32", SampleType.FLOAT32,
          "Float64", SampleType.FLOAT64);

  private final String name;
  private final XMLStreamReader reader;
  private final List<VrtBand> bands = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<String> fileItems = new ArrayList<>();
  private final Set<Integer> factors = new TreeSet<>();
  private int sources;
  private VrtBand mask;
  private String srs;
  private String geoTransform;
  private PamPoints points;
  private Map<String, String> rational = Map.of();

  private VrtReader(String name, XMLStreamReader reader) {
    this.name = name;
    this.reader = reader;
  }

  /**
   * Reads.
   *
   * @param name for messages
   * @throws RasterException DAMAGED if it is not XML, or not that of a VRT; UNSUPPORTED naming what
   *     is not read
   */
  public static VrtDataset read(String name, String xml) {
    try {
      String plain = xml.startsWith("\uFEFF") ? xml.substring(1) : xml;
      return new VrtReader(name, MetadataReader.of(plain.stripLeading())).dataset();
    } catch (XMLStreamException e) {
      throw new RasterException(
          RasterException.Reason.DAMAGED,
          "Cannot read %s: it is not valid XML (line %d)."
              .formatted(name, e.getLocation() == null ? 0 : e.getLocation().getLineNumber()),
          e);
    }
  }

  private VrtDataset dataset() throws XMLStreamException {
    reader.nextTag();
    if (!reader.getLocalName().equals("VRTDataset")) {
      throw damaged("its root is <%s>, not <VRTDataset>".formatted(reader.getLocalName()));
    }
    String subclass = reader.getAttributeValue(null, "subClass");
    if (subclass != null) {
      throw unsupported(kind(subclass));
    }
    int width = side("rasterXSize");
    int height = side("rasterYSize");
    while (reader.next() != XMLStreamConstants.END_ELEMENT) {
      if (reader.isStartElement()) {
        child();
      }
    }
    if (bands.isEmpty()) {
      throw damaged("it has no bands");
    }
    return new VrtDataset(
        width,
        height,
        new PamPlace(srs, geoTransform, points, rational),
        bands,
        mask,
        List.copyOf(factors),
        warnings,
        fileItems);
  }

  private void child() throws XMLStreamException {
    switch (reader.getLocalName()) {
      case "SRS" -> srs = reader.getElementText();
      case "GeoTransform" -> geoTransform = reader.getElementText();
      case "VRTRasterBand" -> {
        if (bands.size() == MAX_BANDS) {
          throw unsupported("more than %d bands".formatted(MAX_BANDS));
        }
        bands.add(band(bands.size() + 1));
      }
      case "MaskBand" -> {
        while (reader.next() != XMLStreamConstants.END_ELEMENT) {
          if (reader.isStartElement()) {
            mask = band(0);
          }
        }
      }
      case "GCPList" -> points = PamPoints.read(reader);
      case "OverviewList" -> overviewList();
      case "Group" -> throw unsupported("arrays of several dimensions");
      default -> {
        if (PamPlace.isRational(reader)) {
          rational = PamPlace.items(reader);
        } else {
          PamXml.addFileItems(reader, fileItems);
        }
      }
    }
  }

  /** Reads by which factors overviews are smaller, as {@code 2 4 8}. */
  private void overviewList() throws XMLStreamException {
    String resampling = reader.getAttributeValue(null, "resampling");
    for (String factor : reader.getElementText().strip().split("[ ,\\s]+")) {
      double number = factor.isEmpty() ? 1 : number(factor, "OverviewList");
      if (number != Math.rint(number) || factors.size() == MAX_OVERVIEWS) {
        throw damaged("its OverviewList is not a short one of whole numbers");
      }
      if (number > 1 && number <= MAX_SIDE) {
        factors.add((int) number);
      }
    }
    if (!VrtSourceReader.isNearest(resampling)) {
      factors.clear();
      warnings.add(
          "%s is read without the overviews that it lists, which it has by %s: all pixels are read. Make a file of them, as with gdaladdo -ro -r %s."
              .formatted(name, resampling, resampling));
    }
  }

  /** Reads a band; {@code number} 0 is the mask. */
  private VrtBand band(int number) throws XMLStreamException {
    String subclass = reader.getAttributeValue(null, "subClass");
    if (subclass != null && !subclass.equals("VRTSourcedRasterBand")) {
      throw unsupported(kind(subclass));
    }
    String typeName = reader.getAttributeValue(null, "dataType");
    SampleType type = TYPES.get(typeName == null ? "Byte" : typeName);
    if (type == null) {
      throw unsupported("a band of %s".formatted(typeName));
    }
    BandMetadata metadata = new BandMetadata();
    List<VrtSource> found = new ArrayList<>();
    List<VrtSource> overviews = new ArrayList<>();
    ColorTable colors = null;
    boolean hides = false;
    while (reader.next() != XMLStreamConstants.END_ELEMENT) {
      if (!reader.isStartElement()) {
        continue;
      }
      String element = reader.getLocalName();
      switch (element) {
        case "Description" -> metadata.put(BandMetadata.Field.DESCRIPTION, reader.getElementText());
        case "NoDataValue" -> metadata.put(BandMetadata.Field.NODATA, reader.getElementText());
        case "HideNoDataValue" -> hides = isTrue(reader.getElementText());
        case "Scale" -> metadata.put(BandMetadata.Field.SCALE, reader.getElementText());
        case "Offset" -> metadata.put(BandMetadata.Field.OFFSET, reader.getElementText());
        case "UnitType" -> metadata.put(BandMetadata.Field.UNIT, reader.getElementText());
        case "ColorInterp" -> metadata.put(BandMetadata.Field.COLOR, reader.getElementText());
        case "Metadata" -> items(metadata);
        case "ColorTable" -> colors = colors();
        case "MaskBand" -> throw unsupported("a mask of one band, band %d".formatted(number));
        case "Overview" -> {
          if (overviews.size() == MAX_OVERVIEWS) {
            throw unsupported("more than %d overviews of a band".formatted(MAX_OVERVIEWS));
          }
          overviews.add(new VrtSourceReader(name, number, reader).readOverview());
        }
        case "CategoryNames", "GDALRasterAttributeTable" -> PamXml.addFileItems(reader, fileItems);
        case "Histograms" -> skip();
        default -> {
          if (++sources > MAX_SOURCES) {
            throw unsupported("more than %d sources".formatted(MAX_SOURCES));
          }
          found.add(new VrtSourceReader(name, number, reader).read());
        }
      }
    }
    return new VrtBand(type, metadata, hides, colors, found, overviews);
  }

  private void items(BandMetadata metadata) throws XMLStreamException {
    if (reader.getAttributeValue(null, "domain") != null) {
      skip();
      return;
    }
    while (reader.next() != XMLStreamConstants.END_ELEMENT) {
      if (reader.isStartElement()) {
        String key = reader.getAttributeValue(null, "key");
        if (key == null) {
          skip();
        } else {
          metadata.putItem(key, reader.getElementText());
        }
      }
    }
  }

  private ColorTable colors() throws XMLStreamException {
    int[] entries = new int[3 * 256];
    int count = 0;
    while (reader.next() != XMLStreamConstants.END_ELEMENT) {
      if (!reader.isStartElement()) {
        continue;
      }
      if (count == MAX_COLORS) {
        throw damaged("a palette has more than %d colours".formatted(MAX_COLORS));
      }
      if (entries.length < 3 * count + 3) {
        entries = Arrays.copyOf(entries, 2 * entries.length);
      }
      for (int i = 0; i < 3; i++) {
        String text = reader.getAttributeValue(null, "c" + (i + 1));
        entries[3 * count + i] =
            WIDENED * (int) Math.max(0, Math.min(255, number(text, "a colour")));
      }
      count++;
      skip();
    }
    return count == 0 ? null : new ColorTable(Arrays.copyOf(entries, 3 * count));
  }

  private int side(String attribute) {
    double side = number(reader.getAttributeValue(null, attribute), attribute);
    if (side < 1 || side > MAX_SIDE || side != Math.rint(side)) {
      throw damaged("its %s is %s; sides are 1 to %d pixels".formatted(attribute, side, MAX_SIDE));
    }
    return (int) side;
  }

  private double number(String text, String what) {
    return VrtSourceReader.number(name, text, what);
  }

  static boolean isTrue(String text) {
    String plain = text.strip();
    return plain.equals("1")
        || plain.equalsIgnoreCase("true")
        || plain.equalsIgnoreCase("yes")
        || plain.equalsIgnoreCase("on");
  }

  private static String kind(String subclass) {
    return switch (subclass) {
      case "VRTWarpedDataset", "VRTWarpedRasterBand" -> "a warp";
      case "VRTPansharpenedDataset", "VRTPansharpenedRasterBand" -> "pan-sharpening";
      case "VRTDerivedRasterBand" -> "a pixel function";
      case "VRTRawRasterBand" -> "raw bytes of a file";
      case "VRTProcessedDataset" -> "processing steps";
      default -> subclass;
    };
  }

  private void skip() throws XMLStreamException {
    VrtSourceReader.skip(reader);
  }

  private RasterException damaged(String what) {
    return new RasterException(
        RasterException.Reason.DAMAGED, "Cannot read %s: %s.".formatted(name, what));
  }

  private RasterException unsupported(String what) {
    return VrtSourceReader.unsupported(name, what);
  }
}
