package io.landfall.api.tiles;

import io.landfall.model.TileFormat;
import io.landfall.model.tile.LayerDescription;
import io.landfall.model.tile.LonLatBounds;
import io.landfall.model.tile.TileAddress;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Capabilities of a WMTS 1.0.0 with one layer, in the tile matrix set GoogleMapsCompatible, whose
 * tiles are at plain addresses (RESTful).
 */
final class WmtsCapabilities {
  private static final String WMTS = "http://www.opengis.net/wmts/1.0";
  private static final String OWS = "http://www.opengis.net/ows/1.1";
  private static final String XLINK = "http://www.w3.org/1999/xlink";
  private static final String MATRIX_SET = "GoogleMapsCompatible";
  private static final String CRS = "urn:ogc:def:crs:EPSG::3857";
  private static final int TILE_PIXELS = 256;

  /** Side of the pixel that scales of OGC are for, in metres. */
  private static final double STANDARD_PIXEL = 0.00028;

  private final ShownLayer layer;
  private final LayerDescription description;
  private final Set<TileFormat> formats;
  private final int maxZoom;

  WmtsCapabilities(ShownLayer layer, LayerDescription description, Set<TileFormat> formats) {
    this.layer = layer;
    this.description = description;
    this.formats = new TreeSet<>(formats);
    this.maxZoom = Math.min(TileAddress.MAX_ZOOM, description.maxZoom());
  }

  /** Returns the document in UTF-8. */
  byte[] write(SignedLayer signed) {
    var bytes = new ByteArrayOutputStream();
    try {
      XMLStreamWriter xml =
          XMLOutputFactory.newFactory().createXMLStreamWriter(bytes, StandardCharsets.UTF_8.name());
      xml.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
      xml.setDefaultNamespace(WMTS);
      xml.writeStartElement(WMTS, "Capabilities");
      xml.writeDefaultNamespace(WMTS);
      xml.writeNamespace("ows", OWS);
      xml.writeNamespace("xlink", XLINK);
      xml.writeAttribute("version", "1.0.0");
      service(xml);
      xml.writeStartElement(WMTS, "Contents");
      layer(xml, signed);
      matrixSet(xml);
      xml.writeEndElement();
      xml.writeEmptyElement(WMTS, "ServiceMetadataURL");
      xml.writeAttribute("xlink", XLINK, "href", signed.address("wmts"));
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("Cannot write XML in memory", e);
    }
    return bytes.toByteArray();
  }

  private static void service(XMLStreamWriter xml) throws XMLStreamException {
    xml.writeStartElement("ows", "ServiceIdentification", OWS);
    ows(xml, "Title", "Landfall");
    ows(xml, "ServiceType", "OGC WMTS");
    ows(xml, "ServiceTypeVersion", "1.0.0");
    xml.writeEndElement();
  }

  private void layer(XMLStreamWriter xml, SignedLayer signed) throws XMLStreamException {
    xml.writeStartElement(WMTS, "Layer");
    ows(xml, "Title", layer.name());
    boundingBox(xml);
    ows(xml, "Identifier", layer.target().id());
    xml.writeStartElement(WMTS, "Style");
    xml.writeAttribute("isDefault", "true");
    ows(xml, "Identifier", "default");
    xml.writeEndElement();
    for (TileFormat format : formats) {
      text(xml, "Format", format.mediaType());
    }
    xml.writeStartElement(WMTS, "TileMatrixSetLink");
    text(xml, "TileMatrixSet", MATRIX_SET);
    limits(xml);
    xml.writeEndElement();
    for (TileFormat format : formats) {
      xml.writeEmptyElement(WMTS, "ResourceURL");
      xml.writeAttribute("format", format.mediaType());
      xml.writeAttribute("resourceType", "tile");
      xml.writeAttribute(
          "template",
          signed.address("tiles/{TileMatrix}/{TileCol}/{TileRow}." + format.extension()));
    }
    xml.writeEndElement();
  }

