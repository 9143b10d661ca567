package io.landfall.node.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** A scene list, as that of Landsat on AWS, of scenes in rows and columns over the Earth. */
final class SceneGrid {
  static final int SCENES = 10_000;

  private static final int SIDE = 100;
  private static final int PATHS = 233;
  private static final double WEST = -175;
  private static final double SOUTH = -60;
  private static final double COLUMN_DEGREES = 3.5;
  private static final double ROW_DEGREES = 1.2;

  private SceneGrid() {}

  /** Writes the list. */
  static void write(Path file) throws IOException {
    var list =
        new StringBuilder(
            "entityId,acquisitionDate,cloudCover,processingLevel,path,row,min_lat,min_lon,max_lat,max_lon,download_url\n");
    for (int i = 0; i < SCENES; i++) {
      int path = 1 + i % PATHS;
      int row = 1 + i / PATHS;
      double west = WEST + i % SIDE * COLUMN_DEGREES;
      double south = SOUTH + i / SIDE * ROW_DEGREES;
      String id = String.format(Locale.ROOT, "LC8%03d%03d2015002LGN00", path, row);
      list.append(
          String.format(
              Locale.ROOT,
              "%s,2015-01-02"
                  + " 15:49:05.571384,%d,L1T,%d,%d,%.5f,%.5f,%.5f,%.5f,https://scenes.invalid/%s/index.html%n",
              id,
              i % 100,
              path,
              row,
              south,
              west,
              south + 1.8,
              west + 2.2,
              id));
    }
    Files.writeString(file, list);
  }
}
