package io.landfall.delivery;

import java.util.List;
import java.util.Map;

/** Checksums as {@code sha256sum -c} reads them. */
final class Checksums {
  private Checksums() {}

  /**
   * Writes one line a file.
   *
   * @param sums name and SHA-256 in hexadecimal, in the order of the lines
   */
  static String write(List<Map.Entry<String, String>> sums) {
    StringBuilder lines = new StringBuilder();
    for (var sum : sums) {
      String name = sum.getKey().replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
      lines.append(name.equals(sum.getKey()) ? "" : "\\"); // says that the name is escaped
      lines.append(sum.getValue()).append("  ").append(name).append('\n');
    }
    return lines.toString();
  }
}
