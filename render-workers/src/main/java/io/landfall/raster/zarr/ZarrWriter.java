package io.landfall.raster.zarr;

import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.OutputMask;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.SampleBlock;
import io.landfall.raster.compress.BlockCompressor;
import io.landfall.raster.compress.Compressors;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Writes a raster as Zarr 3, from front to back. A tile of the raster is a chunk as it stands in
 * its file: compressed by who rendered it, its bands side by side, which the codec {@code
 * transpose} tells. So that nothing is decoded but masks, which are an array of their own.
 */
public final class ZarrWriter {
  private static final int COORDINATES_AT_A_TIME = 8_192;

  private final ExportPlan plan;
  private final RasterFile raster;
  private final StoredZip zip;
  private final ZarrMetadata metadata;
  private final IntConsumer onTiles;

  /**
   * Makes one.
   *
   * @param raster what was rendered of {@code plan}: without a predictor, compressed by ZSTD or not
   * @param wkt of the CRS; {@code null}: there is only its code
   * @param onTiles is told how many more tiles are done; what it throws ends the work
   */
  public ZarrWriter(
      ExportPlan plan,
      RasterFile raster,
      String wkt,
      boolean isGeographic,
      OutputStream out,
      IntConsumer onTiles) {
    this.plan = plan;
    this.raster = raster;
    this.zip = new StoredZip(out);
    this.metadata = new ZarrMetadata(plan, wkt, isGeographic);
    this.onTiles = onTiles;
  }

  /**
   * Writes it.
   *
   * @throws io.landfall.raster.RasterException if the raster cannot be read
   */
  public void write() throws IOException {
    List<ZarrLevel> levels = levels();
    writeMetadata(levels);
    for (ZarrLevel level : levels) {
      writeCoordinates(level);
      writeData(level);
      if (hasMask()) {
        writeMask(level);
      }
    }
    zip.finish();
  }

  private boolean hasMask() {
    return plan.bands().mask() == OutputMask.INTERNAL;
  }

  private List<ZarrLevel> levels() {
    List<ZarrLevel> levels = new ArrayList<>();
    for (int number = 0; number <= raster.info().overviews().size(); number++) {
      RasterInfo.Size size = raster.info().size(number);
      levels.add(
          ZarrLevel.of(
              number,
              size.width(),
              size.height(),
              plan.format().blockSize(),
              plan.bands().bytesPerPixel()));
    }
    return levels;
  }

  /** Writes what each group and array is, and all of it once more in the first file. */
  private void writeMetadata(List<ZarrLevel> levels) throws IOException {
    Map<String, Map<String, Object>> nodes = new LinkedHashMap<>();
    for (ZarrLevel level : levels) {
      String at = level.name() + "/";
      nodes.put(level.name(), metadata.group(level));
      nodes.put(at + ZarrMetadata.DATA, metadata.data(level));
      if (hasMask()) {
        nodes.put(at + ZarrMetadata.MASK, metadata.mask(level));
      }
      nodes.put(at + "band", metadata.bandAxis());
      nodes.put(at + "y", metadata.axis("y", level.height()));
      nodes.put(at + "x", metadata.axis("x", level.width()));
      nodes.put(at + ZarrMetadata.gridMappingName(), metadata.gridMapping(level));
    }
    Map<String, Object> root = metadata.root(levels);
    root.put(
        "consolidated_metadata",
        ZarrJson.object("kind", "inline", "must_understand", false, "metadata", nodes));
    zip.add("zarr.json", ZarrJson.encoded(root));
    for (Map.Entry<String, Map<String, Object>> node : nodes.entrySet()) {
      zip.add(node.getKey() + "/zarr.json", ZarrJson.encoded(node.getValue()));
    }
  }

  private void writeCoordinates(ZarrLevel level) throws IOException {
    ByteBuffer bands = littleEndian(plan.bands().samplesPerPixel() * Integer.BYTES);
    for (int band = 1; bands.hasRemaining(); band++) {
      bands.putInt(band);
    }
    zip.add(level.name() + "/band/c/0", bands.array());
    double size = plan.grid().pixelHeight() * level.scale();
    writeAxis(level.name() + "/y/c/0", plan.grid().north(), -size, level.height());
    size = plan.grid().pixelWidth() * level.scale();
    writeAxis(level.name() + "/x/c/0", plan.grid().west(), size, level.width());
  }

