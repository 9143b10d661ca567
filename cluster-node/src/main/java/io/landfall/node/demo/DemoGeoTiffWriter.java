package io.landfall.node.demo;

import io.landfall.model.PixelGrid;
import io.landfall.model.SampleType;
import io.landfall.raster.tiff.format.Compression;
import io.landfall.raster.tiff.format.DirectoryWriter;
import io.landfall.raster.tiff.format.GeoFields;
import io.landfall.raster.tiff.format.Photometric;
import io.landfall.raster.tiff.format.Predictor;
import io.landfall.raster.tiff.format.SampleRowEncoder;
import io.landfall.raster.tiff.format.Tag;
import io.landfall.raster.tiff.format.TiffField;
import io.landfall.raster.tiff.format.TiffVariant;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Writes one band of 16-bit counts as a GeoTIFF as data providers do: tiles of 256 pixels, DEFLATE
 * with differences, the directory at the end. For the demonstration's sources only; results are
 * written by {@code io.landfall.raster.cog}.
 */
final class DemoGeoTiffWriter {
  private static final int TILE = 256;
  private static final SampleType TYPE = SampleType.UINT16;
  private static final DirectoryWriter WRITER = new DirectoryWriter(TiffVariant.CLASSIC);

  private DemoGeoTiffWriter() {}

  /**
   * Writes the file.
   *
   * @param samples of the grid, row-major; 0 is no-data
   * @param grid in a projected CRS
   */
  static void write(Path file, short[] samples, PixelGrid grid) throws IOException {
    List<byte[]> tiles = tiles(samples, grid);
    long[] offsets = new long[tiles.size()];
    long[] lengths = new long[tiles.size()];
    int end = WRITER.headerBytes();
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = end;
      lengths[i] = tiles.get(i).length;
      end += tiles.get(i).length;
    }
    List<TiffField> fields = fields(grid, offsets, lengths);
    int valuesAt = end + (end & 1); // values start at even bytes
    int directoryAt = valuesAt + WRITER.valueBytes(fields);
    ByteBuffer out = DirectoryWriter.allocate(directoryAt + WRITER.directoryBytes(fields));
    WRITER.putHeader(out, directoryAt);
    tiles.forEach(out::put);
    WRITER.putDirectory(out.position(directoryAt), fields, valuesAt, 0);
    Files.write(file, out.array());
  }

  private static List<TiffField> fields(PixelGrid grid, long[] offsets, long[] lengths) {
    List<TiffField> fields = new ArrayList<>();
    fields.add(TiffField.shorts(Tag.IMAGE_WIDTH, grid.width()));
    fields.add(TiffField.shorts(Tag.IMAGE_LENGTH, grid.height()));
    fields.add(TiffField.shorts(Tag.BITS_PER_SAMPLE, TYPE.bytes() * Byte.SIZE));
    fields.add(TiffField.shorts(Tag.COMPRESSION, Compression.DEFLATE.number()));
    fields.add(TiffField.shorts(Tag.PHOTOMETRIC, Photometric.BLACK_IS_ZERO.number()));
    fields.add(TiffField.shorts(Tag.SAMPLES_PER_PIXEL, 1));
    fields.add(TiffField.shorts(Tag.PREDICTOR, Predictor.HORIZONTAL.number()));
    fields.add(TiffField.shorts(Tag.TILE_WIDTH, TILE));
    fields.add(TiffField.shorts(Tag.TILE_LENGTH, TILE));
    fields.add(TiffField.longs(Tag.TILE_OFFSETS, offsets));
    fields.add(TiffField.longs(Tag.TILE_BYTE_COUNTS, lengths));
    fields.addAll(GeoFields.of(grid, false));
    fields.add(TiffField.ascii(Tag.GDAL_NODATA, "0"));
    return fields;
  }

  private static List<byte[]> tiles(short[] samples, PixelGrid grid) {
    List<byte[]> tiles = new ArrayList<>();
    for (int top = 0; top < grid.height(); top += TILE) {
      for (int left = 0; left < grid.width(); left += TILE) {
        tiles.add(compressTile(samples, grid, left, top));
      }
    }
    return tiles;
  }

  private static byte[] compressTile(short[] samples, PixelGrid grid, int left, int top) {
    var encoder = new SampleRowEncoder(TYPE, 1, 0, 0, Predictor.HORIZONTAL, TILE);
    byte[] raw = new byte[TILE * encoder.rowBytes()];
    double[][] row = new double[1][TILE];
    for (int y = 0; y < TILE; y++) {
      int width = top + y < grid.height() ? Math.min(TILE, grid.width() - left) : 0;
      for (int x = 0; x < width; x++) {
        row[0][x] = samples[(top + y) * grid.width() + left + x] & 0xffff;
      }
      encoder.encodeRow(row, 0, width, raw, y * encoder.rowBytes());
    }
    var compressed = new ByteArrayOutputStream();
    var deflater = new Deflater(3);
    try (var out = new DeflaterOutputStream(compressed, deflater)) {
      out.write(raw);
    } catch (IOException e) {
      throw new IllegalStateException(e); // memory does not fail so
    } finally {
      deflater.end();
    }
    return compressed.toByteArray();
  }
}
