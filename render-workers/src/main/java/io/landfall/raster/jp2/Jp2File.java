package io.landfall.raster.jp2;

import io.landfall.raster.ByteSource;
import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterException;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.SampleBlock;
import io.landfall.raster.tiff.DecodingMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A JPEG 2000 file, with boxes or a codestream alone. Its components are the bands, its reduced
 * resolutions the overviews.
 *
 * <p>Blocks are tiles, or several where those are small, or squares of large ones, of which no more
 * is decoded than is asked for. A codestream that is not of one size of components, of more than 31
 * bits, or in YCbCr is refused by name, and so is any where the machine has no OpenJPEG.
 */
public final class Jp2File implements RasterFile {
  private final Jp2Bytes bytes;
  private final Codestream stream;
  private final TileParts tileParts;
  private final Components components;
  private final BlockSizes blockSizes;
  private final RasterInfo info;
  private final OpenJpeg library;

  private Jp2File(Jp2Bytes bytes, Boxes boxes, OpenJpeg library) {
    this.bytes = bytes;
    this.library = library;
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

  /** Returns what decodes it on this machine, by name and version; empty: nothing does. */
  public static Optional<String> decoder() {
    return OpenJpeg.find().map(library -> "OpenJPEG " + library.version());
  }

  /**
   * Opens a file.
   *
   * @param source is closed with the file; it stays open if this fails
   * @throws RasterException if it is damaged, of a kind that is not read, or this machine has no
   *     decoder
   */
  public static Jp2File open(ByteSource source) {
    var bytes = new Jp2Bytes(source);
    OpenJpeg library =
        OpenJpeg.find()
            .orElseThrow(
                () ->
                    bytes.unsupported(
                        "JPEG 2000 on a machine without OpenJPEG 2.3 or later, or with"
                            + " landfall.native = off,",
                        "install it (Debian: libopenjp2-7), or convert the file to GeoTIFF"));
    return new Jp2File(bytes, Boxes.read(bytes), library);
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
        .compression("JPEG 2000")
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
    List<TileParts.TilePart> parts = tileParts.of(index, tile);
    long encoded = parts.stream().mapToLong(TileParts.TilePart::length).sum();
    DecodingMemory.OF_JVM.decode(
        encoded + 8 * common.pixels() * stream.size().components(),
        () -> {
          try {
            library.decode(
                new TileStream(bytes, stream, tile, parts),
                stream.size(),
                tile,
                area,
                level,
                common,
                planes.at(common));
            return null;
          } catch (OpenJpeg.DecodingException e) {
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
    OpenJpeg.RowSink at(PixelRect part) {
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
