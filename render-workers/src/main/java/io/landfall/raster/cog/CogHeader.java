package io.landfall.raster.cog;

import io.landfall.model.PixelGrid;
import io.landfall.model.SampleType;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.OutputBands;
import io.landfall.raster.compress.Compressors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Writes the header of a TIFF or BigTIFF: one directory a level, full resolution first, with the
 * offsets of all tiles. Its size depends on the plan alone. Sources: TIFF 6.0; GeoTIFF 1.1; BigTIFF
 * and the GDAL tags as libtiff and GDAL write them.
 */
final class CogHeader {
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int ASCII = 2;
  private static final int DOUBLE = 12;
  private static final int LONG8 = 16;

  private static final int REDUCED_IMAGE = 1;
  private static final int MIN_IS_BLACK = 1;
  private static final int RGB = 2;
  private static final int PROJECTED = 1;
  private static final int GEOGRAPHIC = 2;

  private final ExportPlan plan;
  private final CogLayout layout;
  private final HeaderMetadata metadata;
  private final boolean geographic;
  private final boolean big;
  private final int bytes;

  CogHeader(ExportPlan plan, CogLayout layout, boolean geographic) {
    this(plan, layout, geographic, HeaderMetadata.NONE);
  }

  /**
   * Makes ready to write.
   *
   * @param metadata with room for statistics if they will follow
   */
  CogHeader(ExportPlan plan, CogLayout layout, boolean geographic, HeaderMetadata metadata) {
    this.plan = plan;
    this.metadata = metadata;
    this.layout = layout;
    this.geographic = geographic;
    this.big = plan.layout().bigTiff();
    long[][] none = new long[layout.levels()][];
    for (int level = 0; level < none.length; level++) {
      none[level] = new long[layout.tilesAcross(level) * layout.tilesDown(level)];
    }
    this.bytes = encoded(none, none, metadata).length;
  }

  /** Returns the size of the header, in bytes; a multiple of 16. */
  int bytes() {
    return bytes;
  }

  /**
   * Writes the header.
   *
   * @param offsets by level, then by index of the tile
   * @param lengths likewise
   */
  byte[] write(long[][] offsets, long[][] lengths) {
    return encoded(offsets, lengths, metadata);
  }

  /** Writes the header with statistics, one a band, for which the metadata had room. */
  byte[] write(
      long[][] offsets, long[][] lengths, List<HeaderMetadata.HeaderStatistics> statistics) {
    byte[] headerBytes = encoded(offsets, lengths, metadata.withStatistics(statistics));
    if (headerBytes.length != bytes) {
      throw new IllegalStateException(
          "Cannot put statistics of %d bands where there is room for %d."
              .formatted(statistics.size(), metadata.statistics().size()));
    }
    return headerBytes;
  }

  private byte[] encoded(long[][] offsets, long[][] lengths, HeaderMetadata metadata) {
    int start = big ? 16 : 8;
    List<List<HeaderField>> directories = new ArrayList<>();
    int size = start;
    for (int level = 0; level < layout.levels(); level++) {
      List<HeaderField> fields = fields(level, offsets[level], lengths[level], metadata);
      fields.sort(Comparator.comparingInt(HeaderField::tag));
      directories.add(fields);
      size += directoryBytes(fields);
    }
    ByteBuffer out = ByteBuffer.allocate((size + 15) / 16 * 16).order(ByteOrder.LITTLE_ENDIAN);
    out.put((byte) 'I').put((byte) 'I').putShort((short) (big ? 43 : 42));
    if (big) {
      out.putShort((short) 8).putShort((short) 0).putLong(start);
    } else {
      out.putInt(start);
    }
    for (int i = 0; i < directories.size(); i++) {
      boolean last = i == directories.size() - 1;
      writeDirectory(out, directories.get(i), last);
    }
    return out.array();
  }

  /** A tag with its values, encoded. */
  private record HeaderField(int tag, int type, long count, byte[] value) {}

  private int directoryBytes(List<HeaderField> fields) {
    int size = (big ? 8 : 2) + fields.size() * (big ? 20 : 12) + (big ? 8 : 4);
    for (HeaderField field : fields) {
      size += field.value.length > inline() ? even(field.value.length) : 0;
    }
    return size;
  }

  private void writeDirectory(ByteBuffer out, List<HeaderField> fields, boolean last) {
    int begin = out.position();
    int valuesAt = begin + (big ? 8 : 2) + fields.size() * (big ? 20 : 12) + (big ? 8 : 4);
    int next = begin + directoryBytes(fields);
    if (big) {
      out.putLong(fields.size());
    } else {
      out.putShort((short) fields.size());
    }
    for (HeaderField field : fields) {
      out.putShort((short) field.tag).putShort((short) field.type);
      putOffset(out, field.count);
      if (field.value.length <= inline()) {
        out.put(field.value).put(new byte[inline() - field.value.length]);
      } else {
        putOffset(out, valuesAt);
        out.duplicate().position(valuesAt).put(field.value);
        valuesAt += even(field.value.length);
      }
    }
    putOffset(out, last ? 0 : next);
    out.position(next);
  }

