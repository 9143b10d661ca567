package io.landfall.landsat;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The elements of a product's XML metadata that hold text, which is UTF-8. Documents with a DOCTYPE
 * are refused, so that no entity is ever fetched or expanded.
 */
public final class XmlLeaves {
  private static final int MAX_DEPTH = 32;

  private XmlLeaves() {}

  /**
   * One element without elements in it.
   *
   * @param group the name of the element around it; {@code ""} for the root
   * @param name without its prefix
   * @param id the value of its attribute {@code band_id} or {@code bandId}; {@code null}: it has
   *     neither
   * @param text without space around it
   */
  public record Leaf(String group, String name, String id, String text) {}

  /** An element that is not closed yet. */
  private static final class OpenElement {
    final String name;
    final String id;
    final StringBuilder text = new StringBuilder();
    boolean hasChildren;

    OpenElement(String name, String id) {
      this.name = name;
      this.id = id;
    }
  }

  /**
   * Reads a document.
   *
   * @param content whole
   * @return its leaves in their order
   * @throws XMLStreamException if it is not valid XML, has a DOCTYPE or is nested too deeply
   */
  public static List<Leaf> read(byte[] content) throws XMLStreamException {
    String text = new String(content, StandardCharsets.UTF_8).replaceFirst("^\uFEFF", "");
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    XMLStreamReader xml = factory.createXMLStreamReader(new StringReader(text));
    List<Leaf> leaves = new ArrayList<>();
    Deque<OpenElement> open = new ArrayDeque<>();
    while (xml.hasNext()) {
      switch (xml.next()) {
        case XMLStreamConstants.DTD -> throw new XMLStreamException("it has a DOCTYPE");
        case XMLStreamConstants.START_ELEMENT -> start(xml, open);
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
            open.element().text.append(xml.getText());
        case XMLStreamConstants.END_ELEMENT -> end(open, leaves);
        default -> {} // comments and the like say nothing
      }
    }
    return leaves;
  }

  private static void start(XMLStreamReader xml, Deque<OpenElement> open)
      throws XMLStreamException {
    if (open.size() == MAX_DEPTH) {
      throw new XMLStreamException("it is nested deeper than %d elements".formatted(MAX_DEPTH));
    }
    if (!open.isEmpty()) {
      open.element().hasChildren = true;
    }
    String id = xml.getAttributeValue(null, "band_id");
    open.push(
        new OpenElement(
            xml.getLocalName(), id != null ? id : xml.getAttributeValue(null, "bandId")));
  }

  private static void end(Deque<OpenElement> open, List<Leaf> leaves) {
    OpenElement element = open.pop();
    if (!element.hasChildren) {
      String group = open.isEmpty() ? "" : open.element().name;
      leaves.add(new Leaf(group, element.name, element.id, element.text.toString().strip()));
    }
  }
}
