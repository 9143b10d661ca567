package io.landfall.raster.jp2;

import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.source.FileByteSource;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Prints how long each decoder takes for all blocks of files, in turn. Takes how many rounds, a
 * level, and the files.
 */
final class Jp2DecoderBenchmark {
  private Jp2DecoderBenchmark() {}

  public static void main(String[] arguments) throws IOException {
    int level = Integer.parseInt(arguments[1]);
    for (int round = 0; round < Integer.parseInt(arguments[0]); round++) {
      for (int i = 2; i < arguments.length; i++) {
        Path file = Path.of(arguments[i]);
        try (RasterFile ours = Jp2File.openInJava(FileByteSource.open(file));
            RasterFile theirs = Jp2File.open(FileByteSource.open(file))) {
          double java = seconds(ours, level);
          double other = seconds(theirs, level);
          System.out.printf(
              "%s, level %d: Java %.2f s, %s %.2f s, %.2f times%n",
              file.getFileName(), level, java, Jp2File.decoder(), other, java / other);
        }
      }
    }
  }

  private static double seconds(RasterFile file, int level) {
    RasterInfo.Size size = file.info().size(level);
    RasterInfo.Size block = file.blockSize(level);
    long start = System.nanoTime();
    for (int row = 0; row * block.height() < size.height(); row++) {
      for (int column = 0; column * block.width() < size.width(); column++) {
        file.readBlock(level, column, row);
      }
    }
    return (System.nanoTime() - start) / 1e9;
  }
}