  private void putOffset(ByteBuffer out, long value) {
    if (big) {
      out.putLong(value);
    } else {
      out.putInt((int) value);
    }
  }

  private int inline() {
    return big ? 8 : 4;
  }

  private static int even(int length) {
    return length + (length & 1);
  }

  private List<HeaderField> fields(
      int level, long[] offsets, long[] lengths, HeaderMetadata metadata) {
    OutputBands bands = plan.bands();
    List<HeaderField> fields = new ArrayList<>();
    fields.add(longs(254, level == 0 ? 0 : REDUCED_IMAGE));
    fields.add(longs(256, layout.width(level)));
    fields.add(longs(257, layout.height(level)));
    fields.add(shorts(258, repeated(bands.type().bytes() * 8)));
    fields.add(shorts(259, Compressors.tag(plan.format().compression())));
    fields.add(shorts(262, isRgb() ? RGB : MIN_IS_BLACK));
    fields.add(shorts(277, bands.count()));
    fields.add(shorts(284, 1));
    if (TileEncoder.predictor(plan.format()) != 1) {
      fields.add(shorts(317, TileEncoder.predictor(plan.format())));
    }
    fields.add(longs(322, layout.blockSize()));
    fields.add(longs(323, layout.blockSize()));
    fields.add(big ? longs8(324, offsets) : longs(324, offsets));
    fields.add(longs(325, lengths));
    int extra = bands.count() - (isRgb() ? 3 : 1);
    if (extra > 0) {
      fields.add(shorts(338, new long[extra]));
    }
    fields.add(shorts(339, repeated(sampleFormat(bands.type()))));
    if (bands.nodata() != null) {
      fields.add(ascii(42113, MetadataXml.number(bands.nodata())));
    }
    if (level == 0) {
      addGeoreference(fields);
      addMetadata(fields, metadata);
    }
    return fields;
  }

  private void addGeoreference(List<HeaderField> fields) {
    PixelGrid grid = plan.grid();
    fields.add(doubles(33550, grid.resolution(), grid.resolution(), 0));
    fields.add(doubles(33922, 0, 0, 0, grid.west(), grid.north(), 0));
    fields.add(
        shorts(
            34735,
            1,
            1,
            0,
            3,
            1024,
            0,
            1,
            geographic ? GEOGRAPHIC : PROJECTED,
            1025,
            0,
            1,
            1,
            geographic ? 2048 : 3072,
            0,
            1,
            grid.epsg()));
  }

  private void addMetadata(List<HeaderField> fields, HeaderMetadata metadata) {
    if (metadata.software() != null) {
      fields.add(ascii(305, metadata.software()));
    }
    if (metadata.dateTime() != null) {
      fields.add(ascii(306, metadata.dateTime()));
    }
    fields.add(ascii(42112, MetadataXml.of(plan.bands().names(), metadata)));
  }

  private boolean isRgb() {
    List<String> names = plan.bands().names();
    return plan.bands().type() == SampleType.UINT8
        && names.size() >= 3
        && names.get(0).equalsIgnoreCase("red")
        && names.get(1).equalsIgnoreCase("green")
        && names.get(2).equalsIgnoreCase("blue");
  }

  private long[] repeated(long value) {
    long[] values = new long[plan.bands().count()];
    java.util.Arrays.fill(values, value);
    return values;
  }

  private static int sampleFormat(SampleType type) {
    return type.isFloating() ? 3 : type.isSigned() ? 2 : 1;
  }

  private static HeaderField shorts(int tag, long... values) {
    ByteBuffer buffer = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      buffer.putShort((short) value);
    }
    return new HeaderField(tag, SHORT, values.length, buffer.array());
  }

  private static HeaderField longs(int tag, long... values) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      buffer.putInt((int) value);
    }
    return new HeaderField(tag, LONG, values.length, buffer.array());
  }

  private static HeaderField longs8(int tag, long... values) {
    ByteBuffer buffer = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      buffer.putLong(value);
    }
    return new HeaderField(tag, LONG8, values.length, buffer.array());
  }

  private static HeaderField doubles(int tag, double... values) {
    ByteBuffer buffer = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      buffer.putDouble(value);
    }
    return new HeaderField(tag, DOUBLE, values.length, buffer.array());
  }

  private static HeaderField ascii(int tag, String text) {
    byte[] bytes = (text + "\0").getBytes(StandardCharsets.UTF_8);
    return new HeaderField(tag, ASCII, bytes.length, bytes);
  }
}
