package io.landfall.delivery;

import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.OutputMask;
import io.landfall.model.request.OutputFormat;
import io.landfall.raster.image.Thumbnail;
import io.landfall.raster.tileset.TileSetWriter;
import io.landfall.store.UploadStream;

/** How much memory the work on a finished raster takes, by the plan alone, in bytes. */
public final class DeliveryMemory {
  /** The part of the image on its way to the store, twice, pages of the raster, and rows. */
  private static final long IMAGE_BYTES = 24L << 20;

  /** The pixels of the thumbnail as they are added up and as they are drawn, and pages. */
  private static final long THUMBNAIL_BYTES = 14L << 20;

  /** A block as it came, and in pieces, while it is decoded. */
  private static final int BLOCKS_DECODED = 3;

  private DeliveryMemory() {}

  /** Rows of a tile while it is drawn, its image, and directories. */
  private static final long TILE_SET_BYTES = 48L << 20;

  /**
   * Returns what turning the raster into an image takes, a row of blocks at a time, or into map
   * tiles, some blocks.
   */
  public static long image(ExportPlan plan) {
    long large = 2L * UploadStream.partBytes(plan.layout().estimatedBytes());
    return switch (plan.format().type()) {
      case MBTILES, PMTILES -> IMAGE_BYTES + large + TILE_SET_BYTES + TileSetWriter.CACHE_BYTES;
      case COG, GEOTIFF, PNG, JPEG, ZARR -> IMAGE_BYTES + rowOfBlocks(plan, plan.grid().width());
    };
  }

  /** Returns what drawing the thumbnail takes: some blocks side by side. */
  public static long thumbnail(ExportPlan plan) {
    boolean hasOverviews = plan.format().type() != OutputFormat.FileFormat.GEOTIFF;
    int columns = hasOverviews ? 2 * Thumbnail.MAX_SIDE : Thumbnail.MAX_STRIP_COLUMNS;
    return THUMBNAIL_BYTES + rowOfBlocks(plan, Math.min(columns, plan.grid().width()));
  }

  private static long rowOfBlocks(ExportPlan plan, int columns) {
    long block = plan.format().blockSize();
    long blocks = (columns + block - 1) / block;
    long mask = plan.bands().mask() == OutputMask.INTERNAL ? 1 : 0;
    return (blocks + BLOCKS_DECODED) * block * block * (plan.bands().bytesPerPixel() + mask);
  }
}
