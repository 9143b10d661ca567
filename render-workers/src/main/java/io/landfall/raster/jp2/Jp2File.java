package io.landfall.raster.jp2;

import io.landfall.raster.ByteSource;
import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterException;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.SampleBlock;
import io.landfall.raster.jp2.tile.TileInput;
import io.landfall.raster.tiff.DecodingMemory;
import java.util.ArrayList;
import java.util.List;

/**
 * A JPEG 2000 file, with boxes or a codestream alone. Its components are the bands, its reduced
 * resolutions the overviews.
 *
 * <p>Blocks are tiles, or several where those are small, or squares of large ones, of which no more
 * is decoded than is asked for. A codestream that is not of one size of components, of more than 31
 * bits, or in YCbCr is refused by name.
 */
public final class Jp2File implements RasterFile {
  private final Jp2Bytes bytes;
  private final Codestream stream;
  private final TileParts tileParts;
  private final Components components;
  private final BlockSizes blockSizes;
  private final RasterInfo info;
  private final TileDecoder decoder;

  private Jp2File(Jp2Bytes bytes, Boxes boxes, TileDecoder decoder) {
    this.bytes = bytes;
    this.decoder = decoder;
    this.stream = Codestream.read(bytes, boxes.codestream, boxes.codestreamEnd);
    this.tileParts = new TileParts(bytes, stream);
    this.components = Components.of(bytes, boxes, stream.size());
    this.blockSizes = BlockSizes.of(stream.size(), stream.style().levels());
    this.info = info(Jp2Place.read(boxes, bytes.name()));
  }

  /** Tells whether a file is JPEG 2000 by its first 12 bytes. */
  public static boolean isJpeg2000(byte[] start) {
    return Boxes.isJpeg2000(start);
  }

  /**
   * Returns what decodes tiles on this machine: OpenJPEG with its version, or, where that is
   * missing or switched off, {@code Java}.
   */
  public static String decoder() {
    return findDecoder().description();
  }

  /** Tells whether tiles are decoded by OpenJPEG, which is faster. */
  public static boolean isNative() {
    return OpenJpeg.find().isPresent();
  }

  private static TileDecoder findDecoder() {
    return OpenJpeg.find().<TileDecoder>map(library -> library).orElseGet(JavaDecoder::new);
  }

  /**
   * Opens a file.
   *
   * @param source is closed with the file; it stays open if this fails
   * @throws RasterException if it is damaged, or of a kind that is not read
   */
  public static Jp2File open(ByteSource source) {
    var bytes = new Jp2Bytes(source);
    return new Jp2File(bytes, Boxes.read(bytes), findDecoder());
  }

  /** Opens a file likewise, and decodes it in Java whatever this machine has. */
  public static Jp2File openInJava(ByteSource source) {
    var bytes = new Jp2Bytes(source);
    return new Jp2File(bytes, Boxes.read(bytes), new JavaDecoder());
  }

  private RasterInfo info(Jp2Place place) {
    RasterInfo.Size block = blockSizes.size(0);
    RasterInfo.Size full = blockSizes.image(0);
    List<RasterInfo.Size> overviews = new ArrayList<>();
    for (int level = 1; level < blockSizes.levels(); level++) {
      overviews.add(blockSizes.image(level));
    }
    return RasterInfo.builder("JPEG 2000", full.width(), full.height(), components.bands())
        .epsg(place.epsg())
        .crsNote(place.note())
        .transform(place.transform())
        .pixelIsPoint(place.pixelIsPoint())
        .compression(decoder instanceof JavaDecoder ? "JPEG 2000, decoded in Java" : "JPEG 2000")
        .blocks(block.width(), block.height())
        .overviews(overviews)
        .stored(components.stored())
        .crs(place.crs())
        .colors(components.colors())
        .build();
  }

  @Override
  public RasterInfo info() {
    return info;
  }

  @Override
  public SampleBlock readBlock(int level, int blockColumn, int blockRow) {
    PixelRect block = blockSizes.block(level, blockColumn, blockRow);
    if (block.width() <= 0 || block.height() <= 0 || blockColumn < 0 || blockRow < 0) {
      throw new IllegalArgumentException(
          "No block (%d, %d) of level %d in %s".formatted(blockColumn, blockRow, level, name()));
    }
    var planes = new BlockPlanes(components, block);
    ImageSize size = stream.size();
    int firstColumn = tileAt(block.x0(), level, size.tileX0(), size.tileWidth());
    int firstRow = tileAt(block.y0(), level, size.tileY0(), size.tileHeight());
    for (int row = firstRow; row < size.tilesDown(); row++) {
      if (reduced(size.tile(0, row), level).y0() >= block.y1()) {
        break;
      }
      for (int column = firstColumn; column < size.tilesAcross(); column++) {
        if (reduced(size.tile(column, row), level).x0() >= block.x1()) {
          break;
        }
        decode(column, row, level, block, planes);
      }
    }
    return new SampleBlock(components.type(), block.width(), block.height(), planes.arrays());
  }

