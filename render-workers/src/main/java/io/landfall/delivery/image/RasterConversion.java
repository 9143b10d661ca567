package io.landfall.delivery.image;

import io.landfall.delivery.FileNames;
import io.landfall.model.StoredPart;
import io.landfall.model.plan.ExportPlan;
import io.landfall.raster.image.JpegWriter;
import io.landfall.raster.image.PixelRows;
import io.landfall.raster.image.PngWriter;
import io.landfall.raster.tiff.TiffFile;
import io.landfall.raster.tileset.MapTileGrid;
import io.landfall.raster.tileset.PmtilesWriter;
import io.landfall.raster.tileset.TileSetMetadata;
import io.landfall.raster.tileset.TileSetWriter;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;

/** Writes a finished raster in another format, from front to back. */
final class RasterConversion {
  private static final int COPY_BYTES = 1 << 20;

  private final Executor help;

  /**
   * @param help draws map tiles beside; may refuse
   */
  RasterConversion(Executor help) {
    this.help = help;
  }

  /** Begins the file that is written. */
  @FunctionalInterface
  interface OutputOpener {
    /**
     * Begins it.
     *
     * @param expectedBytes about its size; 0: it is not known
     * @param start whether its start is written over when the rest is written
     */
    FileOutput open(long expectedBytes, StartMode start);
  }

  /** What becomes of the first bytes of a file. */
  enum StartMode {
    STAYS,
    IS_WRITTEN_LAST
  }

  /**
   * Writes it and returns the parts of the file.
   *
   * @param onRows called with rows or tiles that are done; what it throws ends the work
   */
  List<StoredPart> write(ExportPlan plan, TiffFile raster, OutputOpener opener, LongConsumer onRows)
      throws IOException {
    return switch (plan.format().type()) {
      case PNG -> {
        try (FileOutput out = opener.open(0, StartMode.STAYS)) {
          PngWriter.write(PixelRows.of(raster), out, onRows::accept);
          yield out.complete();
        }
      }
      case JPEG -> {
        try (FileOutput out = opener.open(0, StartMode.STAYS)) {
          JpegWriter.write(
              PixelRows.of(raster),
              JpegWriter.quality(plan.format().quality()),
              out,
              onRows::accept);
          yield out.complete();
        }
      }
      case PMTILES -> writePmtiles(plan, raster, opener, onRows);
      case MBTILES -> writeMbtiles(plan, raster, opener, onRows);
      case COG, GEOTIFF, ZARR -> throw new IllegalArgumentException("It is one already");
    };
  }

  private List<StoredPart> writePmtiles(
      ExportPlan plan, TiffFile raster, OutputOpener opener, LongConsumer onTiles)
      throws IOException {
    try (FileOutput out = opener.open(plan.layout().estimatedBytes(), StartMode.IS_WRITTEN_LAST)) {
      var file = new PmtilesWriter(out, metadata(plan, raster));
      writeTiles(plan, raster, file, onTiles);
      byte[] front = file.finish();
      out.overwriteStart(front);
      return out.complete();
    }
  }

  private List<StoredPart> writeMbtiles(
      ExportPlan plan, TiffFile raster, OutputOpener opener, LongConsumer onTiles)
      throws IOException {
    try (MbtilesFile file = MbtilesFile.create(metadata(plan, raster))) {
      writeTiles(plan, raster, file, onTiles);
      InputStream finished = file.finish();
      try (FileOutput out = opener.open(plan.layout().estimatedBytes(), StartMode.STAYS)) {
        byte[] some = new byte[COPY_BYTES];
        for (int count; (count = finished.read(some)) > 0; ) {
          out.write(some, 0, count);
          onTiles.accept(1);
        }
        return out.complete();
      }
    }
  }

  private void writeTiles(
      ExportPlan plan, TiffFile raster, TileSetWriter.TileSink file, LongConsumer onTiles)
      throws IOException {
    new TileSetWriter(
            raster,
            MapTileGrid.of(plan.grid()),
            plan.format().tileFormat(),
            file,
            help,
            onTiles::accept)
        .write();
  }

  private static TileSetMetadata metadata(ExportPlan plan, TiffFile raster) {
    String name = FileNames.mainFile(plan);
    return TileSetMetadata.of(
        MapTileGrid.of(plan.grid()),
        raster.info().overviews().size(),
        plan.format().tileFormat(),
        name.substring(0, name.lastIndexOf('.')),
        "Made by %s of %s"
            .formatted(
                plan.software(),
                String.join(", ", plan.scenes().stream().map(scene -> scene.name()).toList())));
  }
}