  private void writeAxis(String entry, double edge, double step, int count) throws IOException {
    zip.begin(entry);
    for (int from = 0; from < count; from += COORDINATES_AT_A_TIME) {
      int some = Math.min(COORDINATES_AT_A_TIME, count - from);
      ByteBuffer centres = littleEndian(some * Double.BYTES);
      for (int i = from; i < from + some; i++) {
        centres.putDouble(edge + (i + 0.5) * step);
      }
      zip.write(centres.array(), 0, centres.capacity());
    }
    zip.end();
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void writeData(ZarrLevel level) throws IOException {
    for (int row = 0; row < level.shardsDown(); row++) {
      for (int column = 0; column < level.shardsAcross(); column++) {
        List<EncodedTile> tiles = tiles(level, column, row);
        onTiles.accept(tiles.size());
        if (!tiles.isEmpty()) {
          zip.begin(level.name() + "/" + ZarrMetadata.DATA + "/c/0/" + row + "/" + column);
          ShardIndex index = new ShardIndex(level.chunksOfShard() * level.chunksOfShard());
          new TileCopy(tiles)
              .run(
                  (tile, bytes, from) -> {
                    index.put(tile.chunk(), zip.entryBytes(), tile.length());
                    zip.write(bytes, from, tile.length());
                  },
                  onTiles);
          writeIndex(index);
        }
      }
    }
  }

  private void writeIndex(ShardIndex index) throws IOException {
    byte[] encoded = index.encoded();
    zip.write(encoded, 0, encoded.length);
    zip.end();
  }

  /** Returns the tiles of a shard that have data. */
  private List<EncodedTile> tiles(ZarrLevel level, int shardColumn, int shardRow) {
    List<EncodedTile> tiles = new ArrayList<>();
    int side = level.chunksOfShard();
    for (int chunk = 0; chunk < side * side; chunk++) {
      int column = shardColumn * side + chunk % side;
      int row = shardRow * side + chunk / side;
      if (column < level.chunksAcross() && row < level.chunksDown()) {
        EncodedTile tile = EncodedTile.find(raster, level.number(), column, row, chunk);
        if (tile.length() > 0) {
          tiles.add(tile);
        }
      }
    }
    return tiles;
  }

  private void writeMask(ZarrLevel level) throws IOException {
    BlockCompressor compressor = Compressors.of(plan.format(), plan.format().codec());
    for (int row = 0; row < level.shardsDown(); row++) {
      for (int column = 0; column < level.shardsAcross(); column++) {
        List<EncodedTile> tiles = tiles(level, column, row);
        onTiles.accept(tiles.size());
        if (!tiles.isEmpty()) {
          zip.begin(level.name() + "/" + ZarrMetadata.MASK + "/c/" + row + "/" + column);
          ShardIndex index = new ShardIndex(level.chunksOfShard() * level.chunksOfShard());
          for (EncodedTile tile : tiles) {
            byte[] mask = mask(level, tile);
            byte[] bytes = compressor == null ? mask : compressor.compress(mask, mask.length, true);
            index.put(tile.chunk(), zip.entryBytes(), bytes.length);
            zip.write(bytes, 0, bytes.length);
            onTiles.accept(1);
          }
          writeIndex(index);
        }
      }
    }
  }

  /** Returns which pixels of a tile have data, those beyond the edge among them as having none. */
  private byte[] mask(ZarrLevel level, EncodedTile tile) {
    SampleBlock block = raster.readBlock(level.number(), tile.column(), tile.row());
    byte[] mask = new byte[level.chunk() * level.chunk()];
    for (int y = 0; y < block.height(); y++) {
      for (int x = 0; x < block.width(); x++) {
        boolean data = block.mask() == null || block.mask()[y * block.width() + x] != 0;
        mask[y * level.chunk() + x] = (byte) (data ? 1 : 0);
      }
    }
    return mask;
  }
}
