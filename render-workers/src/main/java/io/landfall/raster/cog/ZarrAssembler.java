package io.landfall.raster.cog;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.OutputMask;
import io.landfall.model.plan.PlannedTask;
import io.landfall.model.plan.StoredTask;
import io.landfall.raster.cog.CogLayout.TileCoordinates;
import io.landfall.raster.cog.TileOffsets.TaskTileLengths;
import io.landfall.raster.zarr.StoredZip;
import io.landfall.raster.zarr.ZarrLevel;
import io.landfall.raster.zarr.ZarrTree;
import io.landfall.raster.zarr.ZippedRaster;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.zip.CRC32;

/**
 * Puts a Zarr together, in one zip file: tasks leave whole shards, one part each, and this makes
 * the last part, when all are there.
 *
 * <p>Order of the file: for each task its shards, smallest level first; shards of the levels above
 * the metatiles; metadata and coordinates; the header of a TIFF whose tiles are the chunks ({@link
 * ZippedRaster}); the directory.
 */
final class ZarrAssembler {
  private final ExportPlan plan;
  private final CogLayout layout;
  private final CogHeader header;
  private final boolean isMasked;
  private final ZarrTree tree;

  /**
   * @param wkt of the CRS; {@code null}: there is only its code
   */
  ZarrAssembler(
      ExportPlan plan, CogLayout layout, CogHeader header, String wkt, boolean isGeographic) {
    this.plan = plan;
    this.layout = layout;
    this.header = header;
    this.isMasked = plan.bands().mask() == OutputMask.INTERNAL;
    List<ZarrLevel> levels = new ArrayList<>();
    for (int level = 0; level < layout.levels(); level++) {
      levels.add(TileShard.level(layout, level));
    }
    this.tree = new ZarrTree(plan, wkt, isGeographic, levels);
  }

  /** Returns a rendered task whose tiles are in shards. */
  static RenderedTask sharded(CogLayout layout, PlannedTask planned, RenderedTask task) {
    boolean isMasked = task.maskLengths() != null;
    List<byte[]> part = new ArrayList<>();
    List<Integer> checksums = new ArrayList<>();
    List<byte[]> tiles = new ArrayList<>(task.overviews());
    tiles.addAll(task.full());
    int from = 0;
    var lengths = new TaskTileLengths(task.tileLengths(), task.maskLengths());
    for (TileShard shard : TileShard.ofTask(layout, planned, lengths)) {
      int count = shard.tiles().size();
      from -= shard.isMask() ? count : 0; // of the tiles whose pixels came before
      List<byte[]> chunks =
          tiles.subList(from, from + count).stream()
              .map(tile -> shard.chunk(tile, isMasked))
              .toList();
      from += count;
      int checksum = shard.checksum(chunks);
      part.add(StoredZip.localHeader(shard.name(), checksum, shard.bytes()));
      part.addAll(chunks);
      part.add(shard.index());
      checksums.add(checksum);
    }
    return task.inShards(part, checksums);
  }

  /**
   * Makes the last part.
   *
   * @param tasks all of the plan, in order
   * @param tiff writes the header of the TIFF when all offsets are known
   */
  HeaderBuilder.AssembledHeader assemble(
      List<StoredTask> tasks, UpperTiles upper, Function<TileOffsets, byte[]> tiff) {
    TileOffsets offsets = new TileOffsets(layout, isMasked);
    StoredZip directory = new StoredZip();
    long position = 0;
    for (StoredTask task : tasks) {
      putShards(task, position, offsets, directory);
      position += task.fullResolution().bytes();
    }
    LastPart last = new LastPart(position);
    for (int level = layout.headerLevel(); level < layout.levels(); level++) {
      for (TileShard shard : shards(level, upper)) {
        List<byte[]> chunks = chunks(shard, upper);
        int checksum = shard.checksum(chunks);
        shard.put(last.end(), header.bytes(), checksum, offsets, directory);
        last.add(StoredZip.localHeader(shard.name(), checksum, shard.bytes()));
        for (int i = 0; i < chunks.size(); i++) {
          int at = i;
          last.add(shard.lengths()[i], () -> chunks.get(at));
        }
        last.add(shard.index());
      }
    }
    for (Map.Entry<String, byte[]> file : tree.files().entrySet()) {
      byte[] bytes = file.getValue();
      CRC32 checksum = new CRC32();
      checksum.update(bytes);
      directory.add(file.getKey(), (int) checksum.getValue(), bytes.length, last.end());
      last.add(StoredZip.localHeader(file.getKey(), (int) checksum.getValue(), bytes.length));
      last.add(bytes);
    }
    byte[] directories = tiff.apply(offsets);
    String comment = ZippedRaster.comment(directories.length, last.end());
    last.add(directories);
    last.add(directory.directory(last.end(), comment));
    long bytes = last.end() - position;
    return new HeaderBuilder.AssembledHeader(last.chunks(), bytes, bytes, last.end());
  }

