package io.landfall.raster.jp2.tile;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What the main header and those of its parts say of how a tile is coded, for the decoder in Java.
 * Source: ISO/IEC 15444-1, annex A.
 */
final class TileCoding {
  private static final int SOT_BYTES = 12;
  private static final int MAX_HEADER_BYTES = 4 << 20;
  private static final int MAX_ORDERS = 1024;

  private final ComponentCoding[] components;
  private final List<byte[]> mainOrders = new ArrayList<>();
  private final List<byte[]> tileOrders = new ArrayList<>();
  private final TreeMap<Integer, byte[]> packetHeaders = new TreeMap<>();
  private final List<TileInput.EncodedPart> bodies = new ArrayList<>();
  private int flags;
  private int progression;
  private int layers;
  private int transform;

  /**
   * One order of packets.
   *
   * @param progression 0 to 4, as in the standard
   * @param resolution the first one
   * @param resolutionEnd behind the last one
   */
  record Order(
      int progression,
      int resolution,
      int resolutionEnd,
      int component,
      int componentEnd,
      int layerEnd) {}

  private TileCoding(int components) {
    this.components = new ComponentCoding[components];
    for (int i = 0; i < components; i++) {
      this.components[i] = new ComponentCoding();
    }
  }

  /**
   * Reads the headers of a tile.
   *
   * @throws IllegalArgumentException if they are not valid, in words for a person
   */
  static TileCoding read(TileInput input) {
    var coding = new TileCoding(input.components());
    try {
      ByteBuffer shared = ByteBuffer.wrap(input.shared());
      while (shared.hasRemaining()) {
        short code = shared.getShort();
        int length = (shared.getShort() & 0xffff) - 2;
        coding.take(code, shared.slice(shared.position(), length), false);
        shared.position(shared.position() + length);
      }
      for (TileInput.EncodedPart part : input.parts()) {
        coding.readPart(input.bytes(), part);
      }
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("a segment of its header is cut off", e);
    }
    for (ComponentCoding component : coding.components) {
      component.check();
    }
    return coding;
  }

  private void readPart(TileInput.TileBytes bytes, TileInput.EncodedPart part) {
    long end = part.offset() + part.length();
    long at = part.offset() + SOT_BYTES;
    while (true) {
      ByteBuffer head = read(bytes, at, 2);
      short code = head.getShort();
      if (code == Marker.SOD) {
        bodies.add(new TileInput.EncodedPart(at + 2, Math.max(0, end - at - 2)));
        return;
      }
      int length = read(bytes, at + 2, 2).getShort() & 0xffff;
      if (length < 2 || at + 2 + length > end || at - part.offset() > MAX_HEADER_BYTES) {
        throw new IllegalArgumentException("the header of a part is not valid");
      }
      take(code, read(bytes, at + 4, length - 2), true);
      at += 2 + length;
    }
  }

  private static ByteBuffer read(TileInput.TileBytes bytes, long offset, int length) {
    byte[] read = new byte[length];
    bytes.read(offset, read, length);
    return ByteBuffer.wrap(read);
  }

  private void take(short code, ByteBuffer segment, boolean ofTile) {
    int rank = ofTile ? 3 : 1;
    switch (code) {
      case Marker.COD -> {
        flags = segment.get();
        progression = segment.get() & 0xff;
        layers = segment.getShort() & 0xffff;
        transform = segment.get() & 0xff;
        for (ComponentCoding component : components) {
          component.readStyle(segment.duplicate(), flags, rank);
        }
      }
      case Marker.COC -> {
        ComponentCoding component = component(segment);
        component.readStyle(segment, segment.get(), rank + 1);
      }
      case Marker.QCD -> {
        for (ComponentCoding component : components) {
          component.readQuantization(segment.duplicate(), rank);
        }
      }
      case Marker.QCC -> component(segment).readQuantization(segment, rank + 1);
      case Marker.RGN -> component(segment).readRegion(segment, rank);
      case Marker.POC -> (ofTile ? tileOrders : mainOrders).add(remaining(segment));
      case Marker.PPT -> packetHeaders.put(segment.get() & 0xff, remaining(segment));
      default -> {
        // lengths of packets and comments
      }
    }
  }

  private ComponentCoding component(ByteBuffer segment) {
    int component = components.length < 257 ? segment.get() & 0xff : segment.getShort() & 0xffff;
    if (component >= components.length) {
      throw new IllegalArgumentException("it speaks of component %d".formatted(component + 1));
    }
    return components[component];
  }

  private static byte[] remaining(ByteBuffer segment) {
    byte[] bytes = new byte[segment.remaining()];
    segment.get(bytes);
    return bytes;
  }

  ComponentCoding component(int index) {
    return components[index];
  }

  int layers() {
    return layers;
  }

  boolean marksPackets() {
    return (flags & 2) != 0;
  }

  boolean marksHeaders() {
    return (flags & 4) != 0;
  }

  /** Returns how components are transformed: 0 not at all, 1 as red, green and blue. */
  int transform() {
    return transform;
  }

  /** Returns where the packets are, in the file. */
  List<TileInput.EncodedPart> bodies() {
    return bodies;
  }

  /** Returns the headers of packets that stand apart; null: they stand before each. */
  byte[] packetHeaders() {
    if (packetHeaders.isEmpty()) {
      return null;
    }
    var all = new ByteArrayOutputStream();
    packetHeaders.values().forEach(all::writeBytes);
    return all.toByteArray();
  }

  /** Returns the orders in which packets come. */
  List<Order> orders() {
    List<byte[]> segments = tileOrders.isEmpty() ? mainOrders : tileOrders;
    List<Order> orders = new ArrayList<>();
    int wide = components.length < 257 ? 1 : 2;
    for (byte[] segment : segments) {
      ByteBuffer entries = ByteBuffer.wrap(segment);
      while (entries.remaining() >= 5 + 2 * wide && orders.size() < MAX_ORDERS) {
        int resolution = entries.get() & 0xff;
        int component = wide == 1 ? entries.get() & 0xff : entries.getShort() & 0xffff;
        int layerEnd = Math.min(layers, entries.getShort() & 0xffff);
        int resolutionEnd = entries.get() & 0xff;
        int componentEnd = wide == 1 ? entries.get() & 0xff : entries.getShort() & 0xffff;
        componentEnd = componentEnd == 0 ? components.length : componentEnd;
        orders.add(
            new Order(
                entries.get() & 0xff,
                resolution,
                resolutionEnd,
                component,
                Math.min(components.length, componentEnd),
                layerEnd));
      }
    }
    if (orders.isEmpty()) {
      orders.add(new Order(progression, 0, 33, 0, components.length, layers));
    }
    return orders;
  }
}