  private void boundingBox(XMLStreamWriter xml) throws XMLStreamException {
    LonLatBounds bounds = description.bounds();
    boolean wraps = bounds.east() > 180;
    xml.writeStartElement("ows", "WGS84BoundingBox", OWS);
    ows(xml, "LowerCorner", corner(wraps ? -180 : bounds.west(), south()));
    ows(xml, "UpperCorner", corner(wraps ? 180 : bounds.east(), north()));
    xml.writeEndElement();
  }

  private double south() {
    return Math.max(description.bounds().south(), -TileBounds.MAX_LATITUDE);
  }

  private double north() {
    return Math.min(description.bounds().north(), TileBounds.MAX_LATITUDE);
  }

  /** Tiles beyond these are not there: clients that know it do not ask. */
  private void limits(XMLStreamWriter xml) throws XMLStreamException {
    LonLatBounds bounds = description.bounds();
    boolean wraps = bounds.east() > 180;
    xml.writeStartElement(WMTS, "TileMatrixSetLimits");
    for (int z = 0; z <= maxZoom; z++) {
      int last = (1 << z) - 1;
      xml.writeStartElement(WMTS, "TileMatrixLimits");
      text(xml, "TileMatrix", Integer.toString(z));
      text(xml, "MinTileRow", Integer.toString(TileBounds.row(north(), z)));
      text(xml, "MaxTileRow", Integer.toString(TileBounds.row(south(), z)));
      text(xml, "MinTileCol", Integer.toString(wraps ? 0 : TileBounds.column(bounds.west(), z)));
      text(xml, "MaxTileCol", Integer.toString(wraps ? last : TileBounds.column(bounds.east(), z)));
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private void matrixSet(XMLStreamWriter xml) throws XMLStreamException {
    xml.writeStartElement(WMTS, "TileMatrixSet");
    ows(xml, "Identifier", MATRIX_SET);
    xml.writeStartElement("ows", "BoundingBox", OWS);
    xml.writeAttribute("crs", CRS);
    ows(xml, "LowerCorner", corner(-TileAddress.HALF_WORLD, -TileAddress.HALF_WORLD));
    ows(xml, "UpperCorner", corner(TileAddress.HALF_WORLD, TileAddress.HALF_WORLD));
    xml.writeEndElement();
    ows(xml, "SupportedCRS", CRS);
    text(xml, "WellKnownScaleSet", "urn:ogc:def:wkss:OGC:1.0:" + MATRIX_SET);
    for (int z = 0; z <= maxZoom; z++) {
      int side = 1 << z;
      double pixel = 2 * TileAddress.HALF_WORLD / TILE_PIXELS / side;
      xml.writeStartElement(WMTS, "TileMatrix");
      ows(xml, "Identifier", Integer.toString(z));
      text(xml, "ScaleDenominator", Double.toString(pixel / STANDARD_PIXEL));
      text(xml, "TopLeftCorner", corner(-TileAddress.HALF_WORLD, TileAddress.HALF_WORLD));
      text(xml, "TileWidth", Integer.toString(TILE_PIXELS));
      text(xml, "TileHeight", Integer.toString(TILE_PIXELS));
      text(xml, "MatrixWidth", Integer.toString(side));
      text(xml, "MatrixHeight", Integer.toString(side));
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private static String corner(double x, double y) {
    return String.format(Locale.ROOT, "%.10f %.10f", x, y);
  }

  private static void ows(XMLStreamWriter xml, String name, String text) throws XMLStreamException {
    xml.writeStartElement("ows", name, OWS);
    xml.writeCharacters(text);
    xml.writeEndElement();
  }

  private static void text(XMLStreamWriter xml, String name, String text)
      throws XMLStreamException {
    xml.writeStartElement(WMTS, name);
    xml.writeCharacters(text);
    xml.writeEndElement();
  }
}