  private void putShards(StoredTask task, long from, TileOffsets offsets, StoredZip directory) {
    if (task.shardChecksums() == null) {
      throw new ExportFailure(
          ErrorCode.INTERNAL,
          "Cannot put the Zarr together: task %d was rendered by a node of an older release, without shards. Submit the export again when all nodes are of one release."
              .formatted(task.index()));
    }
    Iterator<Integer> checksums = task.shardChecksums().iterator();
    PlannedTask planned = plan.layout().tasks().get(task.index());
    var lengths = new TaskTileLengths(task.tileLengths(), task.maskLengths());
    long position = from;
    for (TileShard shard : TileShard.ofTask(layout, planned, lengths)) {
      shard.put(position, header.bytes(), checksums.next(), offsets, directory);
      position += shard.entryBytes();
    }
  }

  /** Returns the shards of a level that no task has left. */
  private List<TileShard> shards(int number, UpperTiles upper) {
    ZarrLevel level = TileShard.level(layout, number);
    int side = level.chunksOfShard();
    List<TileShard> shards = new ArrayList<>();
    for (int row = 0; row < layout.tilesDown(number); row += side) {
      for (int column = 0; column < layout.tilesAcross(number); column += side) {
        List<TileCoordinates> tiles = tiles(number, column, row, side);
        for (boolean mask : isMasked ? new boolean[] {false, true} : new boolean[] {false}) {
          TileShard shard =
              TileShard.of(
                  level,
                  tiles,
                  i -> mask ? upper.maskLength(tiles.get(i)) : upper.imageLength(tiles.get(i)),
                  mask);
          if (shard != null) {
            shards.add(shard);
          }
        }
      }
    }
    return shards;
  }

  private List<TileCoordinates> tiles(int level, int column, int row, int side) {
    List<TileCoordinates> tiles = new ArrayList<>();
    for (int y = row; y < Math.min(row + side, layout.tilesDown(level)); y++) {
      for (int x = column; x < Math.min(column + side, layout.tilesAcross(level)); x++) {
        tiles.add(new TileCoordinates(level, x, y));
      }
    }
    return tiles;
  }

  /** Returns the chunks of a shard, each read when it is asked for. */
  private List<byte[]> chunks(TileShard shard, UpperTiles upper) {
    return new AbstractList<>() {
      @Override
      public byte[] get(int index) {
        return shard.chunk(upper.read(shard.tiles().get(index)), isMasked);
      }

      @Override
      public int size() {
        return shard.tiles().size();
      }
    };
  }

  /** The last part as it grows. */
  private static final class LastPart {
    private final List<Supplier<byte[]>> chunks = new ArrayList<>();
    private long end;

    /** Begins it at a byte of the file. */
    LastPart(long from) {
      this.end = from;
    }

    void add(byte[] chunk) {
      add(chunk.length, () -> chunk);
    }

    void add(long length, Supplier<byte[]> chunk) {
      chunks.add(chunk);
      end += length;
    }

    /** Returns where it ends in the file. */
    long end() {
      return end;
    }

    List<byte[]> chunks() {
      return new AbstractList<>() {
        @Override
        public byte[] get(int index) {
          return chunks.get(index).get();
        }

        @Override
        public int size() {
          return chunks.size();
        }
      };
    }
  }
}
