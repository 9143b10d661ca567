package io.landfall.fuzz;

import io.landfall.raster.RasterException;
import io.landfall.raster.jp2.Jp2File;
import io.landfall.raster.tiff.TiffFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/**
 * Reads JPEG 2000 and TIFF files cut off or with bytes changed at random, each as its users do:
 * they are read, or refused by name. A process of its own, since a decoder in C may take it down.
 */
final class NativeDecoderDamage {
  private static final String NAME = "damaged.raster";
  private static final ReadThrough READ_THROUGH = new ReadThrough(4, 1 << 18, 1 << 23);

  private NativeDecoderDamage() {}

  /** Takes how many variants, of which seed, and the files. */
  public static void main(String[] arguments) throws IOException {
    int count = Integer.parseInt(arguments[0]);
    Random random = new Random(Long.parseLong(arguments[1]));
    byte[][] files = new byte[arguments.length - 2][];
    for (int i = 0; i < files.length; i++) {
      files[i] = Files.readAllBytes(Path.of(arguments[i + 2]));
    }
    int refused = 0;
    long slowest = 0;
    for (int i = 0; i < count; i++) {
      byte[] bytes = damaged(files[i % files.length], random);
      long start = System.nanoTime();
      try {
        var source = new MemoryBytes(NAME, bytes);
        READ_THROUGH.read(
            Jp2File.isJpeg2000(bytes) ? Jp2File.open(source) : TiffFile.open(source), block -> {});
      } catch (RasterException refusal) {
        refused++;
        if (!refusal.getMessage().contains(NAME)) {
          throw new AssertionError("A refusal without the name of the file", refusal);
        }
      }
      slowest = Math.max(slowest, System.nanoTime() - start);
    }
    System.out.printf(
        "%d variants, %d refused, slowest %d ms%n", count, refused, slowest / 1_000_000);
  }

  private static byte[] damaged(byte[] whole, Random random) {
    byte[] bytes =
        random.nextInt(4) == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
    int header = Math.min(bytes.length, 400);
    for (int changes = random.nextInt(6); changes > 0 && bytes.length > 0; changes--) {
      int at = random.nextInt(random.nextBoolean() ? header : bytes.length);
      bytes[at] =
          (byte) (random.nextBoolean() ? random.nextInt(256) : bytes[at] ^ 1 << random.nextInt(8));
    }
    return bytes;
  }
}
