package io.landfall.raster.jp2.tile;

import java.util.ArrayList;
import java.util.List;

/** What the header of a packet announces: bytes of segments, which follow it. */
final class PacketContents {
  private final List<AnnouncedSegment> entries = new ArrayList<>();

  private record AnnouncedSegment(CodeBlock block, int segment, long length) {}

  void add(CodeBlock block, int segment, long length) {
    entries.add(new AnnouncedSegment(block, segment, length));
  }

  /** Reads them all: those of blocks that are not wanted are gone over. */
  void readBodies(TileBody body) throws PacketBits.EndException {
    long all = 0;
    for (AnnouncedSegment entry : entries) {
      all += entry.length();
    }
    if (all > body.remaining()) { // before memory is taken for it
      throw new PacketBits.EndException();
    }
    for (AnnouncedSegment entry : entries) {
      CodeBlock block = entry.block();
      int length = Math.toIntExact(entry.length());
      if (!block.isWanted) {
        body.skip(length);
        continue;
      }
      block.reserve(length);
      body.read(block.data, block.dataLength, length);
      block.dataLength += length;
      block.lengths[entry.segment()] += length;
    }
  }
}
