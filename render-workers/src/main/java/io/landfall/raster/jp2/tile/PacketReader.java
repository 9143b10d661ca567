package io.landfall.raster.jp2.tile;

/**
 * Reads the packets of a tile: which code-blocks each brings passes of, and their bytes. Source:
 * ISO/IEC 15444-1, B.9 and B.10.
 */
final class PacketReader {
  private static final int MARKER_BYTES = 6;
  private static final int MAX_ZERO_PLANES = 74;

  /** A segment of a code-block in arrays that grow, and as a packet announces it. */
  private static final int BYTES_A_SEGMENT = 64;

  private static final int HEAP_SHARE = 8;

  /**
   * How often orders may come back to packets, for each that is read: 32 orders, the most that
   * encoders write, come back less often. It takes time, but no bytes of the file.
   */
  private static final int REPEATS_A_PACKET = 32;

  private final TileCoding coding;
  private final TileBody body;
  private final byte[] headers;
  private int headerAt;
  private long wantedLeft;
  private long repeatsLeft;

  /** An empty segment takes four bits of a file, and many times that of memory. */
  private long segmentsLeft = Runtime.getRuntime().maxMemory() / HEAP_SHARE / BYTES_A_SEGMENT;

  /**
   * Takes a tile.
   *
   * @param wanted how many packets are wanted: when they have come, the rest is not read
   */
  PacketReader(TileCoding coding, TileBody body, long wanted) {
    this.coding = coding;
    this.body = body;
    this.headers = coding.packetHeaders();
    this.wantedLeft = wanted;
  }

  /**
   * Takes the packet of a layer of a precinct.
   *
   * @param isWanted whether its resolution is
   * @return whether more are wanted
   */
  boolean read(TileResolution resolution, int index, int layer, boolean isWanted)
      throws PacketBits.EndException {
    if (wantedLeft == 0 || !hasNext()) {
      return false;
    }
    TileResolution.Precinct precinct = resolution.precinct(index);
    if (layer < precinct.layers) { // an earlier order brought it
      if (--repeatsLeft < 0) {
        throw new IllegalArgumentException("orders that come back to the same packets too often");
      }
      return true;
    }
    repeatsLeft += REPEATS_A_PACKET;
    precinct.layers = layer + 1;
    if (coding.marksPackets()) {
      body.skipMarker(Marker.SOP, MARKER_BYTES);
    }
    readPacket(resolution, precinct, layer);
    wantedLeft -= isWanted ? 1 : 0;
    return wantedLeft > 0;
  }

  private boolean hasNext() {
    return headers == null ? body.hasNext() : headerAt < headers.length;
  }

  private int nextOfHeader() {
    if (headers == null) {
      return body.next();
    }
    return headerAt < headers.length ? headers[headerAt++] & 0xff : -1;
  }

  private void readPacket(TileResolution resolution, TileResolution.Precinct precinct, int layer)
      throws PacketBits.EndException {
    var bits = new PacketBits(this::nextOfHeader);
    var contents = new PacketContents();
    if (bits.bit() == 1) {
      for (TileResolution.BlockGroup group : precinct.groups) {
        for (int i = 0; i < group.blocks.length; i++) {
          readBlock(bits, group, i, layer, resolution.coding, contents);
        }
      }
    }
    bits.align();
    skipEndOfHeader();
    contents.readBodies(body);
  }

  private void skipEndOfHeader() throws PacketBits.EndException {
    if (!coding.marksHeaders()) {
      return;
    }
    if (headers == null) {
      body.skipMarker(Marker.EPH, 2);
    } else if (headerAt + 1 < headers.length
        && headers[headerAt] == (byte) (Marker.EPH >> 8)
        && headers[headerAt + 1] == (byte) Marker.EPH) {
      headerAt += 2;
    }
  }

  private void readBlock(
      PacketBits bits,
      TileResolution.BlockGroup group,
      int index,
      int layer,
      ComponentCoding coding,
      PacketContents contents)
      throws PacketBits.EndException {
    CodeBlock block = group.blocks[index];
    int x = index % group.across;
    int y = index / group.across;
    boolean isIncluded =
        block.isIncluded ? bits.bit() == 1 : group.inclusion.isBelow(bits, x, y, layer + 1);
    if (!isIncluded) {
      return;
    }
    if (!block.isIncluded) {
      int zeroPlanes = 0;
      while (!group.zeroPlanes.isBelow(bits, x, y, zeroPlanes + 1)) {
        if (++zeroPlanes > MAX_ZERO_PLANES) {
          throw new IllegalArgumentException("a code-block of no bits");
        }
      }
      block.bitPlanes = coding.bitPlanes(group.band.number()) - zeroPlanes;
      block.isIncluded = true;
    }
    int passes = passes(bits);
    while (bits.bit() == 1) {
      block.lengthBits++;
    }
    while (passes > 0) {
      int before = block.segments;
      int segment = block.openSegment(coding);
      segmentsLeft -= block.segments - before;
      if (segmentsLeft < 0) {
        throw new IllegalArgumentException(
            "its code-blocks have too many segments for this heap, which needs OpenJPEG or a larger"
                + " one");
      }
      int some = Math.min(passes, block.room(segment));
      int lengthBits = block.lengthBits + 31 - Integer.numberOfLeadingZeros(some);
      if (lengthBits > 32) {
        throw new IllegalArgumentException("a segment of 2^32 bytes or more");
      }
      long length = bits.bits(lengthBits);
      block.passes[segment] += some;
      passes -= some;
      contents.add(block, segment, length);
    }
  }

  private static int passes(PacketBits bits) throws PacketBits.EndException {
    if (bits.bit() == 0) {
      return 1;
    }
    if (bits.bit() == 0) {
      return 2;
    }
    int some = (int) bits.bits(2);
    if (some < 3) {
      return 3 + some;
    }
    some = (int) bits.bits(5);
    return some < 31 ? 6 + some : 37 + (int) bits.bits(7);
  }
}
