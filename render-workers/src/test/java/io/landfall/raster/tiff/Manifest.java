package io.landfall.raster.tiff;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** The table of facts about the real test data that LANDFALL_TEST_DATA names. */
final class Manifest {
  private final Path root;
  private final List<Map<String, String>> rows;

  private Manifest(Path root, List<Map<String, String>> rows) {
    this.root = root;
    this.rows = rows;
  }

  /** Reads the manifest, or skips the test where there is none. */
  static Manifest read() throws IOException {
    String dir = System.getenv("LANDFALL_TEST_DATA");
    Assumptions.assumeTrue(dir != null, "LANDFALL_TEST_DATA is not set: no real rasters to read");
    var root = Path.of(dir);
    var lines = Files.readAllLines(root.resolve("MANIFEST.tsv"));
    String[] names = lines.get(0).split("\t", -1);
    var rows =
        lines.stream()
            .skip(1)
            .map(
                line -> {
                  String[] cells = line.split("\t", -1);
                  Map<String, String> row = new HashMap<>();
                  for (int i = 0; i < names.length; i++) {
                    row.put(names[i], cells[i]);
                  }
                  return row;
                })
            .toList();
    return new Manifest(root, rows);
  }

  List<Map<String, String>> tiffs() {
    return rows.stream()
        .filter(row -> row.get("driver").equals("GTiff"))
        .filter(row -> !row.get("file").startsWith("hostile/"))
        .toList();
  }

  Path path(Map<String, String> row) {
    return path(row.get("file"));
  }

  Path path(String file) {
    return root.resolve(file);
  }

  Path hostile() {
    return root.resolve("hostile");
  }
}
