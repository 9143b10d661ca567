package io.landfall.delivery.image;

import io.landfall.model.StoredPart;
import io.landfall.model.plan.ExportPlan;
import io.landfall.raster.tiff.TiffFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/**
 * Makes of a finished raster on this machine what {@link ImageJob} makes of it in the store, byte
 * by byte. Blocking.
 */
public final class LocalConversion {
  private LocalConversion() {}

  /**
   * Writes the image or map tiles of a plan.
   *
   * @param raster that the plan gives
   * @param target is not there yet
   */
  public static void write(ExportPlan plan, TiffFile raster, Path target) throws IOException {
    var conversion = new RasterConversion(LocalConversion::refuse);
    try {
      conversion.write(plan, raster, (bytes, start) -> LocalOutput.create(target), rows -> {});
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Then who asks for help does it himself. */
  private static void refuse(Runnable work) {
    throw new RejectedExecutionException("Nobody helps here");
  }

  private static final class LocalOutput extends FileOutput {
    private final RandomAccessFile file;

    private LocalOutput(RandomAccessFile file) {
      this.file = file;
    }

    static LocalOutput create(Path target) {
      try {
        return new LocalOutput(new RandomAccessFile(target.toFile(), "rw"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void write(byte[] bytes, int at, int length) {
      try {
        file.write(bytes, at, length);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    void overwriteStart(byte[] bytes) {
      try {
        long end = file.getFilePointer();
        file.seek(0);
        file.write(bytes);
        file.seek(end);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    List<StoredPart> complete() {
      return List.of();
    }

    @Override
    public void close() {
      try {
        file.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
