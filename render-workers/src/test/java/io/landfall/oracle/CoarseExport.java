package io.landfall.oracle;

import io.landfall.model.Resampling;
import java.nio.file.Path;

/** Exports of one file in a JVM of its own, whose heap is small. */
final class CoarseExport {
  private CoarseExport() {}

  /**
   * Renders, and prints a file a line.
   *
   * @param args source, EPSG code, folder; then for each export resampling and resolution
   */
  public static void main(String[] args) {
    for (int i = 3; i < args.length; i += 2) {
      Path file =
          GdalReference.of(args[0])
              .to(Integer.parseInt(args[1]), Double.parseDouble(args[i + 1]))
              .by(Resampling.valueOf(args[i]))
              .render(Path.of(args[2]));
      System.out.println("made " + file);
    }
  }
}