  private static int tileAt(int at, int level, int start, int size) {
    return (int) Math.max(0, (((long) at << level) - start) / size - 1);
  }

  /** Decodes what a tile has of a block. */
  private void decode(int column, int row, int level, PixelRect block, BlockPlanes planes) {
    PixelRect tile = stream.size().tile(column, row);
    PixelRect here = reduced(tile, level);
    PixelRect common = here.intersection(block);
    if (common.width() <= 0 || common.height() <= 0) {
      return;
    }
    PixelRect area =
        common.equals(here)
            ? tile
            : PixelRect.between(
                Math.max(tile.x0(), common.x0() << level),
                Math.max(tile.y0(), common.y0() << level),
                (int) Math.min(tile.x1(), (long) common.x1() << level),
                (int) Math.min(tile.y1(), (long) common.y1() << level));
    int index = row * stream.size().tilesAcross() + column;
    TileParts.Tile where = tileParts.of(index, tile);
    List<TileInput.EncodedPart> parts = where.parts();
    var request =
        new TileDecoder.TileRequest(
            bytes, stream, parts, where.pieces(), tile, area, level, common);
    long encoded = parts.stream().mapToLong(TileInput.EncodedPart::length).sum();
    long decoded = 8 * common.pixels() * stream.size().components();
    DecodingMemory.OF_JVM.decode(
        encoded + decoded + decoder.heapBytes(request),
        () -> {
          try {
            decoder.decode(request, planes.at(common));
            return null;
          } catch (TileDecoder.DecodingException e) {
            throw bytes.damaged(
                parts.get(0).offset(),
                "its tile %d cannot be decoded (%s)".formatted(index + 1, e.getMessage()));
          }
        });
  }

  /** Returns where a rectangle of the reference grid lies at a resolution. */
  private static PixelRect reduced(PixelRect rect, int level) {
    return PixelRect.between(
        BlockSizes.halved(rect.x0(), level),
        BlockSizes.halved(rect.y0(), level),
        BlockSizes.halved(rect.x1(), level),
        BlockSizes.halved(rect.y1(), level));
  }

  @Override
  public long encodedBytes(int blockColumn, int blockRow) {
    double share = (double) blockSizes.block(0, blockColumn, blockRow).pixels();
    return (long)
        ((stream.end() - stream.offset()) * share / ((double) info.width() * info.height()));
  }

  @Override
  public RasterInfo.Size blockSize(int level) {
    return blockSizes.size(level);
  }

  @Override
  public String name() {
    return bytes.name();
  }

  @Override
  public void close() {
    bytes.close();
  }

  /** The samples of a block. */
  private static final class BlockPlanes {
    private final Components components;
    private final PixelRect block;
    private final Object[] arrays;

    BlockPlanes(Components components, PixelRect block) {
      this.components = components;
      this.block = block;
      this.arrays = new Object[components.bands().size()];
      int pixels = Math.toIntExact(block.pixels());
      for (int i = 0; i < arrays.length; i++) {
        arrays[i] =
            switch (components.type().bytes()) {
              case 1 -> new byte[pixels];
              case 2 -> new short[pixels];
              default -> new int[pixels];
            };
      }
    }

    Object[] arrays() {
      return arrays;
    }

    /** Takes the rows of a part of the block. */
    TileInput.RowSink at(PixelRect part) {
      return (component, y, samples, from) -> {
        int to = block.index(part.x0(), part.y0() + y);
        if (arrays[component] instanceof byte[] plane) {
          int scale = components.scales()[component];
          for (int i = 0; i < part.width(); i++) {
            plane[to + i] = (byte) (samples[from + i] * scale);
          }
        } else if (arrays[component] instanceof short[] plane) {
          for (int i = 0; i < part.width(); i++) {
            plane[to + i] = (short) samples[from + i];
          }
        } else {
          System.arraycopy(samples, from, arrays[component], to, part.width());
        }
      };
    }
  }
}
